"""The end of postings and of interest in them, some time after somebody decided."""

from datetime import date

from django.db import models

from board.enums import PostingState
from board.models import Interest, Posting
from core.retention import delete_rows, job, period_start_before


@job("board", delete_rows)
def old_rows(today: date) -> list[models.QuerySet]:
    """What was counted stays as a fact. A posting that only rests goes on with its need."""
    before = period_start_before("board", today)
    return [
        Interest.objects.filter(state__in=Interest.workflow.terminal, state_changed_at__lt=before),
        Posting.objects.filter(state=PostingState.ENDED, state_changed_at__lt=before),
    ]
