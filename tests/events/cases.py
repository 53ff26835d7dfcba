"""Events in any state, the way organisers bring them there."""

from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from events.enums import Kind
from events.models import Event, Venue
from events.services import editing, publishing

_numbers = count(1)


def venue(**fields) -> Venue:
    number = next(_numbers)
    return Venue.objects.create(**{"name": f"Haus {number}", "city": "Lippstadt", **fields})


def time_in(days: int, *, hours: int = 2, label: str = "") -> editing.Time:
    """Return a date that begins in `days` days at this hour; one to come in the early evening at the latest, so that an
    hour more is the same day."""
    begin = (timezone.localtime() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    begin = begin.replace(hour=min(begin.hour, 18)) if days > 0 else begin
    return editing.Time(None, begin, begin + timedelta(hours=hours), label)


def event_in(state: str, people, *, days: tuple[int, ...] = (10,), slot_minutes=None, topics=(), **fields) -> Event:
    """Return an event of the hub in `state` whose dates are in `days` days."""
    columns = {
        "kind": Kind.TALK,
        "title": "Fachimpuls Maschinendaten",
        "summary": "Wie alte Maschinen reden lernen.",
        "description": "Ein Abend mit Beispielen.",
        "venue": venue(),
        **fields,
    }
    parts = editing.Parts([time_in(day) for day in days], topics, slot_minutes)
    event = editing.create_event(Event(**columns), parts, actor=people.lead)
    if state == "submitted":
        publishing.submit(event, actor=people.partner)
    if state in ("published", "cancelled", "done"):
        publishing.publish(event, actor=people.lead)
    if state == "cancelled":
        publishing.cancel(event, note="Der Saal steht unter Wasser.", actor=people.lead)
    if state == "done":
        publishing.finish(Event.objects.get(pk=event.pk))
    return Event.objects.get(pk=event.pk)


def times_of(event: Event, *, later: timedelta = timedelta()) -> list[editing.Time]:
    """Return the dates of `event` as a form would hold them, `later` by that much."""
    return [
        editing.Time(row.pk, row.starts_at + later, row.ends_at + later, row.label)
        for row in event.dates.filter(is_cancelled=False)
    ]


def columns_of(event: Event) -> dict:
    """Return what the form of `event` holds."""
    return {name: getattr(event, name) for name in editing.COPIED}


def at(day: datetime) -> str:
    """Return a moment as a form sends it."""
    return timezone.localtime(day).strftime("%Y-%m-%dT%H:%M")
