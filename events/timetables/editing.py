"""What staff do with a draft by hand, and how it is published. Nothing that breaks a rule is stored."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import LogEntry
from core.states import GuardFailed, advance, require
from events.enums import AppointmentState, EventState
from events.models import Appointment, PairingPerson, Timetable
from events.pairing.day import Meeting, clashes
from events.timetables import letters
from events.timetables.computing import current, hold
from events.timetables.question import as_meeting, day_of, meetings_of

CLASHES: dict[str, Any] = {
    "not_allowed": gettext_lazy("One of the two said no, is not there at that time, or is on the same side."),
    "twice": gettext_lazy("One of the two has another meeting at that time."),
    "pair_twice": gettext_lazy("The two have a meeting already."),
    "most": gettext_lazy("One of the two would have more meetings than allowed."),
    "tables": gettext_lazy("There are no more tables at that time."),
    "table_twice": gettext_lazy("This table is taken at that time."),
}


def _held(timetable: Timetable) -> Timetable:
    """Return the draft, locked. Raises GuardFailed where it is none any more."""
    locked = Timetable.objects.select_for_update(of=("self",)).select_related("day__event").get(pk=timetable.pk)
    require(locked.is_draft, _("Only a draft can be changed."))
    return locked


def _checked(timetable: Timetable, before: list[Meeting], after: Iterable[Meeting]) -> None:
    """Raise GuardFailed with what the change would break; what was broken before is not its fault."""
    day = day_of(timetable.day, timetable, scored=False)
    known = clashes(day, before)
    problems = [CLASHES[word] for word in clashes(day, after) if word not in known]
    if problems:
        raise GuardFailed(problems)


@transaction.atomic
def _change(appointment: Appointment, verb: str, change: Callable[[dict[int, Appointment]], None], *, actor) -> None:
    timetable = _held(appointment.timetable)
    rows = {row.pk: row for row in timetable.appointments.filter(state=AppointmentState.PLANNED)}
    require(appointment.pk in rows, _("This meeting is cancelled."))
    before = {pk: as_meeting(row) for pk, row in rows.items()}
    change(rows)
    _checked(timetable, list(before.values()), [as_meeting(row) for row in rows.values()])
    moved = [row for pk, row in rows.items() if as_meeting(row) != before[pk]]
    Appointment.objects.bulk_update(moved, ["slot", "table"])
    LogEntry.objects.record(timetable, verb, actor=actor, to_state=timetable.state, details={"meeting": appointment.pk})


def move(appointment: Appointment, *, slot: int, table: int, actor) -> None:
    """Give a meeting another time and table; what stands there changes places with it. Raises GuardFailed with what
    that would break."""

    def change(rows: dict[int, Appointment]) -> None:
        row = rows[appointment.pk]
        there = next((each for each in rows.values() if (each.slot, each.table) == (slot, table)), None)
        if there is not None:
            there.slot, there.table = row.slot, row.table
        row.slot, row.table = slot, table

    _change(appointment, "move_meeting", change, actor=actor)


@transaction.atomic
def pin(appointment: Appointment, *, is_pinned: bool, actor) -> None:
    """Keep a meeting where it is whenever the timetable is computed, or let it go again."""
    timetable = _held(appointment.timetable)
    Appointment.objects.filter(pk=appointment.pk, state=AppointmentState.PLANNED).update(is_pinned=is_pinned)
    verb = "pin_meeting" if is_pinned else "unpin_meeting"
    LogEntry.objects.record(timetable, verb, actor=actor, to_state=timetable.state, details={"meeting": appointment.pk})


@transaction.atomic
def cancel(appointment: Appointment, *, actor) -> None:
    """Take a meeting out; the two are not put together again."""
    _held(appointment.timetable)
    advance(appointment, "cancel", actor=actor, slot=None, table=None, is_pinned=False)


@transaction.atomic
def add(timetable: Timetable, *, people: tuple[PairingPerson, PairingPerson], slot: int, table: int, actor) -> None:
    """Put two people together; the meeting is pinned, for a person wanted it. Raises GuardFailed with what that would
    break."""
    locked = _held(timetable)
    first, second = sorted(people, key=lambda person: person.pk)
    require(first != second, _("A meeting is of two different people."))
    gone = locked.appointments.filter(first=first, second=second, state=AppointmentState.CANCELLED)
    gone.delete()
    before = meetings_of(locked)
    _checked(locked, before, [*before, Meeting(slot, table, first.pk, second.pk)])
    row = Appointment.objects.create(
        timetable=locked, first=first, second=second, slot=slot, table=table, is_pinned=True
    )
    LogEntry.objects.record(locked, "add_meeting", actor=actor, to_state=locked.state, details={"meeting": row.pk})


@transaction.atomic
def publish(timetable: Timetable, *, actor) -> int:
    """Let a draft take the place of what is published, and write to those whose meetings changed; return how many.

    Raises GuardFailed where the event is not published, or somebody said no or went away since it was computed.
    """
    hold(timetable.day)
    locked = _held(timetable)
    require(locked.day.event.state == EventState.PUBLISHED, _("Publish the event first."))
    broken = clashes(day_of(locked.day, locked, scored=False), meetings_of(locked))
    if broken:
        outdated = _("Since this draft was made something has changed. Adapt it to the changes first.")
        raise GuardFailed([outdated, *(CLASHES[word] for word in broken)])
    before = current(locked.day)
    if before:
        advance(before, "replace", actor=actor)
    advance(locked, "publish", actor=actor)
    return letters.published(locked, before)


@transaction.atomic
def discard(timetable: Timetable, *, actor) -> None:
    advance(_held(timetable), "discard", actor=actor)
