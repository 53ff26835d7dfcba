"""Postmen of the lexicon; CELERY_IMPORTS names this module."""

from celery import shared_task


@shared_task(name="matchmaking.compute_lexicon_preview")
def compute_preview(preview_id: int) -> None:
    from matchmaking.lexicon.preview import compute

    compute(preview_id)
