"""Addresses of the entrance; `events.urls` takes them in."""

from django.urls import path

from events.participation import list_views, views

urlpatterns = [
    path("events/manage/<int:pk>/check-in/", views.check_in, name="check_in"),
    path("events/manage/<int:pk>/check-in/file/", list_views.attendance_file, name="attendance_file"),
    path("events/manage/<int:pk>/lists/", list_views.participant_lists, name="participant_lists"),
    path("events/manage/<int:pk>/badges/", list_views.badges, name="badges"),
    path("events/lists/<int:pk>/<slug:form>/", list_views.participant_list, name="participant_list"),
    path("events/ticket/<slug:code>/", views.ticket, name="ticket"),
]
