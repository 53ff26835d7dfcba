"""Postmen: carry ids to `mail.delivery`."""

from celery import shared_task
from django.utils import timezone

from mail import delivery


@shared_task(name="mail.deliver")
def deliver(message_id: int) -> None:
    delivery.deliver(message_id)


@shared_task(name="mail.sweep")
def sweep() -> None:
    """Mark interrupted deliveries and queue one task for each message that still waits."""
    now = timezone.now()
    delivery.mark_lost(now)
    for message_id in delivery.overdue_ids(now):
        deliver.delay(message_id)
