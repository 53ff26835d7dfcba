"""Stories of offers: from draft to published, returned, suspended."""

from random import Random

from django.db.models import prefetch_related_objects

from core.models import LogEntry
from demo.people import Cast
from demo.texts import read
from demo.timeline import Story, Timeline
from startups import services
from startups.models import Offer
from taxonomy.models import Sector, Topic

# How many offers stand where; all others are published.
ELSEWHERE = {"draft": 7, "submitted": 8, "returned": 4, "suspended": 6, "rejected": 2, "archived": 4}
ALWAYS_PUBLISHED = ("clara", "carl")  # what these two show depends on their offers being live
QUESTION = "Für welche Betriebsgröße eignet sich das Angebot, und mit welchem Preis ist ungefähr zu rechnen?"
REJECTION = (
    "Das Angebot wirbt um Personal und beschreibt keine digitale Lösung. Mit einer Lösung für Betriebe prüfen wir "
    "es gern noch einmal."
)


def plan_offers(cast: Cast, timeline: Timeline, rng: Random) -> dict[str, Offer]:
    """Create every offer as a draft and plan its story; return the offers by key."""
    rows = read("offers_*.toml", "offer")
    keepers = {row["key"] for row in read("providers.toml", "provider") if row.get("signin") in ALWAYS_PUBLISHED}
    states = _deal_states([row for row in rows if row["provider"] not in keepers], rng)
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    sectors = {sector.code: sector for sector in Sector.objects.filter(scheme="wz2008")}
    offers = {}
    for turn, row in enumerate(rows):
        offer = offers[row["key"]] = _create_draft(row, cast, topics, sectors)
        story = _story(offer, row, states.get(row["key"], "published"), cast, turn)
        timeline.add(story, last_step_days_ago=_age(states.get(row["key"], "published"), rng))
    return offers


def _deal_states(rows: list[dict], rng: Random) -> dict[str, str]:
    keys = [row["key"] for row in rows]
    rng.shuffle(keys)
    states = [state for state, count in ELSEWHERE.items() for _ in range(count)]
    return dict(zip(keys, states, strict=False))


def _age(state: str, rng: Random) -> int:
    """Days since the last step: what waits for somebody is young, what is live has been for a while."""
    return rng.randrange(0, 9) if state in ("draft", "submitted", "returned") else rng.randrange(20, 170)


def _create_draft(row: dict, cast: Cast, topics: dict, sectors: dict) -> Offer:
    author = cast.members[row["provider"]][0]
    offer = Offer.objects.create(
        organisation=cast.organisations[row["provider"]],
        contact=author.contact,
        created_by=author,
        title=row["title"],
        description=row["description"].strip(),
        language=row["language"],
        price_from_eur=row.get("price_from_eur"),
        price_note=row.get("price_note", ""),
        minimum_eur=row.get("minimum_eur"),
    )
    offer.topics.set([topics[slug] for slug in row["topics"]])
    offer.sectors.set([sectors[code] for code in row["sectors"]])
    LogEntry.objects.record(offer, "create", actor=author, to_state=offer.state)
    prefetch_related_objects([offer], "topics")  # facts about every step read them
    return offer


def _story(offer: Offer, row: dict, state: str, cast: Cast, turn: int) -> Story:
    author, reviewer = offer.created_by, cast.lead_for(offer.organisation.region, turn)
    story = Story()
    if state == "draft":
        return story
    story.then(lambda: services.submit_offer(offer, actor=author))
    if state == "returned":
        story.then(lambda: services.return_offer(offer, actor=reviewer, question=QUESTION), after_days=2)
    if state == "rejected":
        story.then(
            lambda: services.reject_offer(offer, actor=reviewer, reason="recruiting_only", text=REJECTION),
            after_days=2,
        )
    if state in ("submitted", "returned", "rejected"):
        return story

    def review() -> None:
        services.write_teaser(
            offer, actor=reviewer, title=row["teaser_title"], text=row["teaser"].strip(), checked=True
        )
        services.publish_offer(offer, actor=reviewer)

    story.then(review, after_days=3)
    if state == "suspended":
        story.then(lambda: services.suspend_offer(offer, actor=author), after_days=40)
    if state == "archived":
        story.then(lambda: services.archive_offer(offer, actor=author), after_days=60)
    return story
