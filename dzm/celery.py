"""The Celery application. Tasks live in the `tasks` module of their room."""

from celery import Celery

app = Celery("dzm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
