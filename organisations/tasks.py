"""Postmen of this room."""

from celery import shared_task
from django.utils import timezone

from organisations.duplicates import find_pairs
from organisations.services.invitations import expire_invitations


@shared_task(name="organisations.expire_invitations")
def expire() -> None:
    expire_invitations(timezone.now())


@shared_task(name="organisations.find_duplicates")
def find_duplicates() -> None:
    find_pairs()
