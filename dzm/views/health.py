"""Health pages for the proxy, compose and monitoring. They tell states, never details."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.models import JobLease
from dzm.celery import app

BEAT_SILENT_AFTER = timedelta(minutes=5)


@login_not_required
@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """Database, queue, cache and the beat's heartbeat; 503 when one of them is missing."""
    checks = {
        "database": _works(_ask_database),
        "broker": _works(_ask_broker),
        "cache": _works(lambda: cache.get("readyz")),
        "beat": _works(_ask_beat),
    }
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _works(check) -> bool:
    try:
        return check() is not False
    except Exception:  # whatever is wrong, the answer is "not ready"
        return False


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with app.connection_for_read() as broker:
        broker.ensure_connection(max_retries=0, timeout=1)


def _ask_beat() -> bool:
    """The beat writes a heartbeat every minute through a worker; silence means that one of them is down."""
    last = JobLease.objects.filter(job="heartbeat").order_by("-taken_at").values_list("taken_at", flat=True).first()
    return last is not None and timezone.now() - last < BEAT_SILENT_AFTER
