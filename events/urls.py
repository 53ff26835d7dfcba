from django.urls import path

from events.following.urls import urlpatterns as following
from events.participation.urls import urlpatterns as participation
from events.registering.urls import urlpatterns as registering
from events.views import manage, pairing, pairing_own, public, venues

app_name = "events"
urlpatterns = [
    path("events/", public.event_list, name="list"),
    path("events/past/", public.past_list, name="past"),
    path("events/calendar/", public.month_now, name="month_now"),
    path("events/calendar/<int:year>-<int:month>/", public.month, name="month"),
    path("events/calendar.ics", public.calendar_file, name="calendar_file"),
    path("events/manage/", manage.manage_list, name="manage_list"),
    path("events/manage/new/", manage.create, name="create"),
    path("events/manage/<int:pk>/", manage.manage, name="manage"),
    path("events/manage/<int:pk>/edit/", manage.edit, name="edit"),
    path("events/manage/<int:pk>/questions/", manage.questions, name="questions"),
    path("events/manage/<int:pk>/submit/", manage.submit, name="submit"),
    path("events/manage/<int:pk>/give-back/", manage.give_back, name="give_back"),
    path("events/manage/<int:pk>/publish/", manage.publish, name="publish"),
    path("events/manage/<int:pk>/take-back/", manage.take_back, name="take_back"),
    path("events/manage/<int:pk>/cancel/", manage.cancel, name="cancel"),
    path("events/manage/<int:pk>/copy/", manage.copy, name="copy"),
    path("events/manage/<int:pk>/series/", manage.make_series, name="make_series"),
    path("events/manage/<int:pk>/pass-on/", manage.pass_on, name="pass_on"),
    path("events/manage/<int:pk>/prolong/", manage.prolong, name="prolong"),
    path("events/manage/<int:pk>/meetings/", pairing.overview, name="pairing"),
    path("events/manage/<int:pk>/meetings/frame/", pairing.frame, name="pairing_frame"),
    path("events/manage/<int:pk>/meetings/invite/", pairing.invite, name="pairing_invite"),
    path("events/manage/<int:pk>/meetings/plan/", pairing.compute, {"basis": "anew"}, name="timetable_plan"),
    path("events/manage/<int:pk>/meetings/adapt/", pairing.compute, {"basis": "replan"}, name="timetable_adapt"),
    path("events/manage/<int:pk>/meetings/copy/", pairing.compute, {"basis": "copy"}, name="timetable_copy"),
    path("events/participants/<int:pk>/edit/", pairing.person, name="pairing_person"),
    path("events/participants/<int:pk>/", pairing_own.own, name="pairing_own"),
    path("events/timetables/<int:pk>/", pairing.timetable, name="timetable"),
    path("events/timetables/<int:pk>/status/", pairing.timetable_status, name="timetable_status"),
    path("events/timetables/<int:pk>/print/", pairing.timetable_print, name="timetable_print"),
    path("events/timetables/<int:pk>/publish/", pairing.publish, name="timetable_publish"),
    path("events/timetables/<int:pk>/discard/", pairing.discard, name="timetable_discard"),
    path("events/timetables/<int:pk>/add/", pairing.add, name="appointment_add"),
    path("events/appointments/<int:pk>/", pairing.appointment, name="appointment"),
    path("events/appointments/<int:pk>/pin/", pairing.appointment_pin, name="appointment_pin"),
    path("events/appointments/<int:pk>/cancel/", pairing.appointment_cancel, name="appointment_cancel"),
    path("events/venues/", venues.venue_list, name="venue_list"),
    path("events/venues/new/", venues.venue_create, name="venue_create"),
    path("events/venues/<int:pk>/edit/", venues.venue_edit, name="venue_edit"),
    path("events/<slug:slug>/", public.detail, name="detail"),
    path("events/<slug:slug>/calendar.ics", public.event_file, name="event_file"),
    *registering,
    *following,
    *participation,
]
