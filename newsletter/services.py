"""Verbs on subscriptions. Every form that lets somebody subscribe calls `request_subscription`: one way, one proof."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.consents import current_text
from accounts.enums import ConsentPurpose
from core.facts import record_event
from core.states import advance
from links.services import issue, revoke
from mail.composing import message_id
from newsletter import letters
from newsletter.enums import (
    Bounce,
    Frequency,
    LeaveReason,
    ProofKind,
    Source,
    SubscriptionState,
    SuppressionReason,
)
from newsletter.models import Delivery, Proof, Subscription, Suppression
from newsletter.tokens import digest_of

CONFIRM = "newsletter.confirm"
CONFIRM_WITHIN = timedelta(days=14)
SOFT_BOUNCES = 3  # one after the other, then delivery stops


@dataclass(frozen=True)
class Wishes:
    """What somebody wants to receive."""

    language: str = "de"
    reader: str = ""
    frequency: str = Frequency.EVERY
    topics: Iterable = field(default_factory=tuple)
    regions: Iterable = field(default_factory=tuple)


@dataclass(frozen=True)
class Trace:
    """How a step reached us: the path of the page, or what stands for one whose address is a secret."""

    form: str = ""


@transaction.atomic
def request_subscription(email: str, wishes: Wishes, trace: Trace, *, source: str = Source.PAGE) -> None:
    """Write to `email` that the subscription is to be confirmed. Whoever receives the newsletter already is told so
    instead. The caller learns nothing of that, and nobody is written to who never wants to be."""
    if _suppressed_for(email) == SuppressionReason.OBJECTED:
        return
    subscription = _row_of(email, source)
    if subscription.state == SubscriptionState.ACTIVE:
        letters.receives_already(subscription)
        return
    advance(subscription, "ask_again", actor=None, source=source, soft_bounces=0)
    _write_wishes(subscription, wishes)
    text = current_text(ConsentPurpose.NEWSLETTER)
    _prove(subscription, ProofKind.REQUESTED, trace, text=text, language=wishes.language)
    revoke(subscription, CONFIRM)
    link = issue(
        CONFIRM,
        contact=None,
        about=subscription,
        key=f"{subscription.pk}:{uuid4().hex}",
        expires_at=timezone.now() + CONFIRM_WITHIN,
        language=wishes.language,
    )
    message = letters.please_confirm(subscription, link, text.text(wishes.language))
    if message is not None:
        digest = hashlib.sha256(message.body_text.encode()).hexdigest()
        _prove(subscription, ProofKind.MAIL_SENT, Trace(), message_id=message_id(message), mail_digest=digest)


def _row_of(email: str, source: str) -> Subscription:
    """Return the locked row of an address, a new one where there is none."""
    try:
        with transaction.atomic():
            if not Subscription.objects.filter(email__iexact=email).exists():
                now = timezone.now()
                Subscription.objects.create(email=email, source=source, created_at=now, state_changed_at=now)
    except IntegrityError:
        pass  # the same address, sent twice at once: the other one has made the row
    return Subscription.objects.select_for_update().get(email__iexact=email)


def _write_wishes(subscription: Subscription, wishes: Wishes) -> None:
    subscription.language, subscription.reader = wishes.language, wishes.reader
    subscription.frequency = wishes.frequency
    subscription.save(update_fields=["language", "reader", "frequency"])
    subscription.topics.set(wishes.topics)
    subscription.regions.set(wishes.regions)


def _prove(subscription: Subscription, kind: str, trace: Trace, **columns: Any) -> None:
    Proof.objects.create(
        subscription=subscription,
        email=subscription.email,
        kind=kind,
        at=timezone.now(),
        form=trace.form[:200],
        **columns,
    )


def hold(subscription: Subscription) -> Subscription:
    return Subscription.objects.select_for_update().get(pk=subscription.pk)


@transaction.atomic
def confirm(subscription: Subscription, trace: Trace) -> None:
    """The address is proven. An earlier refusal by leaving or by a bounce no longer counts."""
    locked = hold(subscription)
    advance(locked, "confirm", actor=None, confirmed_at=timezone.now(), leave_reason="", leave_note="")
    Suppression.objects.filter(digest=digest_of(locked.email)).exclude(reason=SuppressionReason.OBJECTED).delete()
    _prove(
        locked,
        ProofKind.CONFIRMED,
        trace,
        text=current_text(ConsentPurpose.NEWSLETTER),
        language=locked.language,
    )
    record_event("newsletter_confirmed", attributes={"reader": locked.reader, "source": locked.source})
    letters.welcome(locked)


@transaction.atomic
def change_wishes(subscription: Subscription, wishes: Wishes, trace: Trace) -> None:
    locked = hold(subscription)
    _write_wishes(locked, wishes)
    _prove(locked, ProofKind.CHANGED, trace)


@transaction.atomic
def leave(subscription: Subscription, trace: Trace, *, reason: str = "", note: str = "", actor=None) -> None:
    """Nothing is sent to the address any more, from this moment on. To leave again changes nothing but the reason."""
    locked = hold(subscription)
    if locked.state in (SubscriptionState.PENDING, SubscriptionState.ACTIVE):
        was_active = locked.state == SubscriptionState.ACTIVE
        advance(locked, "leave", actor=actor, reason=reason, leave_reason=reason, leave_note=note.strip())
        revoke(locked, CONFIRM)
        _suppress(locked.email, SuppressionReason.LEFT)
        _prove(locked, ProofKind.LEFT, trace, detail=reason)
        if was_active:
            _left_after_last_mail(locked, reason)
            record_event("newsletter_left", attributes={"reason": reason, "reader": locked.reader})
    elif locked.state == SubscriptionState.LEFT and reason and reason != LeaveReason.ONE_CLICK:
        locked.leave_reason, locked.leave_note = reason, note.strip()
        locked.save(update_fields=["leave_reason", "leave_note"])
        locked.deliveries.filter(left_at__isnull=False).update(leave_reason=reason)


def _left_after_last_mail(subscription: Subscription, reason: str) -> None:
    """Note with the last mail that somebody has left since, for the figures of its issue."""
    last = subscription.deliveries.filter(sent_at__isnull=False).order_by("-sent_at").first()
    if last is not None:
        Delivery.objects.filter(pk=last.pk).update(left_at=timezone.now(), leave_reason=reason)


@transaction.atomic
def come_back(subscription: Subscription, trace: Trace) -> None:
    """Undo leaving, by the person's own link: the address was proven before. Raises InvalidTransition otherwise."""
    locked = hold(subscription)
    if locked.confirmed_at is None:
        return
    advance(locked, "return", actor=None, leave_reason="", leave_note="")
    Suppression.objects.filter(digest=digest_of(locked.email), reason=SuppressionReason.LEFT).delete()
    locked.deliveries.update(left_at=None, leave_reason="")
    _prove(locked, ProofKind.RETURNED, trace)


