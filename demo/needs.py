"""Stories of needs up to the point where proposals are computed."""

from random import Random

from django.db.models import prefetch_related_objects

from companies import services
from companies.enums import NeedState, Source
from companies.models import Need
from core.models import LogEntry
from demo.files import ATTACHED, attach_files
from demo.people import Cast
from demo.texts import Voices, read
from demo.timeline import Story, Timeline
from taxonomy.models import Topic

# How many needs end where, apart from those with a fixed part in somebody's story; the rest is in matching.
ELSEWHERE = {
    NeedState.DRAFT: 8,
    NeedState.SUBMITTED: 8,
    NeedState.IN_QUALIFICATION: 10,
    NeedState.RETURNED: 6,
    NeedState.QUALIFIED: 22,
    NeedState.PAUSED: 4,
    NeedState.CLOSED_SOLVED: 12,
    NeedState.CLOSED_UNSOLVED: 5,
    NeedState.WITHDRAWN: 4,
    NeedState.EXPIRED: 3,
}
# What Anna and Dora find when they sign in, and what Clara is asked about.
FIXED = {
    "alte-drehautomaten-stillstand": NeedState.MATCHING,
    "drehteile-eingangsrechnungen": NeedState.MATCHING,
    "drehteile-angebote-schneller": NeedState.RETURNED,
    "drehteile-cobot-spaetschicht": NeedState.QUALIFIED,
    "drehteile-fragebogen-it-sicherheit": NeedState.IN_QUALIFICATION,
    "drehteile-wissen-vor-der-rente": NeedState.DRAFT,
    "hollunderbeck-absatzprognose": NeedState.MATCHING,
    "hollunderbeck-rueckverfolgung": NeedState.SUBMITTED,
    "hollunderbeck-kuechen-bestellungen": NeedState.QUALIFIED,
    "kaskelmann-mes-einstieg": NeedState.MATCHING,
}
REACHES_QUALIFIED = {
    NeedState.QUALIFIED,
    NeedState.MATCHING,
    NeedState.PAUSED,
    NeedState.CLOSED_SOLVED,
    NeedState.CLOSED_UNSOLVED,
}
# Days since the last step before matching; zero and the deadlines' own lengths make things due today.
AGES = {
    NeedState.DRAFT: (0, 1, 4, 12, 30, 95, 149, 151),
    NeedState.SUBMITTED: (0, 0, 1, 1, 2, 2, 4, 6),
    NeedState.IN_QUALIFICATION: (0, 1, 2, 3, 5, 7, 9, 12, 14, 16),
    NeedState.RETURNED: (0, 2, 6, 7, 14, 20),
    NeedState.QUALIFIED: (0, 1, 1, 2, 3, 5, 8, 10, 14, 20, 21, 22, 23, 26),
    NeedState.MATCHING: (32, 34, 37, 41, 46, 52, 60, 75, 90, 120),
    NeedState.PAUSED: (40, 55, 70, 90),
    NeedState.CLOSED_SOLVED: (150, 180, 210, 240, 280, 320),
    NeedState.CLOSED_UNSOLVED: (120, 160, 200),
    NeedState.WITHDRAWN: (3, 25, 60, 110),
    NeedState.EXPIRED: (5, 40, 80),
    NeedState.REJECTED: (8, 20, 45, 70, 90, 120, 150),
}


def plan_needs(cast: Cast, timeline: Timeline, voices: Voices, rng: Random) -> list[tuple[Need, dict, str]]:
    """Create every need as a draft and plan its story as far as matching; return (need, row, final state)."""
    rows = read("needs_*.toml", "need")
    finals = _deal_states(rows, rng)
    topics = {topic.slug: topic for topic in Topic.objects.select_related("group")}
    turns: dict[str, int] = {}
    planned = []
    for turn, row in enumerate(rows):
        final = finals[row["key"]]
        need = _create_draft(row, cast, topics, turn)
        nth = turns[final] = turns.get(final, -1) + 1
        age = AGES[final][nth % len(AGES[final])]
        story = _story(need, row, final, cast.lead_for(need.region, turn), voices, turn)
        timeline.add(story, last_step_days_ago=age, exact=final == NeedState.RETURNED)
        planned.append((need, row, final))
    return planned


