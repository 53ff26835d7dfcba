"""Postmen of the newsletter: carry ids to `newsletter.sending`."""

from celery import shared_task
from django.utils import timezone

from newsletter import sending


@shared_task(name="newsletter.deliver")
def deliver(delivery_id: int) -> None:
    sending.deliver(delivery_id)


@shared_task(name="newsletter.pump")
def pump() -> None:
    sending.pump(timezone.now())
