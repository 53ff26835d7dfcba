"""The calendar of a person: the events somebody is registered for, for programs that follow an address."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Contact
from events.calendar import calendar_of_person
from events.enums import EventState, RegistrationState
from events.following.models import new_secret
from events.models import EventCalendar, Registration
from mail.links import absolute

STRUCK_OUT = timedelta(days=30)  # that a cancelled event stays in the calendar, so that programs strike it out


def calendar_url(contact: Contact) -> str:
    """Return the address of the calendar of `contact`, a new one where there is none: for pages and letters of that
    person alone."""
    row, _created = EventCalendar.objects.get_or_create(contact=contact)
    return absolute(row.path)


def line_of(contact: Contact) -> list[str]:
    """Return the sentence of a letter to `contact` that names the own calendar, where the person has one."""
    row = EventCalendar.objects.filter(contact=contact).first()
    return [_("Your events stand in your own calendar: %(address)s") % {"address": absolute(row.path)}] if row else []


@transaction.atomic
def renew(contact: Contact) -> EventCalendar:
    """Give the calendar another address; the one before leads nowhere from now on."""
    row, created = EventCalendar.objects.select_for_update().get_or_create(contact=contact)
    if not created:
        row.code, row.renewed_at = new_secret(), timezone.now()
        row.save(update_fields=["code", "renewed_at"])
    return row


def shown_in(contact: Contact) -> QuerySet[Registration]:
    """Return the registrations whose events stand in the calendar: those with a place, and for a while those whose
    event was cancelled."""
    cancelled = Q(
        event__state=EventState.CANCELLED,
        event__state_changed_at__gt=timezone.now() - STRUCK_OUT,
        counted_at__isnull=False,
    )
    taken_off = Q(state=RegistrationState.CANCELLED, state_changed_at__gte=F("event__state_changed_at"))
    kept = Q(state=RegistrationState.REGISTERED)
    rows = Registration.objects.filter(contact=contact).filter(
        (kept & ~Q(event__state=EventState.CANCELLED)) | (cancelled & (kept | taken_off))
    )
    return rows.select_related("event__venue", "slot__date").prefetch_related("event__dates").order_by("pk")


def as_calendar(contact: Contact) -> bytes:
    """Return the calendar of `contact`, in the language of that person."""
    with override(contact.language):
        return calendar_of_person(shown_in(contact), _("My events at the DZM"))
