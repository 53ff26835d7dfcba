"""Computing a timetable in the background: a row is queued, a worker takes it, and it becomes a draft."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.jobs import enqueue_on_commit
from core.models import LogEntry
from core.states import InvalidTransition, advance, require
from events.enums import AppointmentState, Basis, Phase, TimetableState
from events.models import Appointment, PairingDay, Timetable
from events.models.pairing import UNDER_WAY
from events.pairing.day import Day, Plan, Step
from events.pairing.planning import plan, replan
from events.tasks import compute_timetable
from events.timetables.question import day_of, meetings_of

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
STUCK_AFTER = timedelta(minutes=5)


def hold(day: PairingDay) -> PairingDay:
    """Return the row as it is now, locked: whatever changes its timetables waits for it."""
    return PairingDay.objects.select_for_update(of=("self",)).select_related("event").get(pk=day.pk)


def current(day: PairingDay) -> Timetable | None:
    """Return the published timetable."""
    return day.timetables.filter(state=TimetableState.PUBLISHED).first()


@transaction.atomic
def request(day: PairingDay, basis: str, *, actor) -> Timetable:
    """Queue a new draft, made from the draft there is (which is discarded then) or from what is published.

    Raises GuardFailed where nobody takes part, where there is nothing to start from, or one is being computed.
    """
    locked = hold(day)
    require(locked.people.coming().count() > 1, _("There are no two participants yet."))
    require(
        not locked.timetables.filter(state__in=UNDER_WAY).exists(), _("A timetable is being computed at this moment.")
    )
    draft = locked.timetables.filter(state=TimetableState.DRAFT).first()
    source = draft or current(locked)
    require(source or basis == Basis.ANEW, _("There is no timetable yet that could be changed."))
    if draft:
        advance(draft, "discard", actor=actor)
    timetable = Timetable.objects.create(day=locked, basis=basis, source=source, created_by=actor)
    LogEntry.objects.record(timetable, "request", actor=actor, to_state=timetable.state, details={"basis": basis})
    if basis == Basis.COPY:
        _compute(timetable)
    else:
        enqueue_on_commit(compute_timetable, timetable.pk)
    return timetable


def work(timetable_id: int) -> Timetable | None:
    """Compute a queued timetable unless somebody does; return it, or None where there was nothing to do."""
    timetable = Timetable.objects.select_related("day", "source").filter(pk=timetable_id).first()
    if timetable is None or timetable.state != TimetableState.QUEUED:
        return None
    try:
        _compute(timetable)
    except InvalidTransition:
        return None
    except Exception as error:
        log.error("timetable_failed", timetable=timetable.pk, error=type(error).__name__)
        _give_back(timetable)
    timetable.refresh_from_db()
    return timetable


def _compute(timetable: Timetable) -> None:
    advance(timetable, "begin", actor=None, attempts=F("attempts") + 1, phase=Phase.READING)
    day = day_of(timetable.day, timetable.source)
    answer = _answer(timetable, day)
    _reached(timetable, Phase.WRITING)
    with transaction.atomic():
        advance(
            timetable,
            "finish",
            actor=None,
            value=answer.value,
            bound=answer.bound,
            unplaced=[[*row.pair, row.reason.value] for row in answer.unplaced],
        )
        _write(timetable, day, answer)


def _reached(timetable: Timetable, phase: str) -> None:
    """Let the page say how far it is, at once: only the end of the work is one transaction."""
    Timetable.objects.filter(pk=timetable.pk, state=TimetableState.COMPUTING).update(phase=phase)


def _answer(timetable: Timetable, day: Day) -> Plan:
    def tell(step: Step) -> None:
        _reached(timetable, Phase(step.value))

    if timetable.basis == Basis.ANEW or timetable.source is None:
        return plan(day, tell=tell)
    present = meetings_of(timetable.source)
    if timetable.basis == Basis.COPY:
        value = day.value(present)
        return Plan(tuple(present), (), value, timetable.source.bound or value)
    return replan(day, present, tell=tell)


def _write(timetable: Timetable, day: Day, answer: Plan) -> None:
    """Store the meetings, and what the source has cancelled, so that it stays so."""
    pinned = {meeting.pair for meeting in day.pinned}
    rows = [
        Appointment(
            timetable=timetable,
            first_id=meeting.first,
            second_id=meeting.second,
            slot=meeting.slot,
            table=meeting.table,
            is_pinned=meeting.pair in pinned,
        )
        for meeting in answer.meetings
    ]
    if timetable.source:
        gone = timetable.source.appointments.filter(state=AppointmentState.CANCELLED)
        rows += [
            Appointment(timetable=timetable, first_id=row.first_id, second_id=row.second_id, state=row.state)
            for row in gone
        ]
    Appointment.objects.bulk_create(rows)


def _give_back(timetable: Timetable) -> None:
    timetable.refresh_from_db()
    try:
        advance(timetable, "fail" if timetable.attempts >= MAX_ATTEMPTS else "begin_again", actor=None)
    except InvalidTransition:
        log.warning("timetable_superseded", timetable=timetable.pk)


def take_back_stuck() -> list[int]:
    """Give back what dead workers had begun; return the keys of all timetables that wait for a worker."""
    silent = timezone.now() - STUCK_AFTER
    for timetable in Timetable.objects.filter(state=TimetableState.COMPUTING, state_changed_at__lt=silent):
        _give_back(timetable)
    return list(Timetable.objects.filter(state=TimetableState.QUEUED).values_list("pk", flat=True))
