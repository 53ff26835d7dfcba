"""Carrying out what is due, timer by timer, by any number of workers at once."""

from collections import Counter
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from core.states import InvalidTransition, advance
from scheduling.enums import TimerState
from scheduling.models import Timer
from scheduling.moments import days_after
from scheduling.planning import replan
from scheduling.registry import Kind, Part, kind_of, plan_of, reminding_kinds, rule_of

log = structlog.get_logger(__name__)

AT_MOST = 500  # timers of one call; the next one goes on
BACKOFF = [timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6)]
MOMENT = timedelta(minutes=1)  # in which another worker has finished the reminder it is writing


class Outcome(StrEnum):
    """What became of a timer that was due."""

    DONE = "done"
    REPLANNED = "replanned"
    CANCELLED = "cancelled"
    HELD = "held"
    FAILED = "failed"


def sweep(at_most: int = AT_MOST) -> Counter:
    """Carry out what is due, the oldest first, and return how often each outcome came about.

    Each timer is one transaction that holds both what is done and that it is done; a killed process leaves nothing
    half and nothing double. Rows another worker has claimed are passed over.
    """
    outcomes: Counter = Counter()
    while outcomes.total() < at_most and (outcome := _run_next()):
        outcomes[outcome] += 1
    return outcomes


def _run_next() -> Outcome | None:
    timer = None
    try:
        with transaction.atomic(durable=True):
            timer = Timer.objects.due(timezone.now()).select_for_update(skip_locked=True).first()
            return _run(timer) if timer else None
    except Exception as error:  # of whatever room: the timers behind it must not wait
        if timer is None:
            raise
        return _record_failure(timer, error)


def _run(timer: Timer) -> Outcome:
    """Carry out a claimed timer if the rule still says so."""
    subject = _lock_subject(timer)
    if subject is None:
        return _cancel(timer, "gone")
    planned = plan_of(subject).get(timer.occasion)
    if planned is None or planned.due_at > timezone.now():
        replan(subject)
        return Outcome.REPLANNED
    kind = kind_of(timer)
    if kind.part == Part.REMINDER and _is_superseded(timer):
        return _cancel(timer, "superseded")
    if kind.part == Part.END and (until := _held_until(timer)):
        Timer.objects.filter(pk=timer.pk).update(not_before=until)
        return Outcome.HELD
    return _carry_out(kind, subject, timer)


def _carry_out(kind: Kind, subject: Any, timer: Timer) -> Outcome:
    try:
        with transaction.atomic():
            advance(timer, "finish", actor=None, done_at=timezone.now(), last_error="")
            kind.handle(subject, timer)
    except InvalidTransition:
        timer.refresh_from_db()
        return _cancel(timer, "moved_on")
    return Outcome.DONE


def _cancel(timer: Timer, reason: str) -> Outcome:
    advance(timer, "cancel", actor=None, reason=reason)
    return Outcome.CANCELLED


def _lock_subject(timer: Timer) -> models.Model | None:
    """Lock the rows the timer may change, those above the case first: that is the order in which people's steps lock
    them."""
    rows = apps.get_model(timer.subject_type)._base_manager
    found, rule = rows.filter(pk=timer.subject_id).first(), rule_of(timer.subject_type)
    for name in rule.parents if found and rule else ():
        parent = found._meta.get_field(name).related_model._base_manager
        list(parent.select_for_update().filter(pk=getattr(found, f"{name}_id")).values_list("pk"))
    return rows.select_for_update().filter(pk=timer.subject_id).first() if found else None


def _is_superseded(timer: Timer) -> bool:
    """Whether a later reminder of the series is due as well, or has gone out: after an outage people get one."""
    later = Timer.objects.in_series_of(timer).filter(kind__in=reminding_kinds(), due_at__gt=timer.due_at)
    due = models.Q(state=TimerState.WAITING, due_at__lte=timezone.now())
    return later.filter(due | models.Q(state=TimerState.DONE)).exists()


def _held_until(timer: Timer) -> Any:
    """Return until when an end waits because people were told of it too late, None when it need not."""
    now = timezone.now()
    reminders = Timer.objects.in_series_of(timer).filter(kind__in=reminding_kinds())
    if reminders.filter(state=TimerState.WAITING, due_at__lte=now).exists():
        return now + MOMENT
    told_at = reminders.filter(state=TimerState.DONE).aggregate(last=models.Max("done_at"))["last"]
    until = days_after(timezone.localdate(told_at), settings.TIMER_NOTICE_DAYS) if told_at else now
    return until if until > now else None


@transaction.atomic
def _record_failure(timer: Timer, error: Exception) -> Outcome:
    """Note the class of the error, whose text may quote people, and try again later; at last somebody has to look."""
    name = type(error).__name__[:60]
    waiting = Timer.objects.select_for_update(skip_locked=True).filter(pk=timer.pk, state=TimerState.WAITING)
    if row := waiting.first():
        row.attempts += 1
        if row.attempts > len(BACKOFF):
            advance(row, "give_up", actor=None, reason=name, attempts=row.attempts, last_error=name)
        else:
            later = timezone.now() + BACKOFF[row.attempts - 1]
            waiting.update(attempts=row.attempts, not_before=later, last_error=name)
    log.warning("timer_failed", timer=timer.pk, kind=timer.kind, error=name)
    return Outcome.FAILED