def _deal_states(rows: list[dict], rng: Random) -> dict[str, str]:
    finals, open_keys = dict(FIXED), []
    for row in rows:
        if "reject_reason" in row:
            finals[row["key"]] = NeedState.REJECTED
        elif row["key"] not in FIXED:
            open_keys.append(row["key"])
    rng.shuffle(open_keys)
    states = [state for state, count in ELSEWHERE.items() for _ in range(count)]
    states += [NeedState.MATCHING] * (len(open_keys) - len(states))
    return finals | dict(zip(open_keys, states, strict=True))


def _create_draft(row: dict, cast: Cast, topics: dict, turn: int) -> Need:
    organisation = cast.organisations[row["company"]]
    members = cast.members[row["company"]]
    author = members[turn % min(2, len(members))]
    need = Need.objects.create(
        organisation=organisation,
        contact=author.contact,
        created_by=author,
        title=row["title"],
        description=row["description"].strip(),
        goal=row["goal"].strip(),
        systems=row["systems"].strip(),
        constraints=row["constraints"].strip(),
        language=row["language"],
        need_kind=row["need_kind"],
        time_frame=row["time_frame"],
        budget=row["budget"],
        confidentiality=row["confidentiality"],
        municipality=organisation.municipality,
        region=organisation.region,
    )
    need.topics.set([topics[slug] for slug in row["topics"]])
    LogEntry.objects.record(need, "create", actor=author, to_state=need.state)
    prefetch_related_objects([need], "topics")  # facts about every step read them
    return need


def _story(need: Need, row: dict, final: str, lead, voices: Voices, turn: int) -> Story:
    author = need.created_by
    story = Story()
    if final == NeedState.DRAFT:
        return story.then(lambda: _touch(need))
    if row["key"] in ATTACHED:
        story.then(lambda: attach_files(need, row["key"]))
    story.then(lambda: services.submit_need(need, actor=author))
    if final == NeedState.SUBMITTED:
        return story
    if final == NeedState.REJECTED:
        return _rejection(story, need, row["reject_reason"], lead, voices)
    story.then(lambda: services.take_over_need(need, actor=lead), after_days=1)
    if final in (NeedState.RETURNED, NeedState.EXPIRED, NeedState.CLOSED_SOLVED) or turn % 4 == 0:
        _question(story, need, final, lead, voices, by_phone=turn % 3 == 0)
    if final == NeedState.EXPIRED:
        story.then(lambda: services.expire_need(need, "expire_unanswered"), after_days=30)
    if final == NeedState.WITHDRAWN:
        story.then(lambda: services.withdraw_need(need, actor=author), after_days=5)
    if final in REACHES_QUALIFIED:
        story.then(lambda: _qualify(need, row, lead), after_days=4)
    return story


def _touch(need: Need) -> None:
    """The draft was last worked on at this moment."""
    need.save(update_fields=["updated_at"])


def _question(story: Story, need: Need, final: str, lead, voices: Voices, *, by_phone: bool) -> None:
    voice = voices.draw("question", language=need.language)
    story.then(lambda: services.ask_company(need, actor=lead, text=voice["question"].strip()), after_days=2)
    if final not in (NeedState.RETURNED, NeedState.EXPIRED):
        story.then(
            lambda: services.answer_question(
                need,
                actor=lead if by_phone else need.created_by,
                text=voice["answer"].strip(),
                source=Source.PHONE if by_phone else Source.PORTAL,
            ),
            after_days=2,
        )


def _rejection(story: Story, need: Need, reason: str, lead, voices: Voices) -> Story:
    text = voices.draw("note_reject", reason=reason)["text"].strip()
    if reason == "too_vague_no_reply":
        question = voices.draw("question", language=need.language)["question"].strip()
        story.then(lambda: services.take_over_need(need, actor=lead), after_days=1)
        story.then(lambda: services.ask_company(need, actor=lead, text=question), after_days=1)
    return story.then(lambda: services.reject_need(need, actor=lead, reason=reason, text=text), after_days=12)


def _qualify(need: Need, row: dict, lead) -> None:
    services.qualify_need(need, actor=lead)
    services.write_teaser(need, actor=lead, title=row["teaser_title"], text=row["teaser"].strip(), checked=True)
