"""Asking for a matching run."""

from django.db import IntegrityError, transaction

from core.jobs import enqueue_on_commit
from matchmaking.enums import RunState
from matchmaking.models import MatchingRun
from matchmaking.tasks import execute_run


@transaction.atomic
def request_run(trigger: str, *, need=None, offer=None, actor=None) -> MatchingRun:
    """Queue a run for `need`, for `offer`, or for everything; one that already waits is returned instead.

    The waiting row is locked, so that a worker starts it only after the change that asks for it is committed.
    """
    wanted = {"trigger": trigger, "need": need, "offer": offer}
    run = None
    while run is None:
        try:
            with transaction.atomic():
                run = MatchingRun.objects.create(**wanted, requested_by=actor)
        except IntegrityError:  # one waits already, unless a worker takes it at this moment
            run = MatchingRun.objects.select_for_update().filter(**wanted, state=RunState.QUEUED).first()
    enqueue_on_commit(execute_run, run.pk)
    return run
