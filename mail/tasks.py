"""Postmen: carry ids to `mail.delivery`."""

from celery import shared_task
from django.utils import timezone

from mail import delivery, selectors


@shared_task(name="mail.deliver")
def deliver(message_id: int) -> None:
    delivery.deliver(message_id)


@shared_task(name="mail.sweep")
def sweep() -> None:
    """Mark interrupted deliveries and queue one task for each message that still waits, and for each summary."""
    now = timezone.now()
    delivery.mark_lost(now)
    for message_id in delivery.overdue_ids(now):
        deliver.delay(message_id)
    for contact_id in selectors.recipients_due(now):
        send_digest.delay(contact_id)


@shared_task(name="mail.send_digest")
def send_digest(contact_id: int) -> None:
    from mail import digest  # it writes letters, which queue the task above

    digest.send_digest(contact_id, timezone.now())
