from django.urls import path

from mail import views

app_name = "mail"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<int:pk>/", views.message_detail, name="message_detail"),
    path("<int:pk>/preview/", views.message_preview, name="message_preview"),
    path("<int:pk>/edit/", views.message_edit, name="message_edit"),
    path("<int:pk>/settle/", views.message_settle, name="message_settle"),
]
