"""The nightly job: learn from decisions, compare, go live if not worse."""

import time
from dataclasses import asdict
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from matchmaking.bench.collection import read_gold
from matchmaking.engine import load_resources, rank
from matchmaking.engine.learning import DEEP, Graded, apply, calibrate, compare, fit, is_frozen, weights_digest
from matchmaking.learning.collect import Collected, collect
from matchmaking.learning.live import keep_fixed, live_weights, put_live
from matchmaking.learning.models import LearnedWeights

log = structlog.get_logger(__name__)

GOLD = settings.BASE_DIR / "tests" / "gold"
NEWS = 10  # so many more decisions than last time make a new version worth while


def learn() -> dict[str, Any]:
    """Make a version of what leads have decided since the last one, and put it live unless it is worse than what is
    live or a person chose that. Measures the chances of the live version again. Returns counts for the lease."""
    started = time.monotonic()
    keep_fixed()
    found = collect()
    made = _make_version(found)
    went_live = bool(made and made.verdict["not_worse"] and _may_replace())
    if went_live:
        put_live(made, actor=None)
    _calibrate_live(found)
    result = {"decisions": len(found.decisions), "version": made.version if made else "", "went_live": went_live}
    log.info("weights_learned", seconds=round(time.monotonic() - started, 1), **result)
    return result


def _may_replace() -> bool:
    return LearnedWeights.objects.filter(is_live=True, chosen_by__isnull=True).exists()


def _make_version(found: Collected) -> LearnedWeights | None:
    resources = load_resources()
    last = LearnedWeights.objects.filter(based_on=resources.weights_version).order_by("-decisions").first()
    if len(found.decisions) < (last.decisions if last else 0) + NEWS:
        return None
    training = [each for each in found.decisions if not is_frozen(each.need_id)]
    model = fit(training, resources.weights, propensity=found.propensity)
    weights = apply(resources.weights, model.multipliers)
    version = weights_digest(weights)
    if weights == resources.weights or LearnedWeights.objects.filter(version=version).exists():
        return None
    verdict = compare(
        live_weights()[1], weights, found.decisions, _gold(), trust=model.trust, propensity=found.propensity
    )
    with transaction.atomic():
        return LearnedWeights.objects.create(
            version=version,
            based_on=resources.weights_version,
            weights=weights,
            multipliers=model.multipliers,
            decisions=len(found.decisions),
            verdict={**asdict(verdict), "objections": list(verdict.objections), "not_worse": verdict.not_worse},
        )


def _gold() -> Graded | None:
    """Return the gold set ranked with the fixed weights, None where this installation does not have it."""
    if not (GOLD / "qrels.tsv").is_file():
        return None
    gold, resources = read_gold(GOLD), load_resources()
    return Graded.of(rank(gold.needs, gold.offers, resources=resources, **DEEP), gold.grades, resources.weights)


def _calibrate_live(found: Collected) -> None:
    version, weights = live_weights()
    curve = calibrate(found.decisions, weights, propensity=found.propensity)
    LearnedWeights.objects.filter(version=version).update(calibration=asdict(curve) if curve else {})
