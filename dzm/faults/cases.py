"""What is sent and decided: reminders in the outbox, introductions that wait for the company's answer, an issue."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import ConsentText, User
from companies.models import Need, NeedTeaser
from core.jobs import queue_held
from core.models import LogEntry
from core.states import InvalidTransition
from mail.letters import Letter
from mail.models import OutboxMessage
from mail.services import post
from matchmaking.bench import filling
from matchmaking.engine import Document
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from matchmaking.services.common import ANSWER_DAYS
from matchmaking.services.keys import company_agrees
from newsletter.enums import BlockKind, Effect, SubscriptionState
from newsletter.models import Block, Issue, Segment, Subscription
from newsletter.sending import schedule
from startups.models import Offer, OfferTeaser

REMINDER = "bench.reminder"


def write_reminders(number: int) -> None:
    """Put so many reminders into the outbox, each to somebody else; none is queued yet."""
    with queue_held(), transaction.atomic():
        for place in range(number):
            letter = Letter(subject=f"Erinnerung {place}", paragraphs=("bitte denken Sie an Ihre Antwort.",))
            to = [f"person-{place}@example.org"]
            post(letter, to=to, key=f"{REMINDER}:{place}", kind=REMINDER, language="de")


def write_introductions(number: int) -> None:
    """Insert so many introductions whose company has been asked."""
    words = "Maschinen sollen ihre Laufzeit melden"
    texts = [Document(id=f"t{place}", text=f"{words} {place}", language="de") for place in range(number)]
    filling.fill(texts, texts)
    now = timezone.now()
    text = ConsentText.objects.filter(purpose="contact_release").order_by("-version").first()
    rows = []
    for place, (need, offer) in enumerate(
        zip(Need.objects.order_by("pk"), Offer.objects.order_by("pk"), strict=True), start=1
    ):
        teaser = {"title": "Laufzeiten", "text": "Ein Betrieb möchte Stillstände sehen.", "version": 1}
        checked = {"written_by": need.created_by, "checked_at": now, "checked_by": need.created_by}
        rows.append(
            Introduction(
                need=need,
                offer=offer,
                number=f"V-{filling.MARK}-{place}",
                state=IntroductionState.AWAITING_COMPANY,
                company_asked_at=now,
                answer_due_on=timezone.localdate() + timedelta(days=ANSWER_DAYS),
                consent_text=text,
                need_teaser=NeedTeaser.objects.create(need=need, **teaser, **checked),
                offer_teaser=OfferTeaser.objects.create(offer=offer, **teaser, **checked),
                shortlist_note="Passt.",
            )
        )
    Introduction.objects.bulk_create(rows)


def write_issue(readers: int) -> None:
    """Write an issue with a question for so many readers who have confirmed; it is due now."""
    now = timezone.now()
    Subscription.objects.bulk_create(
        Subscription(email=f"reader-{place}@example.org", state=SubscriptionState.ACTIVE, confirmed_at=now)
        for place in range(readers)
    )
    editor = User.objects.create(email="editor@example.org")
    issue = Issue.objects.create(subject="Termine und eine Frage", created_by=editor)
    issue.segments.add(Segment.objects.create(name="Alle", is_everyone=True))
    Block.objects.create(issue=issue, position=1, kind=BlockKind.TEXT, text="Das steht in den nächsten Wochen an.")
    question = Block.objects.create(issue=issue, position=2, kind=BlockKind.QUESTION, heading="Was fehlt Ihnen?")
    question.choices.create(position=1, label="Wir haben einen Bedarf", effect=Effect.NEED)
    schedule(issue, None, actor=editor)


def decide_all() -> None:
    """Answer every introduction with yes, as several processes do at the same time; who comes second loses politely."""
    for introduction in Introduction.objects.order_by("pk"):
        try:
            company_agrees(introduction, actor=introduction.need.created_by)
        except InvalidTransition:
            continue
    connection.close()


def decisions_of_each() -> list[int]:
    """Return how often each introduction was decided and told of: 1 everywhere where nothing is lost or twice."""
    found = []
    for introduction in Introduction.objects.select_related("company_consent").order_by("pk"):
        logged = LogEntry.objects.about(introduction).filter(verb="company_agrees").count()
        told = OutboxMessage.objects.about(introduction).filter(kind="introduction.provider_asked").count()
        agreed = introduction.state == IntroductionState.AWAITING_PROVIDER and introduction.company_consent is not None
        found.append(max(logged, told) if agreed and logged and told else 0)
    return found
