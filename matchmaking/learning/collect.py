"""Leads' decisions on computed proposals, as the engine learns from them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.models import LogEntry
from matchmaking.engine import load_resources
from matchmaking.engine.learning import Decision, observe_propensity
from matchmaking.engine.resources import ANALYSIS, SCORING
from matchmaking.enums import DeclineReason, DismissReason, DismissScope, IntroductionState, NoSuccessReason, Origin
from matchmaking.learning.models import LearnedWeights
from matchmaking.lexicon.live import live_overlay
from matchmaking.models import Introduction, Weights
from matchmaking.workflow import REACHED_INTRODUCTION

# The pair was not dismissed because of its fit: they know each other, somebody is busy, there is a conflict.
SAYS_NOTHING = {DismissReason.CONFLICT, DismissReason.KNOWN, DismissReason.PROVIDER_CAPACITY}
# A lead took it, and one of the two sides found that it does not fit.
DID_NOT_FIT = {
    *(DeclineReason.WRONG_FIT, DeclineReason.PRICE_RANGE, DeclineReason.PREFER_LOCAL),
    *(NoSuccessReason.TECHNICAL_FIT, NoSuccessReason.PILOT_FAILED),
}
HALF_RIGHT = 0.5
WEIGHT_INTRODUCED, WEIGHT_SUCCESS = 1.5, 2.0


@dataclass(frozen=True)
class Collected:
    """Decisions, and how often a lead looks at a rank."""

    decisions: list[Decision]
    propensity: Callable


def collect() -> Collected:
    """Return what leads have decided on pairs that the engine proposed, with the rank and points they saw.

    Left out: pairs chosen by hand, dismissals that say nothing about fit or that cover more than the pair (those
    were not looked at one by one), and pairs whose weights are no longer known.
    """
    rows = list(
        Introduction.objects.filter(origin=Origin.ENGINE, score__isnull=False, rank__gte=1)
        .exclude(contributions={})
        .order_by("pk")
    )
    dismissed_by = _dismissed_by([row.pk for row in rows if row.state == IntroductionState.DISMISSED])
    known = _known_weights({row.engine_version for row in rows})
    decisions, shown, decided = [], Counter(), Counter()
    for row in rows:
        # Where a lead saw it; what was decided on before lists were kept stood at the engine's own rank.
        rank = row.shown_rank or row.rank
        shown[rank] += 1
        judged = _judge(row, dismissed_by)
        decided[rank] += judged is not None
        weights = _weights_of(row, known)
        if judged is None or weights is None:
            continue
        label, weight, person = judged
        decisions.append(
            Decision(
                row.contributions,
                weights,
                rank,
                label,
                str(row.need_id),
                str(person),
                weight,
                propensity=row.propensity or 1.0,
            )
        )
    ranks = range(1, max(shown, default=0) + 1)
    return Collected(decisions, observe_propensity([shown[r] for r in ranks], [decided[r] for r in ranks]))


def _judge(row: Introduction, dismissed_by: dict[int, int]) -> tuple[float, float, int] | None:
    """Return (label, weight, who decided); None where nobody decided on the fit of the pair."""
    if row.state == IntroductionState.DISMISSED:
        if row.dismiss_reason in SAYS_NOTHING or row.dismiss_scope != DismissScope.PAIR:
            return None
        return (0.0, 1.0, dismissed_by[row.pk]) if row.pk in dismissed_by else None
    if row.shortlisted_at is None or row.shortlisted_by_id is None:
        return None
    label = HALF_RIGHT if {row.decline_reason, row.no_success_reason} & DID_NOT_FIT else 1.0
    weight = 1.0
    if row.state == IntroductionState.SUCCESS:
        weight = WEIGHT_SUCCESS
    elif row.state in REACHED_INTRODUCTION.split():
        weight = WEIGHT_INTRODUCED
    return label, weight, row.shortlisted_by_id


def _dismissed_by(ids: list[int]) -> dict[int, int]:
    entries = LogEntry.objects.filter(
        subject_type=Introduction._meta.label_lower, subject_id__in=ids, verb="dismiss", actor__isnull=False
    )
    return dict(entries.order_by("at", "pk").values_list("subject_id", "actor_id"))


def _known_weights(engine_versions: set[str]) -> dict[str, dict]:
    """Return engine version -> weights: for all weights under the present lexicon, and for what runs of the same
    code have kept. An edit of the lexicon changes what a text says, not how its points come about."""
    resources = load_resources(overlay=live_overlay())
    versions = dict(LearnedWeights.objects.values_list("version", "weights"))
    versions[resources.weights_version] = resources.weights
    known = {replace(resources, weights_version=name).engine_version: weights for name, weights in versions.items()}
    missing = [name for name in engine_versions - known.keys() if name.startswith(f"{SCORING}.{ANALYSIS}-")]
    kept = Weights.objects.filter(engine_version__in=missing).values_list("engine_version", "content")
    return known | {name: content["weights"] for name, content in kept}


def _weights_of(row: Introduction, known: dict[str, dict]) -> dict | None:
    return known.get(row.engine_version)
