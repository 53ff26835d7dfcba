"""Verbs on answers: what a press of a button below a question causes, and what staff do with it.

A link names a delivery and a choice. It answers once, as long as the question takes answers, for somebody who has
confirmed that the newsletter is wanted. Nothing is stored otherwise.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Contact
from companies.capture.titles import title_of
from companies.models import Need, NeedDraft
from companies.public_intake.services import begin_for_member, send_link
from companies.signals import need_came_from
from core.facts import record_event
from core.states import advance
from newsletter.enums import AnswerState, Effect, Obstacle, SubscriptionState
from newsletter.models import Answer, Delivery, Subscription
from newsletter.tokens import Asked
from organisations.enums import Kind
from organisations.models import Organisation

ORIGIN = "newsletter"  # the noun of an origin, see companies.signals
CALL_WORKING_DAYS = 5  # in which somebody is called back


@dataclass(frozen=True)
class Said:
    """What somebody adds to the button; all of it may be empty."""

    name: str = ""
    phone: str = ""
    note: str = ""


def obstacle_of(asked: Asked | None) -> Obstacle | None:
    """Return why a link cannot answer any more; None where it can (a test can be looked at)."""
    if asked is None:
        return Obstacle.ALTERED
    if asked.choice is None:
        return Obstacle.GONE
    if asked.is_test:
        return None
    if answer_to(asked) is not None:
        return Obstacle.USED
    last_day = asked.choice.block.last_day
    if last_day is None or timezone.localdate() > last_day:
        return Obstacle.EXPIRED
    return None if _has_confirmed(asked.delivery.subscription) else Obstacle.NOT_CONFIRMED


def _has_confirmed(reader: Subscription | None) -> bool:
    return reader is not None and reader.state == SubscriptionState.ACTIVE and reader.confirmed_at is not None


def answer_to(asked: Asked) -> Answer | None:
    """Return what the reader has answered to this question already."""
    rows = Answer.objects.select_related("choice", "need")
    return rows.filter(delivery=asked.delivery, block=asked.choice.block).first()


@transaction.atomic
def give(asked: Asked, said: Said, *, language: str) -> tuple[Answer | None, NeedDraft | None]:
    """Store the answer of a reader once; return it with the draft of a need where one has begun that goes on step by
    step. (None, None) where the link cannot answer: `obstacle_of` says why."""
    Delivery.objects.select_for_update().get(pk=asked.delivery.pk)
    # Whoever leaves, or is erased, at this very moment is asked after the lock, not as the page has read it.
    reader = Subscription.objects.select_for_update().filter(pk=asked.delivery.subscription_id).first()
    asked.delivery.subscription = reader
    if obstacle_of(asked):
        return None, None
    answer = Answer.objects.create(
        delivery=asked.delivery,
        subscription=reader,
        block=asked.choice.block,
        choice=asked.choice,
        email=reader.email,
        name=said.name.strip(),
        phone=said.phone.strip(),
        note=said.note.strip(),
        answered_at=timezone.now(),
        state=AnswerState.COUNTED if asked.choice.effect == Effect.NOTHING else AnswerState.OPEN,
    )
    record_event("newsletter_answered", attributes=_facts(asked))
    draft = _begin_need(answer, language) if asked.choice.effect == Effect.NEED else None
    return answer, draft


def _facts(asked: Asked) -> dict[str, Any]:
    choice, delivery = asked.choice, asked.delivery
    return {
        "issue": delivery.issue_id,
        "block": choice.block_id,
        "choice": choice.pk,
        "effect": choice.effect,
        "segment": delivery.segment_id,
        "reader": delivery.reader,
    }


def origin_of(answer: Answer) -> str:
    """Return what tells a need that it was told by way of `answer`."""
    return f"{ORIGIN}-{answer.code}"


def need_was_told(need: Need, origin: str) -> None:
    """Remember that `need` came of the answer that `origin` names; nothing where it names none."""
    noun, _dash, code = origin.partition("-")
    if noun == ORIGIN:
        Answer.objects.filter(code=code, need=None).update(need=need)


def _begin_need(answer: Answer, language: str) -> NeedDraft | None:
    """Begin a need: a draft of the company where the address belongs to a member of exactly one, else a draft that the
    reader goes on with at once, or later by the link of a mail."""
    member = _member_at(answer.email)
    topics = [answer.block.topic] if answer.block.topic else []
    if member is not None:
        contact, organisation = member
        need = begin_for_member(
            contact, organisation, title=_title(answer), description=answer.note, topics=topics, language=language
        )
        need_came_from.send(Need, need=need, origin=origin_of(answer), actor=None)
        answer.need = need
        return None
    given, _space, family = answer.name.rpartition(" ")
    typed = {
        "email": answer.email,
        "title": _title(answer),
        "description": answer.note,
        "phone": answer.phone,
        "given_name": given,
        "family_name": family,
    }
    content = {name: [value] for name, value in typed.items() if value}
    if topics:
        content["topics"] = [str(topics[0].pk)]
    draft = NeedDraft.objects.create(
        key=uuid4(), content=content, email=answer.email, language=language, origin=origin_of(answer), is_claimed=True
    )
    send_link(draft)
    return draft


def _title(answer: Answer) -> str:
    block = answer.block
    return title_of(answer.note or block.heading or block.text)


def _member_at(email: str) -> tuple[Contact, Organisation] | None:
    own = Organisation.objects.current().filter(
        kind=Kind.COMPANY,
        memberships__is_active=True,
        memberships__contact__email__iexact=email,
        memberships__contact__erased_at=None,
    )
    found = list(own.distinct()[:2])
    if len(found) != 1:
        return None
    # In one filter: whoever has left this company may well be active in another organisation
    contacts = Contact.objects.filter(
        email__iexact=email, erased_at=None, memberships__organisation=found[0], memberships__is_active=True
    )
    return contacts.order_by("pk").first(), found[0]


# --- Staff ------------------------------------------------------------------------------------------


def not_reached(answer: Answer, *, actor: Any) -> None:
    """Nobody answered the phone. Raises InvalidTransition where the answer is settled."""
    advance(answer, "not_reached", actor=actor, tries=F("tries") + 1)


def settle(answer: Answer, remark: str, *, actor: Any) -> None:
    advance(answer, "settle", actor=actor, remark=remark.strip(), settled_by=actor)


def reopen(answer: Answer, *, actor: Any) -> None:
    advance(answer, "reopen", actor=actor, settled_by=None)
