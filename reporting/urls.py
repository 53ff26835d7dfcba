from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("municipality/", views.municipality, name="municipality"),
    path("municipality/<slug:form>/", views.export, name="export"),
    path("free/", views.free, name="free"),
    path("free/<int:pk>/", views.free_count, name="free_count"),
    path("free/<int:pk>/status/", views.free_status, name="free_status"),
    path("rows/", views.figure, name="figure"),
]
