"""What happens by itself: reminders before a date, and the end of registrations nobody has confirmed."""

from collections.abc import Iterator
from datetime import timedelta

from core.states import InvalidTransition
from events.enums import Admission, EventState, Format, RegistrationState
from events.models import Event, EventDate, Registration
from events.registering import letters, services
from scheduling.clock import local
from scheduling.models import Timer
from scheduling.moments import at_hour
from scheduling.registry import Planned, handler, rule
from scheduling.workdays import subtract_working_days

ONLINE_HOURS = 2  # before the begin, for those who take part online


def plan_reminders(event: Event) -> Iterator[Planned]:
    """Plan one reminder on the working day before each date, and one shortly before it for those who take part online.
    What was fixed after the reminder would have gone out needs none."""
    if event.state != EventState.PUBLISHED or event.admission == Admission.NONE:
        return
    for row in event.dates.filter(is_cancelled=False):
        occasion = f"{row.pk}:{row.starts_at:%Y%m%dT%H%M}"
        fixed_at = max(row.changed_at, event.published_at)
        moments = {"event.remind": at_hour(_working_day_before(row))}
        if event.format != Format.ON_SITE:
            moments["event.remind_online"] = row.starts_at - timedelta(hours=ONLINE_HOURS)
        yield from (Planned(kind, moment, occasion) for kind, moment in moments.items() if moment > fixed_at)


def _working_day_before(row: EventDate):
    return subtract_working_days(local(row.starts_at).date() - timedelta(days=1), 1) + timedelta(days=1)


def _date_of(event: Event, timer: Timer) -> EventDate:
    row = event.dates.filter(pk=int(timer.round.partition(":")[0]), is_cancelled=False).first()
    if row is None or row.is_over or event.state != EventState.PUBLISHED:
        raise InvalidTransition(f"event {event.pk} does not take place then")
    return row


def _concerned(event: Event, row: EventDate) -> Iterator[Registration]:
    rows = event.registrations.coming().select_related("contact__user", "slot__date")
    for registration in rows:
        if registration.slot is None or registration.slot.date_id == row.pk:
            registration.event = event
            yield registration


@handler("event.remind")
def remind(event: Event, timer: Timer) -> None:
    row = _date_of(event, timer)
    for registration in _concerned(event, row):
        letters.reminder(registration, row)


@handler("event.remind_online")
def remind_online(event: Event, timer: Timer) -> None:
    row = _date_of(event, timer)
    for registration in _concerned(event, row):
        if event.format == Format.ONLINE or registration.takes_part_online:
            letters.reminder(registration, row, hours=ONLINE_HOURS)


@rule(
    "events.Registration",
    among=lambda: Registration.objects.filter(state=RegistrationState.UNCONFIRMED).select_related("event"),
    parents=("event",),
)
def plan_registration(registration: Registration) -> Iterator[Planned]:
    if registration.state == RegistrationState.UNCONFIRMED:
        due_at = services.confirmed_until(registration)
        yield Planned("registration.expire", due_at, due_at.isoformat())


@handler("registration.expire")
def expire(registration: Registration, timer: Timer) -> None:
    services.expire(registration)
