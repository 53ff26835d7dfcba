"""Handing messages over: claim, send, record.

The claim is committed before the mail server hears of the message. Whatever happens between the two, a
message is never handed over twice without a person's word; at worst it is `unknown` and listed for staff.
This holds for rows of any table whose workflow has these steps: the outbox, and the issues of the newsletter.
"""

import smtplib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from core.states import InvalidTransition, advance
from mail.composing import compose
from mail.enums import MessageState
from mail.models import OutboxMessage
from mail.transport import HandOverUnconfirmed, SomeRecipientsRefused

log = structlog.get_logger(__name__)

# Waits after the first, second, ... temporary failure; the attempt after the last wait is the last one.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
MAX_ATTEMPTS = len(BACKOFF) + 1
# Far longer than any mail server may take to answer (EMAIL_TIMEOUT per step).
STALE_AFTER = timedelta(minutes=10)
# A row younger than this has its task on the way; the sweeper looks after the older ones.
GRACE = timedelta(seconds=60)


def deliver(message_id: int) -> MessageState | None:
    """Send one message if it is due and nobody else has claimed it; return its new state, or None.

    Must not run inside a transaction (RuntimeError): a claim that can be rolled back protects nothing.
    """
    message = OutboxMessage.objects.due(timezone.now()).filter(pk=message_id).first()
    if message is None:
        return None
    if not message.is_current:  # its case has moved on while it waited
        return MessageState(message.state) if outdate(message) else None
    state = hand_over(message, compose)
    return MessageState(state) if state else None


def hand_over(row: models.Model, written: Callable[[Any], EmailMultiAlternatives]) -> str | None:
    """Claim `row`, send the mail that `written(row)` returns, and record what came of it; return its new state, or
    None where somebody else was faster.

    `row` is queued; it has the columns and the steps of an outbox message (claim, record_sent, postpone, give_up,
    lose). `written` raises ValueError for what cannot be put into a mail. Must not run inside a transaction.
    """
    transport = get_connection(settings.MAIL_TRANSPORT)  # a wrong setting stops here, before any claim
    if not _claim(row):
        return None
    try:
        email = written(row)
    except ValueError as error:  # an address or header that cannot be put into a mail
        return _record(row, "give_up", error=_code(error))
    try:
        handed_over = transport.send_messages([email])
    except HandOverUnconfirmed as error:
        return _record(row, "lose", error=_code(error))
    except OSError as error:  # connections and everything smtplib raises
        return _record_failure(row, error)
    if not handed_over:
        return _record(row, "give_up", error="NothingSent")
    return _record(row, "record_sent", **row.fields_when_sent(timezone.now()))


def mark_lost(now: datetime, rows: models.QuerySet | None = None) -> int:
    """Mark `rows` (messages of the outbox) as unknown whose delivery began long ago and was never recorded; return how
    many."""
    lost = 0
    for row in (OutboxMessage.objects.all() if rows is None else rows).claimed_before(now - STALE_AFTER):
        lost += _record(row, "lose", error="Interrupted") is not None
    return lost


def outdate(message: OutboxMessage) -> bool:
    """Cancel a message whose case has moved on; False when it is leaving or has left already."""
    try:
        advance(message, "outdate", actor=None)
    except InvalidTransition:
        return False
    return True


def overdue_ids(now: datetime) -> Iterable[int]:
    """Return the ids of due messages whose task must have got lost (or that waited for their time)."""
    overdue = OutboxMessage.objects.due(now).waiting_since(now - GRACE)
    return overdue.order_by("pk").values_list("pk", flat=True)


def _claim(row: models.Model) -> bool:
    try:
        with transaction.atomic(durable=True):
            advance(row, "claim", actor=None, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    except InvalidTransition:
        return False
    return True


def _record_failure(row: models.Model, error: OSError) -> str | None:
    if _is_permanent(error) or row.attempts >= MAX_ATTEMPTS:
        return _record(row, "give_up", error=_code(error))
    not_before = timezone.now() + BACKOFF[row.attempts - 1]
    return _record(row, "postpone", error=_code(error), not_before=not_before)


def _record(row: models.Model, transition: str, *, error: str = "", **fields) -> str | None:
    """Take `transition` and log it; None when somebody else has recorded an end of this delivery already."""
    if error:
        fields["last_error"] = error
    try:
        advance(row, transition, actor=None, reason=error, **fields)
    except InvalidTransition:
        log.warning("mail_already_recorded", message=row.pk, transition=transition)
        return None
    level = log.warning if error else log.info
    level("mail_delivery", message=row.pk, kind=row.kind, state=row.state, error=error)
    return row.state


def _is_permanent(error: OSError) -> bool:
    """Whether the message itself was refused for good.

    A refused login or greeting is the installation's trouble, not the message's: it heals, hence a retry.
    """
    if isinstance(error, SomeRecipientsRefused):
        return True  # another try would reach those a second time who already have it
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reply in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _code(error: Exception) -> str:
    """Return class and SMTP code of `error`; never its text, which may quote addresses."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max(code for code, _reply in error.recipients.values())
    return f"{type(error).__name__} {code}".strip()[:60]
