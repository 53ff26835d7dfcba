"""Turning what the engine found into suggested introductions: many needs at a time, in few statements.

What is written for a block of needs is one transaction. It locks the needs first, in the order of their keys,
then the suggestions that nobody else is handling at this moment: a person's click is never waited for, and what a
person has taken up is left alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from companies.models import Need
from companies.services import need_attributes
from core.models import CaseEvent, LogEntry
from matchmaking import bulk
from matchmaking.analyses import Read
from matchmaking.documents import input_hash, loads_of
from matchmaking.enums import DismissScope, IntroductionState, ObsoleteReason, Origin
from matchmaking.facts import pair_attributes
from matchmaking.models import Exclusion, Introduction, MatchingOutcome, MatchingRun
from matchmaking.pools import Candidate, Found, Pool
from startups.models import Offer
from startups.services import offer_attributes

PROPOSALS_PER_NEED = 12
KEPT_PER_NEED = 36  # a proposal made earlier stays on the list as long as it is among the best so many
EXPLAINED_AT_ONCE = 1_000  # needs; in a larger run reasons would take most of the time, they follow by `explaining`
_TRIES = 3  # of a block that met a lead adding the same pair, or another worker
SUGGESTED, OBSOLETE = IntroductionState.SUGGESTED, IntroductionState.OBSOLETE
# What tells that a stored suggestion is no longer what the engine says, and what makes its reasons old, too.
_COMPARED = ("score", "rank", "contributions", "engine_version", "input_hash")
_REASONED = ("contributions", "engine_version", "input_hash")


@dataclass
class Tally:
    """What was done for one need, or for many."""

    created_count: int = 0
    updated_count: int = 0
    kept_away_count: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in vars(self)))

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass
class _Decision:
    """What is to be done for one need: pairs with their fingerprints, and rows that go."""

    new: list[tuple[Candidate, str]] = field(default_factory=list)
    refresh: dict[int, tuple[Candidate, str, bool]] = field(default_factory=dict)  # introduction -> (.., new reasons)
    retire: list[tuple[int, str]] = field(default_factory=list)
    kept_away: int = 0
    further: list[list] = field(default_factory=list)  # [offer, score] of what fits and is not proposed


class ProposalWriter:
    """Writes the proposals of one run. `pool` is the one its needs were compared with, `also` the offers per need
    that are proposed although they stand too far down."""

    def __init__(self, run: MatchingRun, pool: Pool, also: Mapping[int, set[int]] | None = None):
        self.run, self.pool, self._also = run, pool, also or {}
        self._explains = run.total <= EXPLAINED_AT_ONCE
        self._provider = dict(Offer.objects.filter(pk__in=list(pool.analysis)).values_list("pk", "organisation_id"))
        loads = loads_of(set(self._provider.values()))
        self._full = {offer for offer, provider in self._provider.items() if not loads[provider].places}
        self._attributes: dict[int, dict] = {}
        self._engine_version = pool.row.weights.engine_version

    def write(self, block: list[tuple[Read, Found]]) -> Tally:
        """Create, refresh and retire the suggestions of these needs; return how many were created, updated, and
        kept away because of a person's decision."""
        if self._explains:
            self._prepare_reasons(block)
        for attempt in range(_TRIES):
            try:
                return self._write(block)
            except (IntegrityError, OperationalError):
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError

    def _prepare_reasons(self, block) -> None:
        """Work out why pairs fit before anything is locked; this is what takes time."""
        needs = Need.objects.open_for_matching().in_bulk([int(each.document.id) for each, _found in block])
        judged = Judgements(needs.values())
        for each, found in block:
            if need := needs.get(int(each.document.id)):
                decision = self._decide(need, each, found, judged)
                for candidate, *_rest in decision.new:
                    candidate.reasons  # noqa: B018 - kept by the candidate
                for candidate, _hash, anew in decision.refresh.values():
                    _reasons = candidate.reasons if anew else None

    @transaction.atomic
    def _write(self, block) -> Tally:
        needs = _lock_needs(int(each.document.id) for each, _found in block)
        judged = Judgements(needs.values())
        decisions = {}
        for each, found in block:
            pk = int(each.document.id)
            if pk in needs:  # else it left matching while the run was under way
                decisions[pk] = (each, found, self._decide(needs[pk], each, found, judged))
        created = self._create(needs, decisions)
        changed = self._refresh(decisions)
        self._retire(decisions)
        tallies = {
            pk: Tally(created.get(pk, 0), changed.get(pk, 0), decision.kept_away)
            for pk, (_each, _found, decision) in decisions.items()
        }
        self._record(
            tallies, {pk: (found.hints, decision.further) for pk, (_each, found, decision) in decisions.items()}
        )
        return sum(tallies.values(), Tally())

    def _decide(self, need: Need, read: Read, found: Found, judged: "Judgements") -> _Decision:
        decision, fitting = _Decision(), set()
        for candidate in found.candidates:
            offer = candidate.offer_id
            if self._provider.get(offer) in (None, need.organisation_id):
                continue
            # Who is fully booked takes nobody's place on the list.
            place = len(fitting if offer in self._full else fitting - self._full)
            fitting.add(offer)
            pair_hash = input_hash(read.fingerprint, self.pool.fingerprints[offer])
            existing = judged.open.get((need.pk, offer))
            if existing is not None:
                anew = self._is_outdated(existing, candidate, pair_hash)
                if anew is not None:
                    decision.refresh[existing.pk] = (candidate, pair_hash, anew)
            elif judged.keeps_away(need, offer, self._provider[offer], pair_hash):
                decision.kept_away += 1
            elif place < PROPOSALS_PER_NEED or offer in self._also.get(need.pk, ()):
                if self.run.offer_id in (None, offer):
                    decision.new.append((candidate, pair_hash))
            else:
                decision.further.append([offer, candidate.score])
        for existing in judged.suggested_by_engine(need):
            if existing.offer_id in self.pool.analysis and existing.offer_id not in fitting:
                decision.retire.append((existing.pk, ObsoleteReason.NEED_CHANGED))
        return decision

    def _is_outdated(self, existing: Introduction, candidate: Candidate, pair_hash: str) -> bool | None:
        """Return None where the suggestion says what the engine says or a person has taken it up, else whether
        its reasons are old, too."""
        if existing.state != SUGGESTED:
            return None
        now = {
            "score": candidate.score,
            "rank": candidate.rank,
            "contributions": candidate.contributions,
            "engine_version": self._engine_version,
            "input_hash": pair_hash,
        }
        if all(getattr(existing, name) == now[name] for name in _COMPARED):
            return None
        return any(getattr(existing, name) != now[name] for name in _REASONED)

    def _engine_columns(self, read: Read, candidate: Candidate, pair_hash: str) -> dict:
        return {
            "run_id": self.run.pk,
            "score": candidate.score,
            "rank": candidate.rank,
            "contributions": candidate.contributions,
            "engine_version": self._engine_version,
            "input_hash": pair_hash,
            "need_analysis_id": read.analysis_id,
            "offer_analysis_id": self.pool.analysis[candidate.offer_id],
            "statistics_id": self.pool.row.statistics_id,
            "weights_id": self.pool.row.weights_id,
        }

    def _create(self, needs: dict[int, Need], decisions) -> dict[int, int]:
        wanted = {candidate.offer_id for _read, _found, each in decisions.values() for candidate, _hash in each.new}
        attributes = self._attributes_of(wanted)
        rows = [
            {
                "need_id": pk,
                "offer_id": candidate.offer_id,
                "reasons": candidate.reasons if self._explains else None,
                **self._engine_columns(read, candidate, pair_hash),
            }
            for pk, (read, _found, decision) in decisions.items()
            for candidate, pair_hash in decision.new
            if candidate.offer_id in attributes  # else it has just left matching
        ]
        keys = bulk.insert(Introduction, rows)
        _log(keys, "suggest", details={"run": self.run.pk})
        seekers = {pk: need_attributes(needs[pk]) for pk in {row["need_id"] for row in rows}}
        now = timezone.now().isoformat()
        bulk.insert(
            CaseEvent,
            [
                {
                    "kind": "proposal_made",
                    "occurred_at": now,
                    "organisation_id": needs[row["need_id"]].organisation_id,
                    "need_id": row["need_id"],
                    "offer_id": row["offer_id"],
                    "introduction_id": key,
                    "attributes": pair_attributes(seekers[row["need_id"]], attributes[row["offer_id"]]),
                }
                for key, row in zip(keys, rows, strict=True)
            ],
        )
        return Counter(row["need_id"] for row in rows)

    def _attributes_of(self, offers: set[int]) -> dict[int, dict]:
        """Return the codes of those offers that are still published."""
        published = set(Offer.objects.published().filter(pk__in=offers).values_list("pk", flat=True))
        missing = published - self._attributes.keys()
        rows = Offer.objects.filter(pk__in=missing).select_related("organisation__municipality", "organisation__region")
        for offer in rows.prefetch_related("topics", "organisation__sectors"):
            self._attributes[offer.pk] = offer_attributes(offer)
        return {offer: self._attributes[offer] for offer in published}

    def _refresh(self, decisions) -> dict[int, int]:
        news = {
            introduction: (pk, read, *news)
            for pk, (read, _found, decision) in decisions.items()
            for introduction, news in decision.refresh.items()
        }
        free = _lock_suggestions(news)
        for with_reasons in (True, False):
            rows = []
            for introduction in free:
                _pk, read, candidate, pair_hash, anew = news[introduction]
                if anew == with_reasons:
                    row = {"id": introduction, **self._engine_columns(read, candidate, pair_hash)}
                    rows.append(row | {"reasons": candidate.reasons if self._explains else None} if anew else row)
            bulk.update(Introduction, rows, state=SUGGESTED)
        return Counter(news[introduction][0] for introduction in free)

    def _retire(self, decisions) -> None:
        """End suggestions that no longer reach the evidence floor. Nobody had been asked, so nobody is told."""
        reasons = dict(pair for _read, _found, decision in decisions.values() for pair in decision.retire)
        free, now = _lock_suggestions(reasons), timezone.now()
        for reason in sorted(set(reasons.values())):
            going = [pk for pk in free if reasons[pk] == reason]
            Introduction.objects.filter(pk__in=going, state=SUGGESTED).update(
                state=OBSOLETE, state_changed_at=now, obsolete_reason=reason
            )
            _log(going, "make_obsolete", from_state=SUGGESTED, to_state=OBSOLETE, reason=reason)

    def _record(self, tallies: dict[int, Tally], said: dict[int, tuple[list[dict], list[list]]]) -> None:
        """Write what came of each need, unless there is nothing new to say."""
        stored = MatchingOutcome.objects.filter(need__in=tallies).values_list("need_id", "hints", "further")
        known = {pk: (hints, further) for pk, hints, further in stored}
        rows = [
            MatchingOutcome(need_id=pk, run=self.run, hints=said[pk][0], further=said[pk][1], **vars(tally))
            for pk, tally in tallies.items()
            if tally or known.get(pk) != said[pk]
        ]
        if rows:
            MatchingOutcome.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["need"],
                update_fields=["run", "hints", "further", *vars(Tally())],
            )


