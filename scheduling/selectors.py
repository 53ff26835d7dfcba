"""Reads about timers, for the pages of the rooms above."""

from django.db import models
from django.db.models import QuerySet

from scheduling.enums import TimerState
from scheduling.models import Timer


def failed_timers() -> QuerySet[Timer]:
    """Return the timers that were tried several times and wait for somebody to look, the oldest first."""
    return Timer.objects.filter(state=TimerState.FAILED).order_by("state_changed_at", "pk")


def happened_to(kind: str, model: type[models.Model]) -> QuerySet:
    """Return the ids of the rows of `model` for which a timer of `kind` was carried out, as a subquery."""
    done = Timer.objects.filter(kind=kind, subject_type=model._meta.label_lower, state=TimerState.DONE)
    return done.values("subject_id")
