"""The end of timers that are over."""

from datetime import date

from django.db import models

from core.retention import delete_rows, job, period_start_before
from scheduling.models import Timer
from scheduling.registry import plan_of
from scheduling.workflow import TIMER


def _forget(batch: list[Timer]) -> None:
    """Delete the rows but those whose occasion the rule still names: without the row it would come about again."""
    over = [timer for timer in batch if timer.occasion not in plan_of(timer.subject())]
    if over:
        delete_rows(over)


@job("timers", _forget)
def old_timers(today: date) -> list[models.QuerySet]:
    before = period_start_before("timers", today)
    return [Timer.objects.filter(state__in=TIMER.terminal, state_changed_at__lt=before)]
