"""Verbs of the outbox."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import translation
from django.utils.text import Truncator

from core.jobs import enqueue_on_commit
from core.states import advance
from mail.addresses import named_address
from mail.attachments import Attachment
from mail.enums import MessageState
from mail.letters import Letter, render
from mail.models import SUBJECT_LENGTH, OutboxMessage
from mail.tasks import deliver


class Recipient(Protocol):
    """A person mails go to; `accounts.Contact` is one."""

    full_name: str
    email: str
    language: str


_silenced: ContextVar[bool] = ContextVar("mail_silenced", default=False)


@contextmanager
def silenced() -> Iterator[None]:
    """Write no letters inside the block: for loading cases whose people were told long ago."""
    token = _silenced.set(True)
    try:
        yield
    finally:
        _silenced.reset(token)


def post(
    letter: Letter,
    *,
    to: Sequence[str],
    key: str,
    kind: str,
    language: str,
    cc: Sequence[str] = (),
    reply_to: Sequence[str] = (),
    about: models.Model | None = None,
    not_before: datetime | None = None,
    is_confidential: bool = False,
    attachments: Sequence[Attachment] = (),
) -> OutboxMessage | None:
    """Put `letter` into the outbox as part of the caller's transaction; it leaves after the commit.

    `to`, `cc`, `reply_to` are lists of "Name <address>" (see `named_address`); replies go to the project
    lead unless `reply_to` says otherwise. `key` names the occasion: when it is known already, the first
    message is returned and nothing is written or sent. `is_confidential`: the letter carries a link that is
    its recipient's alone.
    Raises ValueError without a recipient: an empty selection never means everybody. Returns None, and writes
    nothing, inside `silenced()`.
    """
    if _silenced.get():
        return None
    rendered = render(letter, language=language, replies_to_lead=not reply_to)
    return store(
        key=key,
        kind=kind,
        language=language,
        to=to,
        cc=cc,
        reply_to=reply_to,
        subject=rendered.subject,
        body_text=rendered.text,
        body_html=rendered.html,
        about=about,
        not_before=not_before,
        is_confidential=is_confidential,
        attachments=[attachment.as_row() for attachment in attachments],
    )


def post_to(person: Recipient, write: Callable[[], Letter], **options: Any) -> OutboxMessage | None:
    """Post the letter that `write` returns, written in the language of `person` and addressed to them.

    `options` are those of `post` except `to` and `language`. Nobody is written to whose data was erased, or who has
    no address and is called instead.
    """
    if _silenced.get() or getattr(person, "erased_at", None) or not person.email:
        return None
    with translation.override(person.language):
        letter = write()
    return post(letter, to=[named_address(person.full_name, person.email)], language=person.language, **options)


def store(
    *,
    key: str,
    to: Sequence[str],
    cc: Sequence[str] = (),
    reply_to: Sequence[str] = (),
    subject: str,
    from_email: str = "",
    about: models.Model | None = None,
    **columns: Any,
) -> OutboxMessage:
    """Write the row of a finished mail and queue its delivery for after the commit; see `post`."""
    if isinstance(to, str) or not to:
        raise ValueError("a message needs a list with at least one recipient")
    message, created = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "to": list(to),
            "cc": list(cc),
            "reply_to": list(reply_to) or [settings.LEAD_CONTACT_EMAIL],
            "subject": Truncator(" ".join(subject.split())).chars(SUBJECT_LENGTH),
            "from_email": from_email or settings.DEFAULT_FROM_EMAIL,
            "about_type": about._meta.label_lower if about else "",
            "about_id": about.pk if about else None,
            **columns,
        },
    )
    if created:
        enqueue_on_commit(deliver, message.pk)
    return message


def settle(message: OutboxMessage, decision: str, *, actor: Any) -> None:
    """Carry out what a person decided about a message (one of `mail.workflow.DECISIONS`).

    Precondition: `actor` may settle the message. A message that may leave again is queued after the commit.
    Raises InvalidTransition when the message has moved on in the meantime.
    """
    fields: dict[str, Any] = {}
    if decision == "confirm_sent":
        fields = message.fields_when_sent(F("claimed_at"))
    elif decision == "send_again":
        fields = {"attempts": 0, "not_before": None, "last_error": ""}
    with transaction.atomic():
        advance(message, decision, actor=actor, **fields)
        if message.state == MessageState.QUEUED:
            enqueue_on_commit(deliver, message.pk)


def discard_waiting(addresses: Sequence[str]) -> int:
    """Delete messages that have not left and go to one of `addresses` alone; return how many. For people whose data is
    erased: nobody is written to any more."""
    wanted = {address.casefold() for address in addresses}
    waiting = OutboxMessage.objects.filter(state__in=[MessageState.QUEUED, MessageState.HELD])
    gone = [
        message.pk
        for message in waiting.without_bodies().select_for_update()
        if {parseaddr(each)[1].casefold() for each in (*message.to, *message.cc)} <= wanted
    ]
    OutboxMessage.objects.filter(pk__in=gone).delete()
    return len(gone)
