"""The end of counted views."""

from datetime import date

from django.db import models
from django.utils import timezone

from core.retention import delete_rows, job, period_start_before
from landscape.models import DailyViews


@job("landscape_views", delete_rows)
def old_views(today: date) -> list[models.QuerySet]:
    first = timezone.localdate(period_start_before("landscape_views", today))
    return [DailyViews.objects.filter(day__lt=first)]
