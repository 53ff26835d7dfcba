from django.urls import path

from cooperation import views

app_name = "cooperation"
urlpatterns = [
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/<slug:slug>/", views.agreement, name="agreement"),
    path("agreements/<slug:slug>/<slug:table>/<str:form>/", views.agreement_file, name="agreement_file"),
    path("local/", views.local, name="local"),
    path("local/<slug:table>/<str:form>/", views.local_file, name="local_file"),
    path("neutrality/", views.neutrality, name="neutrality"),
    path("neutrality/<slug:table>/<str:form>/", views.neutrality_file, name="neutrality_file"),
    path("cases/", views.cases, name="cases"),
]
