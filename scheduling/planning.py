"""Keeping the rows of timers equal to what the rules say."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from core.states import after_every_step
from scheduling.enums import TimerState
from scheduling.models import Timer
from scheduling.registry import Planned, plan_of, rule_of, ruled_models

UNSETTLED = (TimerState.WAITING, TimerState.FAILED)
CHUNK = 500  # open cases that the nightly round holds in memory at a time


@dataclass
class Changes:
    """What is missing to make rows equal to a plan."""

    new: list[Planned] = field(default_factory=list)
    moved: list[tuple[Timer, datetime]] = field(default_factory=list)
    dropped: list[Timer] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.dropped)


def _changes(plan: dict[tuple[str, str], Planned], rows: list[Timer]) -> Changes:
    """Compare; what was done stays done."""
    now, changes = timezone.now(), Changes()
    known = {row.occasion: row for row in rows}
    for occasion, planned in plan.items():
        row = known.get(occasion)
        if row is None:
            changes.new.append(planned)
        elif _is_to_move(row, planned, now):
            changes.moved.append((row, planned.due_at))
    changes.dropped = [row for row in rows if row.occasion not in plan and row.state in UNSETTLED]
    return changes


def _is_to_move(row: Timer, planned: Planned, now: datetime) -> bool:
    """What was cancelled comes back only with another moment, or one that lies ahead: otherwise a reminder that a
    later one has replaced would return."""
    if row.state == TimerState.CANCELLED:
        return row.due_at != planned.due_at or planned.due_at > now
    return row.state == TimerState.WAITING and row.due_at != planned.due_at


@transaction.atomic
def replan(obj: models.Model) -> bool:
    """Make the timers of `obj` equal to what its rule says now, and return whether anything changed.

    It runs by itself after every step of a workflow; verbs that change something else the rule reads call it. Rows
    are written here as they are computed, without an entry in the log: nobody decides anything. A timer that a
    worker is just carrying out is left alone, so that nobody waits for a worker; the worker asks the rule itself.
    """
    if rule_of(obj._meta.label_lower) is None:
        return False
    fresh = type(obj)._base_manager.filter(pk=obj.pk).first()  # other instances may have written to the row
    rows = list(Timer.objects.about(obj).select_for_update(skip_locked=True))
    changes = _changes(plan_of(fresh), rows)
    now = timezone.now()
    subject = {"subject_type": obj._meta.label_lower, "subject_id": obj.pk}
    if changes.new:
        timers = [
            Timer(kind=each.kind, round=each.round, series=each.series, due_at=each.due_at, **subject)
            for each in changes.new
        ]
        Timer.objects.bulk_create(timers, ignore_conflicts=True)
    for row, due_at in changes.moved:
        Timer.objects.filter(pk=row.pk).update(
            state=TimerState.WAITING, state_changed_at=now, due_at=due_at, not_before=None, attempts=0, last_error=""
        )
    if changes.dropped:
        Timer.objects.filter(pk__in=[row.pk for row in changes.dropped]).update(
            state=TimerState.CANCELLED, state_changed_at=now
        )
    return bool(changes)


@after_every_step
def replan_after_step(obj: models.Model, verb: str, actor: Any) -> None:
    replan(obj)


def replan_all() -> dict[str, int]:
    """Replan every open case and return for how many something changed: repairs rows, and makes those of cases that
    are older than their rule."""
    return {model._meta.label_lower: _replan_model(model) for model in ruled_models()}


def _replan_model(model: type[models.Model]) -> int:
    changed, last = 0, 0
    rows = rule_of(model._meta.label_lower).among().order_by("pk")
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        timers = defaultdict(list)
        for timer in Timer.objects.filter(subject_type=model._meta.label_lower, subject_id__in=[o.pk for o in chunk]):
            timers[timer.subject_id].append(timer)
        for obj in chunk:
            if _changes(plan_of(obj), timers[obj.pk]):
                changed += _replan_locked(obj)
        last = chunk[-1].pk
    return changed


@transaction.atomic
def _replan_locked(obj: models.Model) -> bool:
    """Nobody may take a step with the case between looking and writing."""
    list(type(obj)._base_manager.select_for_update().filter(pk=obj.pk).values_list("pk"))
    return replan(obj)
