"""Sharing out the places of the providers among the needs, and the order in which leads see proposals.

A score says how well a pair fits, whoever else wants the same provider. Here all needs stand together: every night
an exact allocation (`engine.allocation`) decides which suggestions are proposed, so that no provider is proposed more
often than it can take contacts, and nobody takes more than what helps most. What loses only because the places are
gone stays on the list as fully booked. Scores do not change by it.

Everything is worked out from the stored suggestions and written in one transaction, only where it is new: done again
it changes nothing, interrupted it leaves what was.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

import numpy as np
from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone
from scipy import sparse

from companies.models import Need
from core.batches import batched
from matchmaking import bulk
from matchmaking.documents import Load, loads_of
from matchmaking.engine.allocation import allocate
from matchmaking.engine.learning import choose_explored
from matchmaking.enums import IntroductionState, Placing
from matchmaking.learning.live import Chances, chances_under
from matchmaking.models import SHOWN_AT_ONCE, Introduction, MatchingOutcome, MatchingRun, Weights
from matchmaking.services.common import BEING_OFFERED, MAX_SHORTLISTED
from startups.models import Offer

NEEDS_PER_OFFER = 5  # on whose lists an offer is, where it fits so many
NEWCOMER_DAYS = 90  # after its first offer was published, a provider nobody has shortlisted yet is shown to somebody
EXPLORED = 1  # of the places that are shown at once goes by lot to a candidate from below, once something was learnt
# Where chances are known they are flat over a range of scores: the score decides between equal chances.
_TIE = 1e-4
_WRITTEN_AT_ONCE = 5_000  # rows


@dataclass(frozen=True)
class Place:
    """The columns of a suggestion that are written here."""

    placing: str = ""
    slot: int | None = None
    places: int | None = None
    booked_until: date | None = None
    place_price: float | None = None
    is_newcomer: bool = False
    acceptance: float | None = None
    shown_rank: int | None = None
    propensity: float | None = None


COLUMNS = tuple(Place.__dataclass_fields__)


@dataclass
class Row:
    """A suggestion with a score that waits for a lead."""

    pk: int
    need: int
    offer: int
    provider: int
    score: float
    is_snoozed: bool
    before: Place
    now: Place


def needs_of_rare_offers() -> dict[int, set[int]]:
    """Return need -> offers that are to be suggested to it although they stand too far down.

    Candidates come from both sides: an offer that is on few lists is put on those of the needs it answers best.
    """
    open_needs = Need.objects.open_for_matching().values("pk")
    suggested = Introduction.objects.filter(state=IntroductionState.SUGGESTED, need__in=open_needs)
    listed = dict(suggested.order_by().values_list("offer_id").annotate(count=Count("pk")))
    found: dict[int, list[tuple[float, int]]] = {}
    outcomes = MatchingOutcome.objects.filter(need__in=open_needs).order_by("need")
    for need, further in outcomes.values_list("need_id", "further").iterator():
        for offer, score in further:
            if listed.get(offer, 0) < NEEDS_PER_OFFER:
                found.setdefault(offer, []).append((-score, need))
    wanted: dict[int, set[int]] = {}
    for offer, needs in found.items():
        for _score, need in sorted(needs)[: NEEDS_PER_OFFER - listed.get(offer, 0)]:
            wanted.setdefault(need, set()).add(offer)
    return wanted


def share_out(weights: Weights) -> None:
    """Decide for all needs together which suggestions are proposed, and order every list."""
    rows = _read()
    loads = loads_of({row.provider for row in rows})
    chances = chances_under(weights.content["version"])
    _allocate(rows, loads, chances)
    _order(rows, chances)
    _write(rows)


def add_by_load(run: MatchingRun) -> None:
    """Give the new suggestions of a run of one need or offer a place by how busy providers are at present.

    What other needs were given stays as it is until the night.
    """
    needs = [run.need_id]
    if run.offer_id:
        touched = Introduction.objects.filter(offer=run.offer_id, state=IntroductionState.SUGGESTED)
        needs = list(touched.values_list("need", flat=True))
    rows = _read(needs)
    loads = loads_of({row.provider for row in rows})
    held = _held(needs)
    for need, group in groupby(rows, key=attrgetter("need")):
        _place_one_by_one(list(group), held.get(need, 0), loads)
    _order(rows, chances_under(run.weights.content["version"]))
    _write(rows)


def _read(needs: Iterable[int] | None = None) -> list[Row]:
    """Return the suggestions of all open needs, or some, by need, best first."""
    today = timezone.localdate()
    found = Introduction.objects.filter(
        state=IntroductionState.SUGGESTED,
        score__isnull=False,
        need__in=Need.objects.open_for_matching().values("pk"),
    )
    if needs is not None:
        found = found.filter(need__in=needs)
    columns = ("pk", "need_id", "offer_id", "offer__organisation_id", "score", "snoozed_until")
    rows = []
    for values in found.order_by("need_id", "-score", "pk").values_list(*columns, *COLUMNS):
        *keys, snoozed_until = values[: len(columns)]
        before = Place(*values[len(columns) :])
        rows.append(Row(*keys, snoozed_until is not None and snoozed_until > today, before, before))
    return rows


def _held(needs: Iterable[int] | None = None) -> dict[int, int]:
    """Return need -> how many of its proposals a lead has taken up and nobody has answered finally."""
    found = Introduction.objects.filter(state__in=BEING_OFFERED)
    if needs is not None:
        found = found.filter(need__in=needs)
    return dict(found.order_by().values_list("need_id").annotate(count=Count("pk")))


def _allocate(rows: list[Row], loads: dict[int, Load], chances: Chances) -> None:
    """Fill in what every suggestion got.

    A need is given a provider once, with its best offer: two contacts with the same provider help nobody.
    """
    today = timezone.localdate()
    awake = [row for row in rows if not row.is_snoozed]
    best: dict[tuple[int, int], Row] = {}
    for row in awake:
        best.setdefault((row.need, row.provider), row)
    for row in rows:
        row.now = Place()
    if not best:
        return
    needs, providers = (sorted({key[side] for key in best}) for side in (0, 1))
    need_at, provider_at = ({key: at for at, key in enumerate(keys)} for keys in (needs, providers))
    held, new = _held(), _newcomers(providers, today)
    at = np.array([(need_at[need], provider_at[provider]) for need, provider in best])
    worth = [_worth(row, chances) for row in best.values()]
    allocation = allocate(
        sparse.csr_array((worth, (at[:, 0], at[:, 1])), shape=(len(needs), len(providers))),
        [loads[provider].places for provider in providers],
        slots=MAX_SHORTLISTED,
        newcomers=[provider_at[provider] for provider in new],
        taken=[min(MAX_SHORTLISTED, held.get(need, 0)) for need in needs],
    )
    chosen = zip(*(part.tolist() for part in (allocation.needs, allocation.offers, allocation.slots)), strict=True)
    slots = {(needs[need], providers[provider]): slot for need, provider, slot in chosen}
    given = Counter(provider for _need, provider in slots)
    filled = _filled(slots, best)
    for row in awake:
        load, pair = loads[row.provider], (row.need, row.provider)
        is_newcomer = row.provider in new
        if pair in slots and best[pair] is row:
            row.now = Place(Placing.PROPOSED, slots[pair], is_newcomer=is_newcomer)
        elif pair in slots or given[row.provider] < load.places or (load.places and _has_better(row, filled, held)):
            row.now = Place(Placing.FURTHER, is_newcomer=is_newcomer)
        else:
            # From the worth of a certain acceptance to points.
            price = round(100 * float(allocation.prices[provider_at[row.provider]]), 4)
            row.now = Place(
                Placing.FULL,
                places=load.places,
                booked_until=load.booked_until(today),
                place_price=price,
                is_newcomer=is_newcomer,
            )


def _filled(slots: dict[tuple[int, int], int], best: dict[tuple[int, int], Row]) -> dict[int, float]:
    """Return the needs whose last slot is taken, each with its lowest score that is proposed."""
    lowest: dict[int, float] = {}
    for pair in slots:
        lowest[pair[0]] = min(lowest.get(pair[0], 100.0), best[pair].score)
    full = {need for (need, _provider), slot in slots.items() if slot == MAX_SHORTLISTED}
    return {need: score for need, score in lowest.items() if need in full}


def _has_better(row: Row, filled: dict[int, float], held: dict[int, int]) -> bool:
    """Whether the need has as many better proposals as it can take: not for want of places it lost."""
    return held.get(row.need, 0) >= MAX_SHORTLISTED or row.score <= filled.get(row.need, -1.0)


def _worth(row: Row, chances: Chances) -> float:
    chance = chances(row.score)
    return max(row.score, 1e-6) / 100 if chance is None else chance + _TIE * row.score / 100


def _newcomers(providers: Sequence[int], today: date) -> set[int]:
    """Return the providers that have come lately and that no lead has taken into a shortlist yet."""
    seen = Introduction.objects.filter(offer__organisation__in=providers, shortlisted_at__isnull=False)
    first = Offer.objects.filter(organisation__in=providers).order_by().values_list("organisation_id")
    lately = first.annotate(first=Min("published_at", filter=Q(published_at__isnull=False))).filter(
        first__date__gt=today - timedelta(days=NEWCOMER_DAYS)
    )
    known = set(seen.values_list("offer__organisation_id", flat=True))
    return {provider for provider, _first in lately if provider not in known}


def _place_one_by_one(rows: list[Row], held: int, loads: dict[int, Load]) -> None:
    """Place the rows of one need, best first, that were not placed yet or whose provider is busier, or less busy,
    than when they were."""
    today = timezone.localdate()
    standing = [row for row in rows if row.before.placing == Placing.PROPOSED and loads[row.provider].places]
    slots = [slot for slot in range(1, MAX_SHORTLISTED + 1) if slot > held]
    slots = [slot for slot in slots if slot not in {row.before.slot for row in standing}]
    proposed = {row.provider for row in standing}
    for row in rows:
        load, was = loads[row.provider], row.before.placing
        if row.is_snoozed:
            row.now = Place()
        elif not load.places:
            row.now = Place(Placing.FULL, places=0, booked_until=load.booked_until(today))
        elif was in (Placing.PROPOSED, Placing.FURTHER) or (was == Placing.FULL and row.before.places):
            continue  # the night's word
        elif slots and row.provider not in proposed:
            row.now = Place(Placing.PROPOSED, slots.pop(0))
            proposed.add(row.provider)
        else:
            row.now = Place(Placing.FURTHER)


def _order(rows: list[Row], chances: Chances) -> None:
    """Put the list of every need in order: what is proposed, further candidates, who is fully booked.

    Once something was learnt, one place that is shown at once goes to a candidate from below, drawn by lot: else
    nobody would ever find out what the engine undervalues. The chance of it is kept, for learning to set it off.
    """
    salt = f"{timezone.localdate():%Y-%m}"
    last = list(Placing.values)
    for _need, group in groupby(rows, key=attrgetter("need")):
        awake = [row for row in group if not row.is_snoozed]
        listed = sorted(awake, key=lambda row: (last.index(row.now.placing), -row.score, row.pk))
        propensity: dict[int, float] = {}
        if chances.is_learnt:
            listed, propensity = _explore(listed, salt)
        for rank, row in enumerate(listed, 1):
            chance = chances(row.score)
            row.now = replace(
                row.now,
                acceptance=None if chance is None else round(chance, 4),
                shown_rank=rank,
                propensity=propensity.get(row.pk),
            )


def _explore(listed: list[Row], salt: str) -> tuple[list[Row], dict[int, float]]:
    """Return the list with the drawn candidates in the last places that are shown at once, and for everybody in the
    lot the chance to stand where they stand."""
    lot = [row for row in listed[SHOWN_AT_ONCE:] if row.now.placing == Placing.FURTHER]
    if len(lot) <= EXPLORED:
        return listed, {}
    drawn = set(choose_explored(str(lot[0].need), [str(row.offer) for row in lot], EXPLORED, salt=salt))
    risen = [row for row in lot if str(row.offer) in drawn]
    others = [row for row in listed if row not in risen]
    head = SHOWN_AT_ONCE - EXPLORED
    chance = EXPLORED / len(lot)
    propensity = {row.pk: chance if row in risen else 1.0 - chance for row in lot}
    return [*others[:head], *risen, *others[head:]], propensity


@transaction.atomic
def _write(rows: list[Row]) -> None:
    """Write what has changed; what somebody is handling at this moment is left out."""
    news = {row.pk: row.now for row in rows if row.now != row.before}
    for pks in batched(sorted(news), _WRITTEN_AT_ONCE):
        free = Introduction.objects.filter(pk__in=pks, state=IntroductionState.SUGGESTED).order_by("pk")
        bulk.update(
            Introduction,
            [
                {"id": pk, **vars(news[pk]), "booked_until": _iso(news[pk].booked_until)}
                for pk in free.select_for_update(skip_locked=True).values_list("pk", flat=True)
            ],
            state=IntroductionState.SUGGESTED,
        )


def _iso(day: date | None) -> str | None:
    return day and day.isoformat()
