"""Mails that came back: reading delivery status notifications (RFC 3464) and noting what they say."""

import email.policy
import mailbox
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email import message_from_binary_file
from email.message import EmailMessage, Message
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from newsletter.enums import Bounce
from newsletter.models import Delivery
from newsletter.services import register_bounce

_OURS = re.compile(r"<newsletter\.(\d{1,18})\.(\d{14})@[^>]+>")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Codes of the class "for good" that speak of a full mailbox, of size or of a rule, not of the address (RFC 3463).
_FOR_NOW = {("2", "2"), ("3", "1"), ("3", "4"), ("4", "7"), ("7", "1")}
_PARSE = partial(message_from_binary_file, policy=email.policy.default)


@dataclass(frozen=True)
class Notice:
    """What one notification says: the address, the delivery it is about where it is one of ours, whether it is for
    good, and the code of the mail server (never its text, which may quote addresses)."""

    address: str
    delivery_id: int | None
    kind: str
    code: str


def messages_in(path: Path | None, stdin: BinaryIO) -> Iterator[Message]:
    """Yield the mails of a maildir, an mbox file or a single mail; of standard input where `path` is None. Raises
    OSError for what cannot be read."""
    if path is None:
        yield _PARSE(stdin)
    elif path.is_dir():
        yield from mailbox.Maildir(path, factory=_PARSE, create=False)
    elif _is_mbox(path):
        with closing(mailbox.mbox(path, factory=_PARSE, create=False)) as box:
            yield from box
    else:
        with path.open("rb") as file:
            yield _PARSE(file)


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def notices_in(message: Message) -> list[Notice]:
    """Return what a mail says about mails that could not be delivered; nothing where it is no such notification, or
    says that the mail has arrived or is only late."""
    found = []
    delivery_id = _delivery_named_in(message)
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for fields in part.get_payload():
                notice = _notice(fields, delivery_id)
                if notice is not None:
                    found.append(notice)
    return found


def _notice(fields: Message, delivery_id: int | None) -> Notice | None:
    recipient = fields.get("Final-Recipient") or fields.get("Original-Recipient") or ""
    if not recipient or str(fields.get("Action", "")).strip().lower() != "failed":
        return None
    address = str(recipient).partition(";")[2].strip().strip("<>")
    code = _STATUS.search(str(fields.get("Status", "")))
    numbers = code.groups() if code else ("5", "0", "0")
    for_good = numbers[0] == "5" and numbers[1:] not in _FOR_NOW
    return Notice(address, delivery_id, Bounce.HARD if for_good else Bounce.SOFT, ".".join(numbers))


def _delivery_named_in(message: Message) -> int | None:
    """Return the key of our delivery whose Message-ID stands in the returned mail or its headers."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            text = part.get_content() if isinstance(part, EmailMessage) else str(part.get_payload())
        elif kind == "message/rfc822" and part.is_multipart():
            text = str(part.get_payload(0).get("Message-ID", ""))
        else:
            continue
        found = _OURS.search(text)
        if found:
            return int(found[1])
    return None


def read(messages: Iterator[Message]) -> Counter[str]:
    """Note what the `messages` say; return how many were "stopped", "noted", of "unknown" addresses, and "other" mails
    that are no notifications. To read the same mail again changes nothing where it names a delivery of ours."""
    counts: Counter[str] = Counter()
    for message in messages:
        notices = notices_in(message)
        if not notices:
            counts["other"] += 1
        for notice in notices:
            counts[note(notice)] += 1
    return counts


@transaction.atomic
def note(notice: Notice) -> str:
    """Note one notification with its delivery and its subscription; return "stopped", "noted", "again" or "unknown"."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("subscription")
    row = delivery.filter(pk=notice.delivery_id).first() if notice.delivery_id else None
    if row is not None and row.bounced_at is not None:
        return "again"
    address = notice.address
    if row is not None:
        row.bounced_at, row.bounce = timezone.now(), notice.kind
        row.save(update_fields=["bounced_at", "bounce"])
        # Mailboxes that pass mails on are reported under another address than the one we wrote to.
        address = row.subscription.email if row.subscription else ""
    outcome = register_bounce(address, notice.kind, notice.code) if address else None
    if outcome is None:
        return "unknown"
    return "stopped" if outcome else "noted"
