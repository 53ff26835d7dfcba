from django.urls import path

from links import views
from mail.links import PREFIX

app_name = "links"
urlpatterns = [path(f"{PREFIX}/<str:token>/", views.follow, name="follow")]
