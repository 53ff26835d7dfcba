"""Timetables as pages show them."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.enums import AppointmentState, Phase, TimetableState
from events.models import Appointment, PairingDay, PairingPerson, Timetable
from events.pairing.day import Changes, Reason, compare
from events.pairing_forms import staff_name
from events.timetables.computing import current
from events.timetables.letters import named, rows_of
from events.timetables.question import meetings_of
from events.words import clock_of

REASONS: dict[str, Any] = {
    Reason.REFUSED: _("one of the two said no"),
    Reason.NEVER_TOGETHER: _("never there at the same time"),
    Reason.FULL: _("one of the two has as many meetings as allowed"),
    Reason.NO_COMMON_TIME: _("no time at which both are free"),
    Reason.NO_TABLE: _("no table left"),
}


@dataclass(frozen=True)
class SlotRow:
    """A time of the day and what stands at each table, in order; None where a table is free."""

    time: str
    cells: list[Appointment | None]


@dataclass(frozen=True)
class OwnRow:
    """One's own meeting: when, at which table, with whom."""

    time: str
    table: int
    name: str
    profile: str


@dataclass(frozen=True)
class Progress:
    """How far the computation is: which of the phases is under way (from 1), in words, and for how many seconds."""

    number: int
    total: int
    what: str
    seconds: int

    @property
    def done(self) -> int:
        return self.number - 1


def progress_of(timetable: Timetable) -> Progress | None:
    """Return how far a timetable is that is being computed; None for others, also for one that waits for a worker."""
    if timetable.state != TimetableState.COMPUTING:
        return None
    phase, phases = Phase(timetable.phase), list(Phase)
    seconds = (timezone.now() - timetable.state_changed_at).total_seconds()
    return Progress(phases.index(phase) + 1, len(phases), str(phase.label), max(0, round(seconds)))


def grid(timetable: Timetable) -> list[SlotRow]:
    rows = timetable.appointments.filter(state=AppointmentState.PLANNED)
    rows = rows.select_related("first__registration", "second__registration")
    at = {(row.slot, row.table): row for row in rows}
    day, tables = timetable.day, range(timetable.table_count)
    return [
        SlotRow(clock_of(day.begin_of(slot), day.end_of(slot)), [at.get((slot, table)) for table in tables])
        for slot in range(day.slots)
    ]


def changes_of(timetable: Timetable) -> Changes | None:
    """Return what differs from what is published; None where nothing is, or this is it."""
    published = current(timetable.day)
    if published is None or published == timetable:
        return None
    return compare(meetings_of(published), meetings_of(timetable))


def in_words(timetable: Timetable, pairs) -> list[str]:
    """Return pairs of keys as staff read them."""
    people = {p.pk: staff_name(p) for p in timetable.day.people.select_related("registration")}
    return [f"{people[first]} – {people[second]}" for first, second in pairs if first in people and second in people]


def told_by(timetable: Timetable) -> int:
    """Return how many people would be written to when this draft is published."""
    published = current(timetable.day)
    coming = set(timetable.day.people.coming().values_list("pk", flat=True))
    if published is None:
        return len(coming)
    now, then = rows_of(timetable), rows_of(published)
    return sum(now.get(key, []) != then.get(key, []) for key in coming)


def unplaced(timetable: Timetable, most: int) -> list[tuple[str, Any]]:
    """Return wished meetings that are not in the plan, with the reason; what somebody refused is not worth a line."""
    rows = [row for row in timetable.unplaced if row[2] != Reason.REFUSED]
    people = {p.pk: staff_name(p) for p in timetable.day.people.select_related("registration")}
    return [
        (f"{people[first]} – {people[second]}", REASONS[Reason(reason)])
        for first, second, reason in rows
        if first in people and second in people
    ][:most]


def without_meeting(timetable: Timetable) -> list[str]:
    placed = rows_of(timetable)
    people = timetable.day.people.coming().select_related("registration")
    return [staff_name(person) for person in people if person.pk not in placed]


def own_rows(person: PairingPerson) -> list[OwnRow] | None:
    """Return the own meetings of the published timetable; None while there is none."""
    published = current(person.day)
    if published is None:
        return None
    others = {p.pk: p for p in person.day.people.select_related("registration")}
    return [
        OwnRow(
            clock_of(person.day.begin_of(slot), person.day.end_of(slot)),
            table + 1,
            named(others[other]),
            others[other].profile,
        )
        for slot, table, other in rows_of(published).get(person.pk, [])
    ]


def of_everybody(timetable: Timetable) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Return participant -> time, table and other one, for printing."""
    people = {p.pk: p for p in timetable.day.people.coming().select_related("registration")}
    rows, day = rows_of(timetable), timetable.day
    return [
        (
            staff_name(person),
            [
                (clock_of(day.begin_of(slot), day.end_of(slot)), table + 1, named(people[other]))
                for slot, table, other in rows.get(key, [])
                if other in people
            ],
        )
        for key, person in people.items()
    ]


def numbers_of(day: PairingDay) -> dict[str, int]:
    """Return how many take part, and how many of them have said whom they want to meet."""
    people = day.people.coming()
    return {"coming": people.count(), "wished": people.exclude(wished_at=None).count()}
