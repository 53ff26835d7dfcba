"""Reads for the pages of proposals, introductions and runs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Count, DateField, F, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from companies.models import OPEN_FOR_MATCHING, Need
from companies.selectors import BAR_HEIGHT, Stage
from matchmaking.documents import Load, loads_of, offers_for_matching
from matchmaking.enums import IntroductionState, Placing, RunState
from matchmaking.models import OPEN, Introduction, IntroductionQuestion, MatchingRun
from matchmaking.services.common import BEING_OFFERED, UNDER_WAY
from matchmaking.services.moderation import UNDO_WITHIN
from organisations.models import Organisation
from startups.models import Offer
from taxonomy.models import Topic

SHOWN_DISMISSED = 20  # older judgements stay in force, but not on the page
# Which deadline runs in which state of an introduction.
DUE_FIELDS = {
    IntroductionState.AWAITING_COMPANY: "answer_due_on",
    IntroductionState.AWAITING_PROVIDER: "answer_due_on",
    IntroductionState.INTRODUCED: "contact_check_due_on",
}


def for_reading(introductions: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """Add everything a page of one introduction reads, in a fixed number of queries."""
    questions = IntroductionQuestion.objects.select_related("contact", "answered_by__contact")
    return (
        introductions.with_parties()
        .select_related(
            "need__assigned_to__contact",
            "need__contact",
            "offer__contact",
            "shortlisted_by__contact",
            "consent_text",
            "company_consent__contact",
            "company_consent__text",
            "provider_consent__contact",
            "provider_consent__text",
        )
        .prefetch_related(
            "need__topics",
            "need__teasers",
            "offer__topics",
            "offer__teasers",
            "offer__organisation__provider_references",
            Prefetch("questions", queryset=questions),
        )
    )


@dataclass
class Proposals:
    """The introductions of one need as its lead sorts them: `open` wait for a decision, in the order of `placing`."""

    open: list[Introduction] = field(default_factory=list)
    full: list[Introduction] = field(default_factory=list)  # wait, too, yet the provider is fully booked
    chosen: list[Introduction] = field(default_factory=list)  # from the shortlist on
    snoozed: list[Introduction] = field(default_factory=list)
    dismissed: list[Introduction] = field(default_factory=list)
    ended: list[Introduction] = field(default_factory=list)  # after a side had been asked

    @property
    def shortlisted_count(self) -> int:
        return sum(introduction.state in BEING_OFFERED for introduction in self.chosen)

    def best(self, *, local_to: Need) -> Introduction | None:
        """Return the best open proposal from the region of the need, who is fully booked only where there is no
        other."""
        return next((i for i in self.open + self.full if is_local(i, local_to)), None)

    def best_from_elsewhere(self, *, than: Need) -> Introduction | None:
        return next((i for i in self.open + self.full if not is_local(i, than)), None)


def is_local(introduction: Introduction, need: Need) -> bool:
    return introduction.offer.organisation.region_id == need.region_id


def proposals_of(need: Need) -> Proposals:
    """Return the introductions of `need` in groups. Suggestions that went without anybody looking are left out."""
    unseen = Q(state=IntroductionState.OBSOLETE, company_asked_at=None)
    rows = (
        need.introductions.exclude(unseen)
        .select_related("offer__organisation__region", "offer__organisation__municipality", "run")
        .prefetch_related("offer__organisation__provider_references", "offer__topics")
    )
    groups, today = Proposals(), timezone.localdate()
    for row in rows:
        row.need = need
        _group(groups, row, today).append(row)
    groups.open.sort(key=lambda row: (row.shown_rank is None, row.shown_rank or 0))
    groups.dismissed.sort(key=lambda row: row.dismissed_at, reverse=True)
    del groups.dismissed[SHOWN_DISMISSED:]
    groups.chosen.sort(key=_place_among_chosen)
    return groups


def _place_among_chosen(row: Introduction) -> tuple:
    """The shortlist in its order, whoever of it is being asked; then who is in contact, by state."""
    stage = 0 if row.state in BEING_OFFERED else UNDER_WAY.index(row.state)
    return stage, row.position is None, row.position or 0, row.shortlisted_at, row.pk


def _group(groups: Proposals, row: Introduction, today) -> list[Introduction]:
    if row.state == IntroductionState.SUGGESTED:
        if row.snoozed_until and row.snoozed_until > today:
            return groups.snoozed
        return groups.full if row.placing == Placing.FULL else groups.open
    if row.state == IntroductionState.DISMISSED:
        return groups.dismissed
    return groups.chosen if row.state in UNDER_WAY else groups.ended


def can_still_undo(introduction: Introduction) -> bool:
    """Whether the dismissal is young enough to be taken back."""
    return timezone.now() - introduction.dismissed_at <= UNDO_WITHIN


def loads_by_offer(offers: Iterable[Offer]) -> dict[int, Load]:
    """Return offer id -> how busy its provider is this quarter."""
    owners = {offer.pk: offer.organisation_id for offer in offers}
    loads = loads_of(set(owners.values()))
    return {offer: loads[organisation] for offer, organisation in owners.items()}


def snoozed_proposals(user) -> QuerySet[Introduction]:
    """Return what `user` decides on and is set aside, what comes back first on top."""
    asleep = Introduction.objects.moderated_by(user).filter(
        state=IntroductionState.SUGGESTED,
        snoozed_until__gt=timezone.localdate(),
        need__state__in=OPEN_FOR_MATCHING,
    )
    related = asleep.select_related("need", "offer__organisation").defer("contributions", "reasons")
    return related.order_by("snoozed_until", F("score").desc(nulls_last=True), "pk")


def proposal_url(introduction: Introduction) -> str:
    """Return where the proposal is shown beside others."""
    anchor = f"?show={introduction.pk}#proposal-{introduction.pk}"
    return reverse("matchmaking:proposals", args=[introduction.need_id]) + anchor


def offers_to_add(need: Need) -> QuerySet[Offer]:
    """Return published offers that could still be put on the list of `need`, by name of the provider."""
    considered = need.introductions.filter(state__in=OPEN).values("offer")
    return (
        offers_for_matching()
        .exclude(pk__in=considered)
        .exclude(organisation=need.organisation_id)
        .order_by("organisation__sort_key", "pk")
    )


def latest_run(need: Need) -> MatchingRun | None:
    """Return the newest run that looked at `need`: its own, or one over all needs."""
    return MatchingRun.objects.filter(Q(need=need) | Q(need=None)).select_related("need", "offer").first()


def runs_visible_to(user) -> QuerySet[MatchingRun]:
    """Project leads see every run, region leads those of single needs they moderate."""
    runs = MatchingRun.objects.select_related("need", "offer", "requested_by__contact")
    if user.is_project_lead:
        return runs
    return runs.filter(need__region_id__in=user.led_region_ids)


def is_under_way(run: MatchingRun) -> bool:
    return run.state in (RunState.QUEUED, RunState.RUNNING)


def introductions_for_list(user) -> QuerySet[Introduction]:
    """Return what `user` may see as a lead, the most urgent first, each with `due_on`."""
    return (
        Introduction.objects.visible_to(user)
        .with_parties()
        .defer("contributions", "reasons")
        .annotate(due_on=_due_on())
        .order_by(F("due_on").asc(nulls_last=True), "-state_changed_at", "-pk")
    )


def _due_on() -> Case:
    cases = [When(state=state, then=F(field)) for state, field in DUE_FIELDS.items()]
    return Case(*cases, default=None, output_field=DateField())


def introduction_pipeline(user) -> list[Stage]:
    """Count the introductions under way that `user` may see by state, and the overdue among them."""
    rows = (
        Introduction.objects.visible_to(user)
        .filter(state__in=UNDER_WAY)
        .annotate(due_on=_due_on())
        .order_by()
        .values("state")
        .annotate(number=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=timezone.localdate())))
    )
    counted = {row["state"]: (row["number"], row["overdue"]) for row in rows}
    columns = [(state.value, state.label, *counted.get(state, (0, 0))) for state in UNDER_WAY]
    highest = max(number for _state, _label, number, _overdue in columns) or 1
    return [Stage(*column, height=round(BAR_HEIGHT * column[2] / highest)) for column in columns]


def requests_of(user, organisation: Organisation) -> QuerySet[Introduction]:
    """Return what `organisation`, for which `user` acts, was asked on either side: what waits for its answer
    first, then what is open, then what has ended. Each carries `waits`."""
    asked = Introduction.objects
    as_company = Q(pk__in=asked.of_company(user).values("pk"), need__organisation=organisation)
    as_provider = Q(pk__in=asked.of_provider(user).values("pk"), offer__organisation=organisation)
    waits = Q(state=IntroductionState.AWAITING_COMPANY, need__organisation=organisation) | Q(
        state=IntroductionState.AWAITING_PROVIDER, offer__organisation=organisation
    )
    place = Case(
        When(waits, then=Value(0)),
        When(state__in=OPEN, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        Introduction.objects.filter(as_company | as_provider)
        .with_parties()
        .defer("contributions", "reasons")
        .prefetch_related("need__topics", "offer__topics")
        .annotate(place=place)
        .order_by("place", F("answer_due_on").asc(nulls_last=True), F("position").asc(nulls_last=True), "-pk")
    )


def siblings_waiting_for_company(introduction: Introduction) -> QuerySet[Introduction]:
    """Return the other proposals for the same need that wait for the company's answer."""
    return (
        Introduction.objects.filter(need=introduction.need_id, state=IntroductionState.AWAITING_COMPANY)
        .exclude(pk=introduction.pk)
        .order_by(F("position").asc(nulls_last=True), "company_asked_at", "pk")
    )


def topics_for_choice() -> QuerySet[Topic]:
    return Topic.objects.active().order_by("label_de")