_kept: tuple[tuple, ProposalWriter] | None = None


def writer_for(run: MatchingRun, pool: Pool) -> ProposalWriter:
    """Return this process's writer of the run: what it knows of offers and their providers is read once, not for
    every shard. How busy providers are may be as old as the run."""
    global _kept
    key = (run.pk, run.attempts, pool.row.pk)
    if _kept is None or _kept[0] != key:
        _kept = (key, ProposalWriter(run, pool))
    return _kept[1]


def _lock_needs(pks: Iterable[int]) -> dict[int, Need]:
    rows = (
        Need.objects.open_for_matching()
        .filter(pk__in=list(pks))
        .select_related("organisation__municipality", "organisation__region", "municipality", "region")
        .prefetch_related("topics", "organisation__sectors")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    return {need.pk: need for need in rows}


def _lock_suggestions(pks: Iterable[int]) -> list[int]:
    """Lock the suggestions and return their keys; what somebody is just handling is left out."""
    pks = list(pks)
    if not pks:
        return []
    rows = Introduction.objects.filter(pk__in=pks, state=SUGGESTED).order_by("pk")
    return list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))


def _log(introductions: list[int], verb: str, *, details=None, to_state=SUGGESTED, **fields) -> None:
    common = {
        "verb": verb,
        "subject_type": Introduction._meta.label_lower,
        "to_state": to_state,
        "details": details or {},
        **fields,
    }
    bulk.insert(LogEntry, [{"subject_id": pk, **common} for pk in introductions])


