"""Addresses of the lists of unwanted partners; `matchmaking/urls.py` takes them in."""

from django.urls import path

from matchmaking.exclusions import views

urlpatterns = [
    path("organisations/<int:org>/not-these/", views.exclusions, name="exclusions"),
    path("organisations/<int:org>/not-these/<int:pk>/remove/", views.exclusion_remove, name="exclusion_remove"),
]
