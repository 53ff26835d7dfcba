"""Addresses of what follows an event; `events.urls` takes them in, so that their names begin with `events:`."""

from django.urls import path

from events.following.views import minutes, public, staff

urlpatterns = [
    path("events/my/<str:code>.ics", public.person_calendar, name="person_calendar"),
    path("events/manage/<int:pk>/notes/", staff.note_list, name="notes"),
    path("events/manage/<int:pk>/note-sheet/", staff.note_sheet, name="note_sheet"),
    path("events/manage/<int:pk>/afterwards/", staff.afterwards, name="afterwards"),
    path("events/manage/<int:pk>/files/", staff.file_add, name="file_add"),
    path("events/manage/<int:pk>/figures/", staff.figures, name="figures"),
    path("events/manage/<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("events/manage/<int:pk>/minutes/approve/", minutes.approve, name="minutes_approve"),
    path("events/manage/<int:pk>/items/", minutes.item_add, name="item_add"),
    path("events/notes/<int:pk>/settle/", staff.note_settle, name="note_settle"),
    path("events/files/<int:pk>/remove/", staff.file_remove, name="file_remove"),
    path("events/items/<int:pk>/settle/", minutes.item_settle, name="item_settle"),
    path("events/<slug:slug>/note/", public.note, name="note"),
    path("events/<slug:slug>/note/sent/", public.note_sent, name="note_sent"),
    path("events/<slug:slug>/files/<int:pk>/", public.file, name="file"),
    path("my-events/calendar/", public.my_calendar, name="my_calendar"),
    path("my-events/<int:pk>/material/", public.my_material, name="my_material"),
]
