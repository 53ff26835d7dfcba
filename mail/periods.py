"""When daily summaries leave."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def next_digest_at(now: datetime) -> datetime:
    """Return the next moment at which daily summaries leave after `now`, in local time."""
    local = timezone.localtime(now)
    for days in (0, 1):
        day = local.date() + timedelta(days=days)
        moment = datetime.combine(day, time(settings.DIGEST_HOUR), tzinfo=timezone.get_current_timezone())
        if moment > now:
            break
    return moment
