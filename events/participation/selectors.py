"""Who is expected and who came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Attendance, Event, EventDate, Registration


@dataclass(frozen=True)
class Expected:
    """One person on the list at the entrance."""

    name: str
    code: str
    detail: str
    is_here: bool


@dataclass(frozen=True)
class Turnout:
    """How many people were registered for a date, came, and did not come."""

    date: EventDate
    registered: int
    came: int

    @property
    def missing(self) -> int:
        return max(0, self.registered - self.came)


@dataclass(frozen=True)
class Attended:
    """How many people had a place at an event, and how many came to any of its dates; None where nobody noted it."""

    event: Event
    registered: int
    came: int | None


def attended(events: Sequence[Event]) -> list[Attended]:
    """Return the numbers of several events in two queries, in the order given."""
    keys = [event.pk for event in events]
    coming = Registration.objects.filter(event__in=keys).coming().order_by().values_list("event")
    registered = dict(coming.annotate(seats=Sum(F("companions_number") + 1)))
    noted = Attendance.objects.filter(registration__event__in=keys).order_by().values_list("registration__event")
    alone, beside = Count("registration", filter=Q(companion=None), distinct=True), Count("companion", distinct=True)
    came = {event: own + more for event, own, more in noted.annotate(own=alone, more=beside)}
    return [Attended(event, registered.get(event.pk, 0), came.get(event.pk)) for event in events]


def date_for_check_in(event: Event, wanted: str = "") -> EventDate | None:
    """Return the date `wanted` (its number), else the one that runs or comes next, else the last one."""
    dates = event.planned_dates
    if wanted.isascii() and wanted.isdecimal():
        dates = [row for row in dates if str(row.pk) == wanted] or dates
    now = timezone.now()
    return next((row for row in dates if row.ends_at > now), dates[-1] if dates else None)


def expected_at(event: Event, date: EventDate) -> list[Expected]:
    """Return everybody with a place, companions below those who bring them, in alphabetical order."""
    rows = event.registrations.coming().prefetch_related("companions").order_by("family_name", "given_name", "pk")
    if any(True for _slot in date.slots.all()[:1]):
        rows = rows.filter(slot__date=date)
    here = set(Attendance.objects.filter(date=date).values_list("registration_id", "companion_id"))
    return [person for row in rows for person in _people_of(row, here)]


def _people_of(row: Registration, here: set[tuple[int, int | None]]) -> Iterator[Expected]:
    name = f"{row.family_name}, {row.given_name}"
    yield Expected(name, row.ticket, row.organisation_name, (row.pk, None) in here)
    for companion in row.companions.all():
        own = companion.name or _("Companion")
        with_whom = _("with %(name)s") % {"name": row.full_name}
        yield Expected(own, companion.ticket, with_whom, (row.pk, companion.pk) in here)


def turnout_of(event: Event) -> list[Turnout]:
    """Return the turnout of each date that has begun; for staff only."""
    seats = event.registrations.coming().seats()
    now = timezone.now()
    rows = []
    for date in event.planned_dates:
        if date.starts_at <= now:
            booked = event.registrations.coming().filter(slot__date=date).seats() if date.slots.exists() else seats
            rows.append(Turnout(date, booked, Attendance.objects.filter(date=date).count()))
    return rows
