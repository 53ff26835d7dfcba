"""Addresses of registrations; `events.urls` takes them in, so that their names begin with `events:`."""

from django.urls import path

from events.registering.views import public, staff

urlpatterns = [
    path("events/manage/<int:pk>/registrations/", staff.registration_list, name="registrations"),
    path("events/manage/<int:pk>/registrations/new/", staff.registration_new, name="registration_new"),
    path("events/manage/<int:pk>/registrations/decide/", staff.decide, name="registrations_decide"),
    path("events/registrations/<int:pk>/", staff.registration_detail, name="registration"),
    path("events/registrations/<int:pk>/approve/", staff.approve, name="registration_approve"),
    path("events/registrations/<int:pk>/admit/", staff.admit, name="registration_admit"),
    path("events/registrations/<int:pk>/decline/", staff.decline, name="registration_decline"),
    path("events/registrations/<int:pk>/cancel/", staff.cancel, name="registration_cancel"),
    path("events/registrations/<int:pk>/told/", staff.told, name="registration_told"),
    path("events/<slug:slug>/register/", public.register, name="register"),
    path("events/<slug:slug>/register/sent/", public.sent, name="register_sent"),
    path("my-events/", public.my_events, name="my_events"),
    path("my-events/<int:pk>/", public.my_registration, name="my_registration"),
]
