"""Stories of introductions, from the engine's proposals to outcomes."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import cycle
from random import Random

from django.utils import timezone

from companies import services as needs
from companies.enums import Confidentiality, NeedState
from companies.models import OPEN_FOR_MATCHING, Need
from core.models import CaseEvent, LogEntry
from demo import surveys
from demo.clock import travel_to
from demo.people import Cast
from demo.texts import Voices
from demo.timeline import Story, Timeline
from matchmaking import runs
from matchmaking.enums import NoSuccessReason, RunState, RunTrigger
from matchmaking.models import Introduction, MatchingRun
from matchmaking.services import keys, moderation, outcomes
from startups.models import Offer

# Where the leading introduction of a need in matching stands, with days since its last step. The asked ones
# are 14, 13, 9 ... days old: their time limit ends today, tomorrow, later.
LEADING = (
    ("awaiting_company", 14),
    ("awaiting_provider", 14),
    ("shortlisted", 1),
    ("introduced", 14),
    ("first_meeting", 6),
    ("awaiting_company", 9),
    ("pilot", 11),
    ("awaiting_provider", 10),
    ("follow_up", 20),
    ("awaiting_company", 5),
    ("introduced", 14),
    ("awaiting_provider", 2),
    ("shortlisted", 4),
    ("question_company", 4),
    ("first_meeting", 2),
    ("awaiting_company", 13),
    ("question_provider", 3),
)
# What else happened on the way, on the next proposals of the list.
BESIDE = (
    ("dismissed",),
    ("declined_company", "dismissed"),
    ("declined_provider",),
    ("lapsed",),
    ("dismissed", "dismissed"),
    ("withdrawn",),
    ("obsolete",),
    ("shortlisted",),
    (),
)


def compute_proposals() -> None:
    """Run the engine over everything that waits, then date each need's proposals to its own run."""
    run = MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY)
    finished = runs.execute(run.pk)
    if finished.state != RunState.DONE:
        raise RuntimeError(f"matching failed: {finished.error}")
    for single in MatchingRun.objects.filter(state=RunState.QUEUED, need__isnull=False):
        _date_proposals(single)
    MatchingRun.objects.filter(state=RunState.QUEUED).delete()  # runs of offers: nothing was to be matched yet


def _date_proposals(run: MatchingRun) -> None:
    """Let `run`, which the qualification of the need asked for, be the one that made the proposals."""
    moment = run.requested_at + timedelta(seconds=4)
    proposals = Introduction.objects.filter(need=run.need_id)
    ids = list(proposals.values_list("pk", flat=True))
    proposals.update(created_at=moment, state_changed_at=moment, run=run)
    LogEntry.objects.filter(subject_type="matchmaking.introduction", subject_id__in=ids).update(at=moment)
    CaseEvent.objects.filter(introduction_id__in=ids).update(occurred_at=moment)
    version = Introduction.objects.filter(pk__in=ids).values_list("engine_version", flat=True).first() or ""
    MatchingRun.objects.filter(pk=run.pk).update(
        state=RunState.DONE,
        started_at=run.requested_at + timedelta(seconds=1),
        heartbeat_at=moment,
        finished_at=moment,
        attempts=1,
        done=1,
        total=1,
        created_count=len(ids),
        engine_version=version,
    )


