"""Issues of the newsletter for tests, made as editors and the pump make them."""

from django.utils import timezone

from core.states import advance
from newsletter import editing, sending
from newsletter.editing import Written, version_of
from newsletter.enums import DeliveryState, SubscriptionState
from newsletter.models import Delivery, Issue, Segment, Subscription


def active_reader(email: str = "leser@example.org", **columns) -> Subscription:
    """Return somebody who has confirmed."""
    columns = {"state": SubscriptionState.ACTIVE, "confirmed_at": timezone.now(), **columns}
    return Subscription.objects.get_or_create(email=email, defaults=columns)[0]


def everybody() -> Segment:
    return Segment.objects.get_or_create(name="Alle", defaults={"is_everyone": True})[0]


def add(issue: Issue, kind: str, actor, *, rows=(), choices=(), **columns) -> None:
    """Put a block below the others."""
    issue.refresh_from_db()
    written = Written(columns, rows, choices)
    editing.add_block(issue, kind, written, seen=version_of(issue), actor=actor)
    issue.refresh_from_db()


def draft_issue(actor, *, segments=(), text: str = "Guten Tag, das gibt es Neues.", **columns) -> Issue:
    """Return a draft with one text."""
    columns = {"subject": "Neues aus dem Kreis", **columns}
    issue = editing.create_issue(columns, segments, code=Issue._meta.get_field("code").default(), actor=actor)
    add(issue, "text", actor, text=text)
    return issue


def sent(issue: Issue, actor) -> Issue:
    """Return the issue after its mails have left."""
    sending.schedule(issue, None, actor=actor)
    sending.start(issue)
    for delivery in issue.deliveries.all():
        handed_over(delivery)
    sending.pump(timezone.now())
    issue.refresh_from_db()
    return issue


def handed_over(delivery: Delivery, to: str = "record_sent", **columns) -> None:
    """Bring one mail on its way and to its end."""
    advance(delivery, "claim", actor=None, claimed_at=timezone.now(), attempts=1)
    fields = columns or delivery.fields_when_sent(timezone.now())
    advance(delivery, to, actor=None, **fields)


def sent_issue(actor, **columns) -> Issue:
    """Return an issue that has reached one reader."""
    active_reader()
    return sent(draft_issue(actor, segments=[everybody()], **columns), actor)


def unclear(issue: Issue) -> Delivery:
    """Return a mail of an issue of which nobody knows whether it has left."""
    delivery = issue.deliveries.get(state=DeliveryState.QUEUED)
    handed_over(delivery, "lose", last_error="WorkerLost")
    return delivery
