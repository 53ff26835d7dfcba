"""Readers and issues for the tests of the newsletter."""

from datetime import datetime
from itertools import count

from django.utils import timezone

from newsletter import answers, sending
from newsletter.answers import Said
from newsletter.enums import BlockKind, Effect, SubscriptionState
from newsletter.models import Answer, Block, Delivery, Issue, Segment, Subscription, Suppression
from newsletter.tokens import answer_token, asked_by, digest_of

_numbers = count(1)


def reader(**columns) -> Subscription:
    """Somebody who has confirmed; `topics` and `regions` are what was chosen."""
    chosen = {name: columns.pop(name, []) for name in ("topics", "regions")}
    columns = {"email": f"reader-{next(_numbers)}@example.org", "state": SubscriptionState.ACTIVE, **columns}
    row = Subscription.objects.create(confirmed_at=timezone.now(), **columns)
    row.topics.set(chosen["topics"])
    row.regions.set(chosen["regions"])
    return row


def segment(**columns) -> Segment:
    """A segment; without columns it is everybody."""
    chosen = {name: columns.pop(name, []) for name in ("topics", "regions")}
    is_everyone = not columns and not any(chosen.values())
    row = Segment.objects.create(**{"name": f"Segment {next(_numbers)}", "is_everyone": is_everyone, **columns})
    row.topics.set(chosen["topics"])
    row.regions.set(chosen["regions"])
    return row


def issue_by(user, *segments: Segment, **columns) -> Issue:
    """A draft with one text, for `segments` or for everybody."""
    row = Issue.objects.create(subject="Termine und eine Frage", created_by=user, **columns)
    row.segments.set(segments or [segment()])
    Block.objects.create(issue=row, position=1, kind=BlockKind.TEXT, heading="Guten Tag", text="Das steht an.")
    return row


def asking(issue: Issue, effect: str = Effect.INTEREST) -> Block:
    """Add a question with two buttons to a draft."""
    place = issue.blocks.count() + 1
    block = Block.objects.create(issue=issue, position=place, kind=BlockKind.QUESTION, heading="Was fehlt Ihnen?")
    block.choices.create(position=1, label="Das betrifft uns", label_en="This concerns us", effect=effect)
    block.choices.create(position=2, label="Kein Thema", effect=Effect.NOTHING)
    return block


def started(issue: Issue, user) -> list[Delivery]:
    """Send the issue now as far as writing the rows; nothing has left yet."""
    sending.schedule(issue, None, actor=user)
    sending.start(issue)
    issue.refresh_from_db()
    return list(issue.deliveries.order_by("pk"))


def sent_to_all(issue: Issue, user) -> list[Delivery]:
    """Send the issue; every mail is handed over."""
    for delivery in started(issue, user):
        sending.deliver(delivery.pk)
    sending.pump(timezone.now())
    issue.refresh_from_db()
    return list(issue.deliveries.order_by("pk"))


def suppress(email: str, since: datetime | None = None) -> None:
    Suppression.objects.create(digest=digest_of(email), reason="left", since=since or timezone.now())


def answer_of(user, email: str | None = None, **said: str) -> Answer:
    """An answer of somebody who has got an issue with a question."""
    row = reader(**({"email": email} if email else {}))
    issue = issue_by(user)
    [choice, _other] = asking(issue).choices.order_by("position")
    sent_to_all(issue, user)
    delivery = issue.deliveries.get(subscription=row)
    answer, _draft = answers.give(asked_by(answer_token(delivery, choice.pk)), Said(**said), language="de")
    return answer
