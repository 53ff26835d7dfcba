"""The project itself: settings, URLs, Celery, and the pages that look at every room."""

from dzm.celery import app as celery_app

__all__ = ["celery_app"]
