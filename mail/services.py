"""Writing into the outbox."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.text import Truncator

from core.jobs import enqueue_on_commit
from core.states import advance
from mail.addresses import named_address
from mail.attachments import Attachment
from mail.enums import MessageState, Weight, Wish
from mail.letters import Letter, render
from mail.models import SUBJECT_LENGTH, OutboxMessage
from mail.occasions import occasion_of
from mail.periods import next_digest_at
from mail.tasks import deliver
from mail.workflow import WAITING


class Recipient(Protocol):
    """A person mails go to; `accounts.Contact` is one. What is missing in others counts as the usual."""

    full_name: str
    email: str
    language: str


_silenced: ContextVar[bool] = ContextVar("mail_silenced", default=False)
_rewriting: ContextVar[dict[str, dict | None] | None] = ContextVar("mail_rewriting", default=None)


@contextmanager
def silenced() -> Iterator[None]:
    """Write no letters inside the block: for loading cases whose people were told long ago."""
    token = _silenced.set(True)
    try:
        yield
    finally:
        _silenced.reset(token)


@contextmanager
def caught(key: str) -> Iterator[dict[str, dict | None]]:
    """Store nothing inside the block; the columns of the letter with `key`, if it is posted, are in the dict it
    yields. So a letter is written anew by the function that wrote it first."""
    found: dict[str, dict | None] = {key: None}
    token = _rewriting.set(found)
    try:
        yield found
    finally:
        _rewriting.reset(token)


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
    headers: dict[str, str] | None = None,
    person: models.Model | None = None,
) -> OutboxMessage | None:
    """Put `letter` into the outbox as part of the caller's transaction; it leaves after the commit.

    `to`, `cc`, `reply_to` are lists of "Name <address>" (see `named_address`); replies go to the project
    lead unless `reply_to` says otherwise. `key` names the occasion: when it is known already, the first
    message is returned and nothing is written or sent. `is_confidential`: the letter carries a link that is
    its recipient's alone. `attachments` are small text files, see `Attachment`. `headers` are further headers.
    `person` is the one contact it goes to, whose wish about mails counts. Kinds in MAIL_HELD_KINDS wait for release.
    Raises ValueError without a recipient: an empty selection never means everybody. Returns None, and writes
    nothing, inside `silenced()` and `caught()`.
    """
    if _silenced.get():
        return None
    replies_to_lead = not reply_to
    columns = {
        "language": language,
        "to": to,
        "cc": cc,
        "reply_to": reply_to,
        "about": about,
        "not_before": not_before,
        "is_confidential": is_confidential,
        "attachments": [attachment.as_row() for attachment in attachments],
        "headers": headers or {},
        "recipient": person,
        **written(letter, language=language, replies_to_lead=replies_to_lead),
    }
    catching = _rewriting.get()
    if catching is not None:
        if key in catching:
            catching[key] = columns
        return None
    return store(key=key, kind=kind, first=_first_step(kind, is_confidential, person), **columns)


def written(letter: Letter, *, language: str, replies_to_lead: bool) -> dict[str, Any]:
    """Return the columns that `letter` fills."""
    rendered = render(letter, language=language, replies_to_lead=replies_to_lead)
    with translation.override(language):
        row = letter.as_row()
    return {"subject": rendered.subject, "body_text": rendered.text, "body_html": rendered.html, "letter": row}


def _first_step(kind: str, is_confidential: bool, person: models.Model | None) -> str:
    """Return the transition a new letter takes at once; empty: it leaves by itself.

    What needs a person's release is released first; consent requests, security and secrets leave at once, whatever
    the recipient wishes; who wants only what needs an answer is not written to about anything else.
    """
    weight = Weight.ALWAYS if is_confidential else occasion_of(kind).weight
    wish = getattr(person, "mail_wish", Wish.AT_ONCE)
    if kind in settings.MAIL_HELD_KINDS:
        return "keep_back"
    if weight == Weight.ALWAYS or wish == Wish.AT_ONCE or (wish == Wish.ANSWER and weight == Weight.ANSWER):
        return ""
    return "collect" if wish == Wish.DAILY else "mute"


def post_to(person: Recipient, write: Callable[[], Letter], **options: Any) -> OutboxMessage | None:
    """Post the letter that `write` returns, written in the language of `person` and addressed to them.

    `options` are those of `post` except `to`, `person` and `language`. Nobody is written to whose data was erased, or
    who has no address and is called instead.
    """
    if _silenced.get() or getattr(person, "erased_at", None) or not person.email:
        return None
    with translation.override(person.language):
        letter = write()
    contact = person if isinstance(person, models.Model) else None
    to = [named_address(person.full_name, person.email)]
    return post(letter, to=to, language=person.language, person=contact, **options)


def store(*, key: str, to: Sequence[str], first: str = "", **columns: Any) -> OutboxMessage:
    """Write the row of a finished mail, let it take its `first` step, or queue its delivery for after the commit; see
    `post`. A row whose `key` is known already is returned as it is."""
    if isinstance(to, str) or not to:
        raise ValueError("a message needs a list with at least one recipient")
    with transaction.atomic():
        defaults = as_columns(to=to, **columns)
        message, created = OutboxMessage.objects.get_or_create(key=key, defaults=defaults)
        if created and first:
            collected = {"not_before": next_digest_at(timezone.now())} if first == "collect" else {}
            advance(message, first, actor=None, **collected)
        elif created:
            enqueue_on_commit(deliver, message.pk)
    return message


def as_columns(
    *,
    to: Sequence[str],
    subject: str,
    cc: Sequence[str] = (),
    reply_to: Sequence[str] = (),
    from_email: str = "",
    about: models.Model | None = None,
    **columns: Any,
) -> dict[str, Any]:
    """Return the columns of a row as the database takes them."""
    return {
        "to": list(to),
        "cc": list(cc),
        "reply_to": list(reply_to) or [settings.LEAD_CONTACT_EMAIL],
        "subject": Truncator(" ".join(subject.split())).chars(SUBJECT_LENGTH),
        "from_email": from_email or settings.DEFAULT_FROM_EMAIL,
        "about_type": about._meta.label_lower if about else "",
        "about_id": about.pk if about else None,
        **columns,
    }


def discard_waiting(addresses: Sequence[str]) -> int:
    """Delete messages that have not left and go to one of `addresses` alone; return how many. For people whose data is
    erased: nobody is written to any more."""
    wanted = {address.casefold() for address in addresses}
    unsent = OutboxMessage.objects.filter(state__in=[*WAITING, MessageState.CANCELLED])
    gone = [
        message.pk
        for message in unsent.without_bodies().select_for_update(of=("self",))
        if {parseaddr(each)[1].casefold() for each in (*message.to, *message.cc)} <= wanted
    ]
    OutboxMessage.objects.filter(pk__in=gone).delete()
    return len(gone)
