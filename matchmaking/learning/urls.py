"""Addresses of the page "Lernen"; `matchmaking/urls.py` takes them in."""

from django.urls import path

from matchmaking.learning import views

urlpatterns = [
    path("learning/", views.learning, name="learning"),
    path("learning/<int:pk>/use/", views.learning_use, name="learning_use"),
    path("learning/use-fixed/", views.learning_use_fixed, name="learning_use_fixed"),
    path("learning/resume/", views.learning_resume, name="learning_resume"),
]
