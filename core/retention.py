"""What ends when: for each data class one job, registered by the room that owns the data, carried out by `privacy`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone

from core.personal import data_classes


@dataclass(frozen=True)
class Job:
    """What happens to a data class at the end of its period. `due(today)` returns querysets of what is due, the
    independent ones first; `carry_out` is called with one batch of rows of one model, within a transaction."""

    data_class: str
    due: Callable[[date], list[models.QuerySet]]
    carry_out: Callable[[list], None]


_jobs: dict[str, Job] = {}


def job(data_class: str, carry_out: Callable[[list], None]) -> Callable:
    """Register `function(today)` as what finds the due rows of a data class. Import it in `ready()`."""

    def register(function: Callable[[date], list[models.QuerySet]]) -> Callable:
        _jobs[data_class] = Job(data_class, function, carry_out)
        return function

    return register


def jobs() -> dict[str, Job]:
    return dict(_jobs)


def period_start_before(data_class: str, today: date) -> datetime:
    """Return the moment before which a period must have begun to be over on `today`."""
    latest = data_classes()[data_class].period.latest_start(today)
    return timezone.make_aware(datetime.combine(latest + timedelta(days=1), time.min))


def delete_rows(batch: list) -> None:
    """Delete the rows: the `carry_out` of data that simply goes."""
    type(batch[0])._base_manager.filter(pk__in=[row.pk for row in batch]).delete()