class Storyteller:
    """Plans what leads and both sides did with the proposals."""

    def __init__(self, cast: Cast, timeline: Timeline, voices: Voices, rng: Random, groups: dict[int, str]):
        self.cast = cast
        self.timeline = timeline
        self.voices = voices
        self.rng = rng
        self.groups = groups  # need id -> topic group, for the choice of notes
        self.leading = cycle(LEADING)
        self.beside = cycle(BESIDE)
        self.asks_first = cycle((False, False, True, False, False))  # does the company ask before it agrees?
        self.answers_by_link = cycle((True, False))  # a link needs no account

    def tell(self, need: Need, final: str) -> None:
        """Plan the part of `need` from its proposals to its `final` state, for needs that came that far."""
        need.refresh_from_db()
        if need.state not in OPEN_FOR_MATCHING:
            return
        if final == NeedState.MATCHING:
            self._matching(need, self._proposals(need))
        elif final == NeedState.CLOSED_SOLVED:
            self._solved(need, self._proposals(need))
        elif final == NeedState.CLOSED_UNSOLVED:
            self._unsolved(need, self._proposals(need))
        elif final == NeedState.PAUSED:
            resume_on = self.timeline.today + timedelta(days=self.rng.randrange(10, 60))
            lead = need.assigned_to
            story = Story().then(lambda: needs.pause_need(_now(need), actor=lead, resume_on=resume_on))
            self.timeline.add(story, last_step_days_ago=self.rng.randrange(5, 30))

    def tell_of(self, need: Need, offer: Offer, state: str, *, days_ago: int) -> None:
        """Plan that `offer` was introduced for `need` as far as `state`; a lead adds it where the engine did not."""
        need.refresh_from_db()
        introduction = _with_everything(Introduction.objects.open()).filter(need=need, offer=offer).first()
        if introduction is None:
            introduction = _suggest_by_hand(need, offer)
        self.timeline.add(self._story(introduction, state), last_step_days_ago=days_ago, exact=True)

    def _proposals(self, need: Need) -> list[Introduction]:
        """The engine's list; where it found nothing, an offer on the same topic that the lead knows."""
        proposals = list(_with_everything(need.introductions.filter(state="suggested"))[:3])  # best first
        if proposals:
            return proposals
        known = (
            Offer.objects.published()
            .filter(topics__in=need.topics.all())
            .exclude(organisation=need.organisation_id)
            .order_by("pk")
            .first()
        )
        return [_suggest_by_hand(need, known)] if known else []

    def _matching(self, need: Need, proposals: list[Introduction]) -> None:
        if not proposals:
            return
        state, days_ago = next(self.leading)
        if need.confidentiality == Confidentiality.INTERNAL:
            state, days_ago = "shortlisted", 2
        self.timeline.add(self._story(proposals[0], state), last_step_days_ago=days_ago, exact=True)
        self._tell_beside(proposals[1:], next(self.beside), need)

    def _tell_beside(self, proposals: Iterable[Introduction], states: tuple[str, ...], need: Need) -> None:
        for introduction, state in zip(proposals, states, strict=False):
            if need.confidentiality == Confidentiality.INTERNAL and state not in ("dismissed", "shortlisted"):
                state = "dismissed"
            self.timeline.add(self._story(introduction, state), last_step_days_ago=self.rng.randrange(2, 9))

    def _solved(self, need: Need, proposals: list[Introduction]) -> None:
        if not proposals or need.confidentiality == Confidentiality.INTERNAL:
            return
        story = self._story(proposals[0], "success")
        lead = need.assigned_to
        note = self.voices.draw("note_meeting")["text"].strip()
        story.then(lambda: needs.close_need_solved(_now(need), actor=lead, note=note), after_days=5)
        self.timeline.add(story, last_step_days_ago=self.rng.randrange(4, 60))

    def _unsolved(self, need: Need, proposals: list[Introduction]) -> None:
        lead, story, reason = need.assigned_to, Story(), "no_offer_found"
        if proposals and need.confidentiality != Confidentiality.INTERNAL:
            story, reason = self._story(proposals[0], self.rng.choice(("no_success", "declined_company"))), "budget"
        story.then(lambda: needs.close_need_unsolved(_now(need), actor=lead, reason=reason), after_days=4)
        self.timeline.add(story, last_step_days_ago=self.rng.randrange(10, 70))

    def _story(self, introduction: Introduction, state: str) -> Story:
        """Return the steps from suggested to `state`."""
        need, offer = introduction.need, introduction.offer
        lead, company, provider = need.assigned_to, need.created_by, offer.created_by
        story = Story()
        if state == "dismissed":
            voice = self.voices.draw("note_dismiss")
            return story.then(
                lambda: moderation.dismiss(
                    introduction, actor=lead, reason=voice["reason"], scope="pair", note=voice["text"].strip()
                )
            )
        note = self.voices.draw("note_shortlist", group=self.groups[need.pk], language=need.language)["text"].strip()
        story.then(lambda: moderation.shortlist(introduction, actor=lead, note=note))
        if state == "shortlisted":
            return story
        if state == "obsolete":
            return story.then(
                lambda: moderation.make_obsolete(introduction, actor=lead, reason="provider_full"), after_days=2
            )
        story.then(lambda: moderation.ask_company(introduction, actor=lead), after_days=1)
        if state == "question_company":
            return self._question(story, introduction, company, answered=False)
        if state == "declined_company":
            return self._decline(story, keys.company_declines, introduction, company)
        if state == "lapsed":
            return story.then(lambda: keys.lapse(introduction), after_days=18)
        if state == "awaiting_company":
            return story
        if next(self.asks_first):
            self._question(story, introduction, company, answered=True)
        by_link = company.contact if next(self.answers_by_link) else None
        story.then(lambda: keys.company_agrees(introduction, actor=company, by_link=by_link), after_days=3)
        if state == "question_provider":
            return self._question(story, introduction, provider, answered=False)
        if state == "declined_provider":
            return self._decline(story, keys.provider_declines, introduction, provider)
        if state == "withdrawn":
            return story.then(lambda: keys.withdraw_consent(introduction, actor=company, side="company"), after_days=2)
        if state == "awaiting_provider":
            return story
        story.then(lambda: keys.provider_agrees(introduction, actor=provider), after_days=2)
        return self._after_contact(story, introduction, state)

    def _after_contact(self, story: Story, introduction: Introduction, state: str) -> Story:
        need = introduction.need
        lead, company = need.assigned_to, need.created_by
        if state == "introduced":
            return story
        if state == "no_success":
            voice = self.voices.draw("note_no_success")
            days = 35
            if voice["reason"] == NoSuccessReason.NO_REACTION:
                story.then(lambda: surveys.both_are_asked(introduction), after_days=14)
                story.then(lambda: surveys.both_stay_silent(introduction), after_days=15)
                days -= 29
            return story.then(
                lambda: outcomes.record_no_success(
                    introduction, actor=lead, reason=voice["reason"], note=voice["text"].strip()
                ),
                after_days=days,
            )
        story.then(
            lambda: outcomes.record_meeting(introduction, actor=company, met_on=timezone.localdate()),
            after_days=8,
        )
        if state in ("pilot", "success"):
            scope = self.voices.draw("note_meeting")["text"].strip()
            story.then(
                lambda: outcomes.start_pilot(
                    introduction, actor=lead, scope=scope, budget="5k_25k", both_confirmed=True
                ),
                after_days=14,
            )
        if state in ("follow_up", "success"):
            story.then(lambda: outcomes.start_follow_up(introduction, actor=lead), after_days=16)
        if state == "success":
            voice = self.voices.draw("note_outcome")
            story.then(
                lambda: outcomes.record_success(
                    introduction, actor=lead, outcome=voice["outcome"], note=voice["text"].strip()
                ),
                after_days=25,
            )
        return story

    def _question(self, story: Story, introduction: Introduction, asker, *, answered: bool) -> Story:
        voice = self.voices.draw("contact_question", language=introduction.need.language)
        story.then(lambda: keys.ask_question(introduction, actor=asker, text=voice["question"].strip()), after_days=1)
        if answered:
            lead = introduction.need.assigned_to
            story.then(
                lambda: moderation.answer_question(
                    introduction.questions.get(answered_at__isnull=True), actor=lead, text=voice["answer"].strip()
                ),
                after_days=1,
            )
        return story

    def _decline(self, story: Story, decline, introduction: Introduction, actor) -> Story:
        language = introduction.need.language if actor == introduction.need.created_by else introduction.offer.language
        voice = self.voices.draw("note_decline", language=language)
        return story.then(
            lambda: decline(introduction, actor=actor, reason=voice["reason"], note=voice["text"].strip()),
            after_days=4,
        )


def _suggest_by_hand(need: Need, offer: Offer) -> Introduction:
    """Let the lead have added the offer on the day the need was qualified."""
    with travel_to(need.qualified_at + timedelta(hours=2)):
        return moderation.suggest_pair(need, offer, actor=need.assigned_to)


def _with_everything(introductions):
    """Load at once what the steps of an introduction and the facts about it read."""
    return introductions.with_parties().prefetch_related(
        "need__topics",
        "need__teasers",
        "need__organisation__sectors",
        "offer__topics",
        "offer__teasers",
        "offer__organisation__sectors",
    )


def _now(need: Need) -> Need:
    """Return the need as it is at the moment of the step: its introductions have moved it meanwhile."""
    return Need.objects.select_related("organisation__region", "contact").get(pk=need.pk)
