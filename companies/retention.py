"""The end of notes and drafts that never became a need."""

from datetime import date

from django.db import models

from companies.models import CaptureDraft, NeedDraft
from core.retention import delete_rows, job, period_start_before


@job("capture_draft", delete_rows)
def old_notes(today: date) -> list[models.QuerySet]:
    return [CaptureDraft.objects.filter(saved_at__lt=period_start_before("capture_draft", today))]


@job("public_draft", delete_rows)
def old_drafts_of_visitors(today: date) -> list[models.QuerySet]:
    return [NeedDraft.objects.filter(saved_at__lt=period_start_before("public_draft", today))]
