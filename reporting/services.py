"""Verbs of this room: counting a free period for a project lead."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from core.jobs import enqueue_on_commit
from core.models import LogEntry
from reporting.free import free_sums
from reporting.measures import MEASURES
from reporting.models import CountState, FreeCount

STUCK_AFTER = timedelta(minutes=2)
KEPT = 20  # free counts of one person; older ones go


@transaction.atomic
def ask_for_count(first: date, last: date, *, actor) -> FreeCount:
    """Begin to count the days from `first` to `last`, both included, in the background."""
    from reporting.tasks import count_free_period

    asked = FreeCount.objects.create(first=first, last=last, asked_by=actor)
    old = FreeCount.objects.filter(asked_by=actor).order_by("-asked_at", "-pk").values_list("pk", flat=True)[KEPT:]
    FreeCount.objects.filter(pk__in=list(old)).delete()
    LogEntry.objects.record(asked, "ask_for_count", actor=actor)
    enqueue_on_commit(count_free_period, asked.pk)
    return asked


def count_free(pk: int) -> None:
    """Count what was asked for, measure by measure. Running twice does the same again and harms nothing."""
    asked = FreeCount.objects.filter(pk=pk).exclude(state=CountState.DONE).first()
    if asked is None:
        return
    _note(asked, state=CountState.RUNNING, counted=0)
    figures = {}
    try:
        for number, each in enumerate(MEASURES, start=1):
            figures[each.slug] = [
                [*key, value] for key, value in sorted(free_sums(each, asked.first, asked.last).items())
            ]
            _note(asked, counted=number)
    except BaseException:
        _note(asked, state=CountState.FAILED)
        raise
    _note(asked, state=CountState.DONE, figures=figures, finished_at=timezone.now())


def _note(asked: FreeCount, **columns) -> None:
    FreeCount.objects.filter(pk=asked.pk).update(**columns)


def stuck_counts() -> list[int]:
    """Return the counts that have not come to an end although they should have."""
    late = timezone.now() - STUCK_AFTER
    waiting = FreeCount.objects.filter(state__in=[CountState.QUEUED, CountState.RUNNING], asked_at__lt=late)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:10])
