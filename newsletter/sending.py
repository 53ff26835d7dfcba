"""Verbs on issues: scheduling, starting, holding up, and what becomes of each mail.

An issue starts once: its content is frozen and one row is written for each recipient, in one transaction. From then on
rows lead: `pump` queues a task for as many as the throttle allows, `deliver` claims its row, hands over and records
(`mail.delivery`). Nothing rests on the broker, and nothing is handed over twice without a person's word.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.facts import record_event
from core.jobs import enqueue_on_commit
from core.stamps import touch
from core.states import InvalidTransition, advance, require
from mail import delivery as handing_over
from mail.services import store
from newsletter import checks, mails, recipients
from newsletter.content import content_of
from newsletter.enums import DeliveryState, IssueState, SubscriptionState
from newsletter.models import Delivery, Issue
from newsletter.services import is_suppressed

STAMP = "newsletter"
PUMPED_EVERY = timedelta(seconds=10)  # as beat does it
# A task that was queued longer ago has got lost with the broker; a second one does no harm.
TASK_LOST_AFTER = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


# --- What editors do --------------------------------------------------------------------------------


@transaction.atomic
def schedule(issue: Issue, when: datetime | None, *, actor: Any) -> None:
    """Send the issue at `when`; None: now. Raises GuardFailed where something is missing or nobody would get it."""
    problems = checks.problems_of(issue)
    require(not problems, " ".join(str(problem) for problem in problems))
    advance(issue, "schedule", actor=actor, scheduled_for=when or timezone.now())


def take_back(issue: Issue, *, actor: Any) -> None:
    """Make a draft of an issue that waits for its time. Raises InvalidTransition once sending has started."""
    advance(issue, "take_back", actor=actor, scheduled_for=None)


def drop(issue: Issue, *, actor: Any) -> None:
    advance(issue, "drop", actor=actor)


def pause(issue: Issue, *, actor: Any) -> None:
    """Hold up what has not left yet; what is on its way arrives."""
    advance(issue, "pause", actor=actor)


def go_on(issue: Issue, *, actor: Any) -> None:
    advance(issue, "go_on", actor=actor)


@transaction.atomic
def stop(issue: Issue, *, actor: Any) -> None:
    """End sending for good: whoever has not got the issue does not get it."""
    advance(issue, "stop", actor=actor, finished_at=timezone.now())
    now = timezone.now()
    waiting = issue.deliveries.filter(state=DeliveryState.QUEUED)
    waiting.update(state=DeliveryState.SKIPPED, state_changed_at=now, last_error="Stopped")
    touch(STAMP)


def send_test(issue: Issue, language: str, *, to: str, key: str) -> None:
    """Send the issue as it is now to `to`, a person of the hub; its links change nothing. A `key` is one mail."""
    mail = mails.for_test(issue, language)
    subject = _("[Test] %(subject)s") % {"subject": mail.subject}
    columns = {"subject": subject, "body_text": mail.text, "body_html": mail.html}
    store(
        key=f"newsletter.test:{issue.pk}:{key}",
        kind="newsletter.test",
        to=[to],
        language=language,
        about=issue,
        **columns,
    )


def settle(delivery: Delivery, decision: str, *, actor: Any) -> None:
    """Carry out what a person decided about a mail that is unclear or failed: "confirm_sent" or "send_again". Raises
    InvalidTransition where it has moved on."""
    if decision == "confirm_sent":
        advance(delivery, decision, actor=actor, **delivery.fields_when_sent(F("claimed_at")))
    else:
        fields = {"attempts": 0, "not_before": None, "last_error": "", "published_at": None}
        advance(delivery, "send_again", actor=actor, **fields)


# --- What happens by itself -------------------------------------------------------------------------


@transaction.atomic
def start(issue: Issue) -> int:
    """Freeze the content, write one row for each recipient, and let sending begin; return how many they are. Whoever
    comes second gets InvalidTransition."""
    now = timezone.now()
    locked = Issue.objects.select_for_update().get(pk=issue.pk)
    content = content_of(locked)
    advance(locked, "start", actor=None, started_at=now, content=content)
    for language in content:
        mails.rendered(locked, language)  # what cannot be made into a mail stops here, before any row
    number = recipients.write_down(locked, now)
    touch(STAMP)
    return number


def pump(now: datetime) -> int:
    """Start issues whose time has come, queue a task for as many mails as the throttle allows, mark interrupted ones,
    and end issues that have reached everybody. Return how many tasks were queued. Runs again and again, also in two
    places at once."""
    for issue in Issue.objects.due(now):
        try:
            start(issue)
        except InvalidTransition:
            continue  # another pump was faster, or an editor took it back
    handing_over.mark_lost(now, Delivery.objects.all())
    number = _publish(now)
    for issue in Issue.objects.filter(state=IssueState.SENDING):
        _finish(issue, now)
    return number


@transaction.atomic
def _publish(now: datetime) -> int:
    from newsletter.tasks import deliver

    allowed = _allowed(now)
    if allowed == 0:
        return 0
    due = Delivery.objects.due(now).unpublished(now - TASK_LOST_AFTER).order_by("pk")
    chosen = list(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:allowed])
    Delivery.objects.filter(pk__in=chosen).update(published_at=now)
    for pk in chosen:
        enqueue_on_commit(deliver, pk)
    return len(chosen)


def _allowed(now: datetime) -> int | None:
    """Return how many mails may be queued now, so that at most NEWSLETTER_PER_MINUTE are in any minute; None: all."""
    limit = settings.NEWSLETTER_PER_MINUTE
    if not limit:
        return None
    recent = Delivery.objects.filter(published_at__gt=now - MINUTE).count()
    return max(0, min(limit - recent, ceil(limit * PUMPED_EVERY / MINUTE)))


@transaction.atomic
def _finish(issue: Issue, now: datetime) -> None:
    """End an issue of which nothing waits and nothing is on its way."""
    if issue.deliveries.filter(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING]).exists():
        return
    try:
        advance(issue, "finish", actor=None, finished_at=now)
    except InvalidTransition:
        return
    sent = issue.deliveries.filter(state=DeliveryState.SENT).count()
    record_event("newsletter_sent", attributes={"issue": issue.pk, "sent": sent})
    touch(STAMP)


def deliver(delivery_id: int) -> str | None:
    """Send one mail if it is due, its reader still wants it, and nobody else has claimed it; return its new state, or
    None. Must not run inside a transaction (RuntimeError)."""
    due = Delivery.objects.due(timezone.now()).select_related("subscription", "issue").defer("issue__content")
    delivery = due.filter(pk=delivery_id).first()
    if delivery is None:
        return None
    reason = _left_out(delivery)
    if reason:
        return _skip(delivery, reason)
    return handing_over.hand_over(delivery, mails.compose)


def _left_out(delivery: Delivery) -> str:
    """Return why nothing may be sent any more, asked at the moment it leaves; "" where nothing is against it."""
    reader = delivery.subscription
    if reader is None:
        return "Erased"
    if reader.state != SubscriptionState.ACTIVE:
        return "Left"
    return "Suppressed" if is_suppressed(reader.email) else ""


def _skip(delivery: Delivery, reason: str) -> str | None:
    try:
        advance(delivery, "skip", actor=None, reason=reason, last_error=reason)
    except InvalidTransition:
        return None
    return delivery.state