class Judgements:
    """What people and earlier runs have decided about the pairs of some needs, read in one query.

    open    (need, offer) -> the introduction that is being considered
    """

    def __init__(self, needs: Iterable[Need]):
        needs = list(needs)
        ours, companies = {need.pk for need in needs}, {need.organisation_id for need in needs}
        widest = Q(need__organisation__in=companies, dismiss_scope=DismissScope.PROVIDER)
        rows = (
            Introduction.objects.filter(Q(need__in=ours) | widest)
            .exclude(state=OBSOLETE)
            .annotate(seeker=F("need__organisation"), provider=F("offer__organisation"))
            .only("need_id", "offer_id", "state", "origin", "dismiss_scope", *_COMPARED)
        )
        self.open: dict[tuple[int, int], Introduction] = {}
        self._of_need: dict[int, list[Introduction]] = {}
        self._final: dict[tuple[int, int], set[str]] = {}
        self._kept_away: set[tuple[str, int, int]] = set()  # (scope, need or its organisation, provider)
        unwanted = Exclusion.objects.filter(company__in=companies).order_by()
        self._unwanted = set(unwanted.values_list("company_id", "excluded_id"))
        for row in rows:
            if row.state == IntroductionState.DISMISSED and row.dismiss_scope != DismissScope.PAIR:
                whom = row.seeker if row.dismiss_scope == DismissScope.PROVIDER else row.need_id
                self._kept_away.add((row.dismiss_scope, whom, row.provider))
            if row.need_id not in ours:
                continue
            if row.state in row.workflow.terminal:
                self._final.setdefault((row.need_id, row.offer_id), set()).add(row.input_hash)
            else:
                self.open[row.need_id, row.offer_id] = row
                self._of_need.setdefault(row.need_id, []).append(row)

    def suggested_by_engine(self, need: Need) -> list[Introduction]:
        """Return the suggestions of the engine that nobody has taken up."""
        rows = self._of_need.get(need.pk, ())
        return [row for row in rows if row.state == SUGGESTED and row.origin == Origin.ENGINE]

    def keeps_away(self, need: Need, offer: int, provider: int, pair_hash: str) -> bool:
        """Whether a person's decision still stands: nothing relevant changed since, or it covers the provider."""
        if (need.organisation_id, provider) in self._unwanted:
            return True
        if (DismissScope.PROVIDER, need.organisation_id, provider) in self._kept_away:
            return True
        if (DismissScope.NEED, need.pk, provider) in self._kept_away:
            return True
        decided_on = self._final.get((need.pk, offer), set())
        return pair_hash in decided_on or "" in decided_on
