"""Who may do what with events and registrations."""

from accounts.enums import Role
from transfer.permissions import can_export


def works_for_hub(user) -> bool:
    """Project leads and editors manage the events of everybody."""
    return user.is_authenticated and (user.is_project_lead or user.is_editor)


def own_municipality_ids(user) -> list[int]:
    """The municipalities whose events the person may prepare."""
    return [row.municipality_id for row in user.granted_roles if row.role == Role.MUNICIPAL_PARTNER]


def can_create_events(user) -> bool:
    return works_for_hub(user) or user.is_region_lead or user.is_municipal_partner


def can_manage_event(user, event) -> bool:
    """The rule of `Event.objects.managed_by`, for one row."""
    if works_for_hub(user) or event.region_id in user.led_region_ids:
        return True
    return event.municipality_id is not None and event.municipality_id in own_municipality_ids(user)


def can_view_event(user, event) -> bool:
    """The rule of `Event.objects.visible_to`, for one row."""
    return event.is_public or can_manage_event(user, event)


def can_publish_event(user, event) -> bool:
    """The hub, and partner regions for their own events; municipalities hand theirs in."""
    return works_for_hub(user) or event.region_id in user.led_region_ids


def can_see_participants(user, event) -> bool:
    """Whether the person sees who comes; municipalities see numbers only."""
    return works_for_hub(user) or event.region_id in user.led_region_ids


def can_make_lists(user, event) -> bool:
    """Whether the person may take names of participants out of the portal, which is a right of its own as with every
    export."""
    return can_see_participants(user, event) and can_export(user)


def can_manage_registration(user, registration) -> bool:
    """The rule of `Registration.objects.managed_by`, for one row."""
    return can_see_participants(user, registration.event)


def can_fetch_list(user, asked) -> bool:
    """The rule of `ParticipantList.objects.managed_by`, for one row."""
    return asked.created_by_id == user.pk and can_make_lists(user, asked.event)


def is_own_registration(user, registration) -> bool:
    """The rule of `Registration.objects.of_person`, for one row."""
    return registration.contact is not None and registration.contact.user_id == user.pk


def can_manage_venues(user) -> bool:
    return works_for_hub(user) or user.is_region_lead


def can_manage_pairing_person(user, person) -> bool:
    """The rule of `PairingPerson.objects.managed_by`, for one row."""
    return can_see_participants(user, person.registration.event)


def is_own_pairing_person(user, person) -> bool:
    """The rule of `PairingPerson.objects.of_person`, for one row."""
    return is_own_registration(user, person.registration)


def can_manage_timetable(user, timetable) -> bool:
    """The rule of `Timetable.objects.managed_by`, for one row."""
    return can_see_participants(user, timetable.day.event)
