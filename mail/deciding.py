"""What people decide about messages, and what becomes of those whose case has moved on."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.jobs import enqueue_on_commit
from core.models import LogEntry
from core.states import GuardFailed, advance, require
from mail.delivery import outdate
from mail.enums import MessageState
from mail.letters import Letter, Rendered, render
from mail.models import OutboxMessage
from mail.occasions import occasion_of
from mail.services import as_columns, caught, written
from mail.tasks import deliver

_LEAVES_AFTER = ("release", "send_again", "take_up_again")


def settle(message: OutboxMessage, decision: str, *, actor: Any) -> None:
    """Carry out what a person decided about a message (one of `mail.workflow.DECISIONS`).

    Precondition: `actor` may settle the message. A message that may leave again is queued after the commit.
    Raises InvalidTransition when the message has moved on in the meantime, GuardFailed when its case has.
    """
    if decision == "rewrite":
        return rewrite(message, actor=actor)
    fields: dict[str, Any] = {}
    if decision == "confirm_sent":
        fields = message.fields_when_sent(F("claimed_at"))
    elif decision in _LEAVES_AFTER:
        require(message.is_current, _("The case has moved on. The message no longer fits and does not leave."))
        fields = {"attempts": 0, "not_before": None, "last_error": ""}
    with transaction.atomic():
        advance(message, decision, actor=actor, **fields)
        if message.state == MessageState.QUEUED:
            enqueue_on_commit(deliver, message.pk)


def edit(message: OutboxMessage, texts: dict[int, str], *, actor: Any) -> None:
    """Replace the words of free paragraphs (number -> text; empty leaves it out); all else stays as it was written.

    Precondition: `actor` may edit the message. The log says which paragraphs, not what they say. Raises ValueError for
    a paragraph that is not free, GuardFailed when nothing would be left, InvalidTransition when it has moved on.
    """
    before = Letter.of_row(message.letter)
    letter = before.with_texts({number: text.strip() for number, text in texts.items()})
    require(any(letter.paragraphs), _("A message needs at least one paragraph."))
    changed = [n for n in letter.editable if letter.paragraphs[n] != before.paragraphs[n]]
    if changed:
        columns = _filled(message, letter)
        advance(message, "edit", actor=actor, details={"paragraphs": changed}, **columns)


def rewrite(message: OutboxMessage, *, actor: Any, keep: dict[int, str] | None = None) -> None:
    """Write the message anew from its occasion: today's data, today's language of the recipient, the same key.

    What people changed in it is lost, but for the paragraphs in `keep` (number -> text). Raises GuardFailed when it
    cannot be written anew since its case has moved on, InvalidTransition when it is leaving already.
    """
    occasion, about = occasion_of(message.kind), message.about()
    with caught(message.key) as found:
        if occasion.write is not None and about is not None and message.is_current:
            occasion.write(about)
    columns = found[message.key]
    if columns is None:
        raise GuardFailed([_("The case has moved on. The message cannot be written anew.")])
    if keep:
        letter = Letter.of_row(columns["letter"])
        kept = {number: text for number, text in keep.items() if number in letter.editable}
        columns |= written(
            letter.with_texts(kept), language=columns["language"], replies_to_lead=not columns["reply_to"]
        )
    del columns["not_before"]
    advance(message, "rewrite", actor=actor, **as_columns(**columns))


def refresh(message: OutboxMessage) -> None:
    """Write the message anew because its case says something else now (a date, for example); what people changed
    in its free paragraphs stays."""
    keep = {number: message.letter["paragraphs"][number] for number in edited_paragraphs(message)}
    rewrite(message, actor=None, keep=keep)


def edited_paragraphs(message: OutboxMessage) -> list[int]:
    """Return the numbers of the paragraphs people changed since the message was last written as a whole."""
    numbers: set[int] = set()
    for entry in LogEntry.objects.about(message).filter(verb__in=["edit", "rewrite"]).order_by("pk"):
        numbers = numbers | set(entry.details["paragraphs"]) if entry.verb == "edit" else set()
    return sorted(numbers)


def cancel_outdated(about: models.Model) -> int:
    """Cancel what waits to be sent about a case and no longer fits where the case stands; return how many."""
    cancelled = 0
    stopped = [*OutboxMessage.objects.about(about).filter(state__in=["held", "queued", "collected", "failed"])]
    for message in stopped:
        if not message.is_current:
            cancelled += outdate(message)
    return cancelled


def readable(message: OutboxMessage) -> Rendered | None:
    """Return what staff may read of a message: all of it, all but the secret link, or nothing."""
    if not message.is_confidential:
        return Rendered(message.subject, message.body_text, message.body_html)
    if message.letter and occasion_of(message.kind).link_is_the_secret:
        return render(Letter.of_row(message.letter).without_link(), language=message.language)
    return None


def _filled(message: OutboxMessage, letter: Letter) -> dict[str, Any]:
    to_lead = message.reply_to == [settings.LEAD_CONTACT_EMAIL]
    columns = written(letter, language=message.language, replies_to_lead=to_lead)
    return {**columns, "subject": message.subject}
