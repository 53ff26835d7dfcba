"""Quality of every system on graded collections, and how well "nothing fits" is recognised."""

from contextlib import closing, nullcontext

import numpy as np

from .bootstrap import paired_difference
from .measures import ndcg, recall, reciprocal_rank
from .registry import OURS, make_system

MEASURES = {"ndcg@10": ndcg, "recall@20": recall, "mrr": reciprocal_rank}
_TOP = 20


def measure_quality(collections, names, *, resamples=10_000, seed=11, database=None, say=print):
    """Return one report per collection or split: {"name", "needs", "offers", "systems", "differences"}.

    systems       name -> {measure: mean over the needs that some offer fits}
    differences   our system -> {peer: (mean, low, high)} of nDCG@10, paired bootstrap, 95 %
    """
    found = {collection.name: {} for collection in collections}
    for name in names:
        for collection in collections:
            say(f"quality on {collection.name}: {name}")
            system = make_system(name, database)
            with closing(system) if hasattr(system, "close") else nullcontext():
                found[collection.name][name] = rank_all(system, collection)
    return [
        _report(part, needs, collection, found[collection.name], resamples, seed)
        for collection in collections
        for part, needs in collection.parts().items()
    ]


def rank_all(system, collection):
    """Return {need id: offer ids, best first}; ties go by id, so that no file order helps anybody."""
    ids = [offer.id for offer in collection.offers]
    system.analyse(collection.needs, collection.offers)
    system.build()
    ranked = {}
    score = system.score_together if hasattr(system, "score_together") else system.score
    for start, offers, scores in score(_TOP):
        for row, (places, points) in enumerate(zip(offers.tolist(), scores.tolist(), strict=True)):
            pairs = sorted((-point, ids[place]) for place, point in zip(places, points, strict=True) if place >= 0)
            ranked[collection.needs[start + row].id] = [offer for _point, offer in pairs]
    return ranked


def _report(part, needs, collection, found, resamples, seed):
    values = {
        name: {
            measure: [compute(ranked.get(need, []), collection.grades[need]) for need in needs]
            for measure, compute in MEASURES.items()
        }
        for name, ranked in found.items()
    }
    differences = {
        ours: {
            peer: paired_difference(values[ours]["ndcg@10"], values[peer]["ndcg@10"], resamples, seed)
            for peer in values
            if peer not in OURS
        }
        for ours in values
        if ours in OURS
    }
    means = {name: {measure: float(np.mean(each)) for measure, each in found.items()} for name, found in values.items()}
    return {
        "name": part,
        "needs": len(needs),
        "offers": len(collection.offers),
        "systems": means,
        "differences": differences,
    }


def measure_nothing_fits(gold, strange, names, *, say=print):
    """Return {our system: {"recognised": {set: (needs left unanswered, all)}, "false_alarms": {split: ...}}}.

    strange   {name of a set: Documents that no offer of the gold set can help}
    The pool is that of the gold set; needs come to it one at a time, as in the portal.
    """
    report = {}
    for name in names:
        if name not in OURS:
            continue
        say(f"nothing fits: {name}")
        system = make_system(name, text_only=False)
        system.analyse(gold.needs, gold.offers)
        system.build()
        splits = {}
        for need in gold.needs:
            splits.setdefault(gold.splits.get(need.id, gold.name), []).append(need)
        report[name] = {
            "recognised": {key: _unanswered(system, needs) for key, needs in strange.items()},
            "false_alarms": {key: _unanswered(system, needs) for key, needs in sorted(splits.items())},
        }
    return report


def _unanswered(system, needs):
    return sum(bool((system.new_need(need, 1)[0] < 0).all()) for need in needs), len(needs)
