"""Writing events down: new ones, changes, copies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import LogEntry
from core.stamps import touch
from core.states import GuardFailed, require
from events.changes import Change, noticed
from events.enums import EventState, Kind
from events.models import BookableSlot, Event, EventDate, Question
from events.moments import on_day
from events.registering.places import let_in
from events.room import Room, rooms_of
from scheduling.clock import local
from scheduling.planning import replan

COPIED = (
    *("kind", "title", "title_en", "summary", "summary_en", "description", "description_en", "language"),
    *("format", "venue", "room", "online_url", "access_offers", "region", "municipality", "partner", "external_url"),
    *("funded_project", "admission", "capacity", "online_capacity", "most_companions", "has_waiting_list"),
)


@dataclass(frozen=True)
class Time:
    """A date of an event as it was typed: the row it changes (None for a new one), begin, end, what happens."""

    pk: int | None
    starts_at: datetime
    ends_at: datetime
    label: str = ""


@dataclass(frozen=True)
class Parts:
    """What belongs to an event beside its columns: dates, topics, and for an advisory hour the minutes of one
    conversation."""

    times: Sequence[Time]
    topics: Iterable
    slot_minutes: int | None = None


def hold(event: Event) -> Event:
    """Return the row as it is now, locked: everything that gives places waits for it."""
    locked = Event.objects.select_for_update(of=("self",)).select_related("venue", "region", "municipality", "series")
    return locked.get(pk=event.pk)


@transaction.atomic
def create_event(event: Event, parts: Parts, *, actor) -> Event:
    """Store a new draft with its dates. A form that is sent twice makes one event: the first is returned then."""
    event.created_by = actor
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError:
        known = Event.objects.filter(form_key=event.form_key, created_by=actor).first()
        if known is None:
            raise
        return known
    _write_parts(event, parts)
    LogEntry.objects.record(event, "create", actor=actor, to_state=event.state)
    replan(event)
    return event


@transaction.atomic
def change_event(event: Event, fields: dict[str, Any], parts: Parts, *, actor) -> list[Change]:
    """Write `fields`, dates and topics of an event, and return what is worth telling those who are registered (none for
    a draft). More places let people in from the waiting list. Raises GuardFailed."""
    locked = hold(event)
    require(locked.state not in Event.workflow.terminal, _("The event is over or cancelled."))
    before, rooms = noticed(locked), rooms_of(locked)
    for name, value in fields.items():
        setattr(locked, name, value)
    _require_room(room for room in rooms_of(locked) if room not in rooms)
    locked.changed_at = timezone.now()
    if locked.series_id:
        locked.is_exception = True
    locked.save()
    _write_parts(locked, parts)
    LogEntry.objects.record(locked, "edit", actor=actor, to_state=locked.state)
    locked = Event.objects.select_related("venue").get(pk=locked.pk)
    replan(locked)
    let_in(locked, actor=actor)
    touch("events")
    return noticed(locked).since(before) if locked.state == EventState.PUBLISHED else []


def _require_room(changed: Iterable[Room]) -> None:
    """Raise GuardFailed where fewer places would be left than people have; where staff have let in more, and nothing is
    changed about that, other things may be."""
    for room in changed:
        require(
            room.capacity is None or room.capacity >= room.taken,
            _("%(number)d people have a place already. Enter at least that many.") % {"number": room.taken},
        )


def _write_parts(event: Event, parts: Parts) -> None:
    event.topics.set(parts.topics)
    _write_times(event, parts.times)
    _write_slots(event, parts.slot_minutes)


def _write_times(event: Event, times: Sequence[Time]) -> None:
    """Make the dates of `event` those in `times`. A date that moved keeps its entry in the calendars, with a higher
    sequence; one that is gone is cancelled once people may have it in theirs, else deleted."""
    rows = {row.pk: row for row in EventDate.objects.select_for_update().filter(event=event)}
    now = timezone.now()
    for pk in rows.keys() - {each.pk for each in times}:
        if event.published_at:
            _set(rows[pk], now, is_cancelled=True)
        else:
            rows[pk].delete()
    for each in times:
        row = rows.get(each.pk)
        if row is None:
            EventDate.objects.create(event=event, starts_at=each.starts_at, ends_at=each.ends_at, label=each.label)
        else:
            _set(row, now, starts_at=each.starts_at, ends_at=each.ends_at, label=each.label, is_cancelled=False)


def _set(row: EventDate, now: datetime, **values: Any) -> None:
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.sequence += 1
    row.changed_at = now
    row.save()


def _write_slots(event: Event, minutes: int | None) -> None:
    """Cut the dates of an advisory hour into times of `minutes`. What is booked stays as it is."""
    if event.kind != Kind.ADVISORY or not minutes:
        return
    length = timedelta(minutes=minutes)
    for day in event.dates.filter(is_cancelled=False):
        day.slots.filter(registrations=None).delete()
        kept = list(day.slots.all())
        begin = day.starts_at
        while begin + length <= day.ends_at:
            if not any(slot.starts_at < begin + length and begin < slot.ends_at for slot in kept):
                BookableSlot.objects.create(date=day, starts_at=begin, minutes=minutes)
            begin += length


@transaction.atomic
def write_questions(event: Event, rows: Sequence[Question], gone: Sequence[Question], *, actor) -> None:
    """Store what is asked at the registration. A question that somebody has answered stays for the list.

    Raises GuardFailed where such a question would go."""
    answered = [row for row in gone if row.pk and row.answers.exists()]
    if answered:
        raise GuardFailed(
            [_("“%(text)s” has been answered already and stays.") % {"text": row.text} for row in answered]
        )
    for row in gone:
        row.delete()
    for position, row in enumerate(rows, start=1):
        row.event, row.position = event, position
        row.save()
    LogEntry.objects.record(event, "edit_questions", actor=actor, to_state=event.state)
    touch("events")


@transaction.atomic
def copy_event(event: Event, *, first_day: date, actor) -> Event:
    """Return a new draft like `event` whose first date is on `first_day`; the others keep their distance. Nothing of
    those who were registered is copied."""
    new = Event(**{name: getattr(event, name) for name in COPIED}, created_by=actor, form_key=uuid4())
    new.save()
    copy_parts(event, new, first_day)
    LogEntry.objects.record(new, "copy", actor=actor, to_state=new.state, details={"from": event.pk})
    replan(new)
    return new


def copy_parts(event: Event, new: Event, first_day: date) -> None:
    """Give `new` the topics, questions and dates of `event`, the first date on `first_day`."""
    new.topics.set(event.topics.all())
    for question in event.questions.all():
        Question.objects.create(
            event=new,
            **{
                name: getattr(question, name)
                for name in ("position", "text", "text_en", "kind", "choices", "is_required")
            },
        )
    dates = event.planned_dates
    if not dates:
        return
    shift = relativedelta(days=(first_day - local(dates[0].starts_at).date()).days)
    for row in dates:
        copied = EventDate.objects.create(
            event=new, starts_at=on_day(row.starts_at, shift), ends_at=on_day(row.ends_at, shift), label=row.label
        )
        for slot in row.slots.all():
            BookableSlot.objects.create(date=copied, starts_at=on_day(slot.starts_at, shift), minutes=slot.minutes)
