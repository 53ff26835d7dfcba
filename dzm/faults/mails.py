"""What a trial sends: letters of the outbox, or an issue of the newsletter. Both promise the same."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from celery import Task
from django.db import models
from django.utils import timezone

from accounts.models import User
from dzm.faults import cases
from mail import deciding
from mail.composing import message_id
from mail.delivery import GRACE, mark_lost, overdue_ids
from mail.models import OutboxMessage
from mail.tasks import deliver
from newsletter import sending
from newsletter.models import Delivery
from newsletter.tasks import pump

LETTERS_OF_A_DECISION = 2  # the company's yes: the question to the provider, and the note of the consent
Publish = tuple[Task, tuple[int, ...]]


class Mails(Protocol):
    """One kind of mails under trial. `expected` is how many must arrive."""

    expected: int

    def write(self) -> None:
        """Put everything into the database."""

    def tasks(self, *, queue_is_empty: bool) -> Iterable[Publish]:
        """Return the tasks that beat would queue now, each with its arguments, somewhat earlier than it would."""

    def rows(self) -> models.QuerySet:
        """Return all rows that stand for a mail; they have the states of the outbox."""

    def mark_lost(self, now: datetime) -> None:
        """Mark interrupted ones as unknown."""

    def settle(self, row: models.Model, decision: str, actor: User) -> None:
        """Do what the one click of a person does."""

    def message_id(self, row: models.Model) -> str: ...


class Letters:
    """Reminders in the outbox, and the letters of decisions that are taken meanwhile."""

    def __init__(self, reminders: int, decisions: int):
        self.expected = reminders + LETTERS_OF_A_DECISION * decisions
        self._reminders, self._decisions = reminders, decisions

    def write(self) -> None:
        cases.write_introductions(self._decisions)
        cases.write_reminders(self._reminders)

    def tasks(self, *, queue_is_empty: bool) -> Iterable[Publish]:
        return ((deliver, (pk,)) for pk in overdue_ids(timezone.now() + GRACE)) if queue_is_empty else ()

    def rows(self) -> models.QuerySet:
        return OutboxMessage.objects.all()

    def mark_lost(self, now: datetime) -> None:
        mark_lost(now)

    def settle(self, row: OutboxMessage, decision: str, actor: User) -> None:
        deciding.settle(row, decision, actor=actor)

    def message_id(self, row: OutboxMessage) -> str:
        return message_id(row)


class IssueOfNewsletter:
    """One issue to many readers: its rows lead, the broker only carries."""

    def __init__(self, readers: int):
        self.expected = readers

    def write(self) -> None:
        cases.write_issue(self.expected)

    def tasks(self, *, queue_is_empty: bool) -> Iterable[Publish]:
        if queue_is_empty:  # what was queued and is not there any more has got lost with its worker
            Delivery.objects.waiting().update(published_at=None)
        return [(pump, ())]

    def rows(self) -> models.QuerySet:
        return Delivery.objects.all()

    def mark_lost(self, now: datetime) -> None:
        mark_lost(now, Delivery.objects.all())

    def settle(self, row: Delivery, decision: str, actor: Any) -> None:
        sending.settle(row, decision, actor=actor)

    def message_id(self, row: Delivery) -> str:
        return row.message_id
