"""The end of links: some time after they have run out, so that a late reader still learns what became of it."""

from datetime import date

from django.db import models

from core.retention import delete_rows, job, period_start_before
from links.models import SignedLink


@job("link", delete_rows)
def links_long_over(today: date) -> list[models.QuerySet]:
    return [SignedLink.objects.filter(expires_at__lt=period_start_before("link", today))]
