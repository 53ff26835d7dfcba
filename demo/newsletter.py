"""The newsletter in the demo: readers in every state, segments, issues that were sent, wait, or are being written."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from board.models import Posting
from core.states import advance
from demo.clock import travel_to
from demo.people import Cast
from events.models import Event
from landscape.selectors import offers_on_show
from mail.services import silenced
from newsletter import answers, editing, sending, services
from newsletter.answers import Said
from newsletter.editing import Written, version_of
from newsletter.enums import Bounce, Effect, Frequency, LeaveReason, ReaderKind, SubscriptionState
from newsletter.models import Answer, Choice, Issue, Segment, Subscription
from newsletter.models.issues import new_code
from newsletter.services import Trace, Wishes
from newsletter.tokens import answer_token, asked_by
from taxonomy.models import Topic

PAGE = Trace("/newsletter/")
NAMES = (
    *("werkstatt", "einkauf", "leitung", "fertigung", "buero", "technik", "vertrieb", "planung", "labor", "lager"),
    *("versand", "service", "personal", "entwicklung", "montage", "qualitaet", "marketing", "ausbildung", "it", "info"),
)
PLACES = ("musterwerk", "beispielhof")  # two readers of each name: forty
KINDS = (ReaderKind.COMPANY, ReaderKind.COMPANY, ReaderKind.PROVIDER, ReaderKind.MUNICIPALITY, ReaderKind.UNIVERSITY)
HOW_OFTEN = (Frequency.EVERY, Frequency.EVERY, Frequency.EVERY, Frequency.MONTHLY, Frequency.QUESTIONS)
TOPICS = ("iiot", "ki", "prozesse")
PENDING, LEFT, BOUNCED = range(0, 3), range(3, 6), range(6, 8)  # places in the list of readers
EVERY_NTH_ENGLISH = 9
SUBSCRIBED_DAYS_AGO, LEFT_DAYS_AGO, SENT_DAYS_AGO, SCHEDULED_IN_DAYS = 90, 20, 30, 3
ANSWERED_DAYS_AGO = 6

SENT_TEXT = (
    "Guten Tag,\n\nim Herbst haben sich viele Betriebe mit derselben Frage gemeldet: Wie lesen wir die Daten unserer "
    "älteren Maschinen aus? Dazu gibt es einen Fachimpuls. Und wir möchten wissen, was Sie gerade beschäftigt."
)
SENT_TEXT_EN = (
    "Good day,\n\nmany firms have asked us the same this autumn: how do we read the data of our older machines? There "
    "is an expert talk about it. And we would like to know what keeps you busy."
)
QUESTION = {
    "heading": "Suchen Sie jemanden, der Maschinendaten ausliest?",
    "heading_en": "Are you looking for somebody to read machine data?",
    "text": "Ein Klick genügt. Wir melden uns und fragen nach.",
    "text_en": "One click is enough. We call you and ask what it is about.",
}
BUTTONS = (
    {"label": "Ja, wir haben einen Bedarf", "label_en": "Yes, we have a need", "effect": Effect.NEED},
    {"label": "Vielleicht, bitte anrufen", "label_en": "Perhaps, please call", "effect": Effect.INTEREST},
    {"label": "Zurzeit nicht", "label_en": "Not at present", "effect": Effect.NOTHING},
)

# Which button, and what was added to it
ANSWERS: tuple[tuple[int, dict[str, str]], ...] = (
    (1, {"name": "Petra Muster", "phone": "02921 5550101", "note": "Drei ältere Pressen, keine gemeinsame Anzeige."}),
    (0, {"note": "Wir möchten die Laufzeiten unserer Sägen sehen."}),
    (2, {}),
    (1, {"name": "Jens Beispiel", "phone": "02941 5550102"}),
    (2, {}),
    (1, {"note": "Erst im neuen Jahr, bitte im Januar anrufen."}),
    (2, {}),
)


def tell_newsletter(cast: Cast) -> None:
    """Forty readers, three segments, and one issue each that was sent, waits for its time, and is being written."""
    with silenced():
        _tell_readers(cast)
        segments = _segments()
        _sent_issue(cast.lead, segments)
        _scheduled_issue(cast.lead, segments)
        _draft_issue(cast.lead, segments)


def _tell_readers(cast: Cast) -> None:
    addresses = [f"{name}@{place}.example.org" for place in PLACES for name in NAMES]
    topics = {topic.slug: topic for topic in Topic.objects.filter(slug__in=TOPICS)}
    for number, email in enumerate(addresses):
        with travel_to(timezone.now() - timedelta(days=SUBSCRIBED_DAYS_AGO - number)):
            reader = _subscribe(email, _wishes(number, list(topics.values())))
            if number not in PENDING:
                services.confirm(reader, PAGE)
        with travel_to(timezone.now() - timedelta(days=LEFT_DAYS_AGO - number)):
            if number in LEFT:
                services.leave(reader, PAGE, reason=LeaveReason.TOO_MUCH)
            elif number in BOUNCED:
                services.register_bounce(email, Bounce.HARD, actor=cast.lead)


def _subscribe(email: str, wishes: Wishes) -> Subscription:
    services.request_subscription(email, wishes, PAGE)
    return Subscription.objects.get(email=email)


def _wishes(number: int, topics: list[Topic]) -> Wishes:
    return Wishes(
        language="en" if number % EVERY_NTH_ENGLISH == 0 else "de",
        reader=KINDS[number % len(KINDS)],
        frequency=HOW_OFTEN[number % len(HOW_OFTEN)],
        topics=topics[number % (len(topics) + 1) :][:1],
    )


def _segments() -> dict[str, Segment]:
    everybody = Segment(name="Alle Lesenden")
    firms = Segment(name="Betriebe")
    machines = Segment(name="Maschinen und Daten")
    topics = Topic.objects.filter(slug="iiot")
    editing.save_segment(everybody, {"is_everyone": True}, (), ())
    editing.save_segment(firms, {"readers": [ReaderKind.COMPANY]}, (), ())
    editing.save_segment(machines, {}, topics, ())
    return {"all": everybody, "firms": firms, "machines": machines}


def _issue(actor: Any, segments: Iterable[Segment], **columns: Any) -> Issue:
    return editing.create_issue(columns, segments, code=new_code(), actor=actor)


def _add(issue: Issue, kind: str, *, rows: Iterable = (), choices: Iterable = (), **columns: Any) -> None:
    issue.refresh_from_db()
    written = Written(columns, rows, tuple(choices))
    editing.add_block(issue, kind, written, seen=version_of(issue), actor=issue.created_by)
    issue.refresh_from_db()


def _sent_issue(actor: Any, segments: dict[str, Segment]) -> Issue:
    """An issue that has reached its readers. Their answers are told where the answers are (newsletter.answers)."""
    with travel_to(timezone.now() - timedelta(days=SENT_DAYS_AGO)):
        issue = _issue(
            actor,
            [segments["all"]],
            subject="Maschinendaten auslesen: ein Termin und eine Frage",
            subject_en="Reading machine data: a date and a question",
            preheader="Dazu drei neue Angebote aus der Region",
            preheader_en="And three new offers from the region",
        )
        _add(issue, "text", text=SENT_TEXT, text_en=SENT_TEXT_EN)
        _add(issue, "events", rows=Event.objects.upcoming()[:2])
        _add(issue, "offers", rows=offers_on_show()[:3])
        _add(issue, "question", choices=BUTTONS, **QUESTION)
        sending.schedule(issue, None, actor=actor)
        sending.start(issue)
        for delivery in issue.deliveries.all():
            advance(delivery, "claim", actor=None, claimed_at=timezone.now(), attempts=1)
            advance(delivery, "record_sent", actor=None, **delivery.fields_when_sent(timezone.now()))
        sending.pump(timezone.now())
    with travel_to(timezone.now() - timedelta(days=ANSWERED_DAYS_AGO)):
        _tell_answers(issue)
    return issue


def _tell_answers(issue: Issue) -> None:
    """Some readers have pressed a button; one of those who want a call has been reached."""
    choices = list(Choice.objects.filter(block__issue=issue).order_by("position"))
    readers = issue.deliveries.filter(subscription__state=SubscriptionState.ACTIVE).order_by("pk")[: len(ANSWERS)]
    for delivery, (place, said) in zip(readers, ANSWERS, strict=False):
        asked = asked_by(answer_token(delivery, choices[place].pk))
        answers.give(asked, Said(**said), language=delivery.language)
    settled = Answer.objects.to_call().order_by("pk").first()
    answers.not_reached(settled, actor=issue.created_by)
    answers.settle(settled, "Termin am Freitag vereinbart.", actor=issue.created_by)


def _scheduled_issue(actor: Any, segments: dict[str, Segment]) -> None:
    issue = _issue(actor, [segments["firms"]], subject="Matchmaking-Tag: jetzt Gespräche wünschen")
    _add(issue, "text", text="Guten Tag,\n\nder Matchmaking-Tag rückt näher. Sagen Sie uns, wen Sie treffen möchten.")
    _add(issue, "events", rows=Event.objects.upcoming()[:3])
    sending.schedule(issue, timezone.now() + timedelta(days=SCHEDULED_IN_DAYS), actor=actor)


def _draft_issue(actor: Any, segments: dict[str, Segment]) -> None:
    """A draft with every kind of block."""
    issue = _issue(
        actor,
        [segments["all"]],
        subject="Was Betriebe im Kreis gerade suchen",
        subject_en="What firms of the district are looking for",
        preheader="Drei Bedarfe ohne Namen, neue Angebote und die nächsten Termine",
    )
    _add(issue, "text", text="Guten Tag,\n\ndiesmal zeigen wir, was andere suchen. Vielleicht können Sie helfen.")
    _add(issue, "needs", rows=Posting.objects.on_board()[:3])
    _add(issue, "offers", rows=offers_on_show()[:3])
    _add(issue, "events", rows=Event.objects.upcoming()[:3])
    _add(issue, "question", choices=BUTTONS, **QUESTION)