def _suppress(email: str, reason: str) -> None:
    known, created = Suppression.objects.get_or_create(digest=digest_of(email), defaults={"reason": reason})
    if not created and known.reason != SuppressionReason.OBJECTED and known.reason != reason:
        known.reason = reason
        known.save(update_fields=["reason"])


def _suppressed_for(email: str) -> str:
    return Suppression.objects.filter(digest=digest_of(email)).values_list("reason", flat=True).first() or ""


def is_suppressed(email: str) -> bool:
    """Whether nothing may be sent to `email`; every delivery asks this at the moment it leaves."""
    return bool(_suppressed_for(email))


@transaction.atomic
def object_for_good(email: str, *, actor) -> None:
    """Somebody never wants to hear of the newsletter, whoever types the address into a form."""
    for subscription in Subscription.objects.filter(email__iexact=email):
        leave(subscription, Trace(), reason=LeaveReason.STAFF, actor=actor)
    digest = digest_of(email)
    Suppression.objects.update_or_create(digest=digest, defaults={"reason": SuppressionReason.OBJECTED})


@transaction.atomic
def register_bounce(email: str, kind: str, diagnostic: str = "", *, actor=None) -> bool | None:
    """A mail to `email` came back. Hard: delivery stops at once; soft: when it happens SOFT_BOUNCES times in a row.
    Return whether delivery has stopped; None where nobody reads the newsletter at that address."""
    subscription = Subscription.objects.select_for_update().filter(email__iexact=email).first()
    if subscription is None or subscription.state != SubscriptionState.ACTIVE:
        return None
    subscription.soft_bounces += 1
    subscription.save(update_fields=["soft_bounces"])
    detail = f"{kind} {diagnostic}".strip().replace(subscription.email, "…")[:200]
    _prove(subscription, ProofKind.BOUNCED, Trace(), detail=detail)
    if kind != Bounce.HARD and subscription.soft_bounces < SOFT_BOUNCES:
        return False
    advance(subscription, "stop", actor=actor, reason=kind)
    _suppress(subscription.email, SuppressionReason.BOUNCED)
    _prove(subscription, ProofKind.STOPPED, Trace(), detail=kind)
    record_event("newsletter_bounced", attributes={"reader": subscription.reader})
    return True
