from django.urls import path

from reporting.impact import views

app_name = "impact"
urlpatterns = [
    path("", views.page, name="page"),
    path("data/<slug:form>/", views.file, name="file"),
    path("catalogue/", views.data_catalogue, name="catalogue"),
]
