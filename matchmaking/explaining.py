"""Working out why pairs fit, for suggestions that were written without it.

A run over very many needs writes scores only: reasons take longer than all the rest, and a lead reads few of them.
They follow in the background, for what a page shows at once first, or on the page that needs them.
"""

import time
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from matchmaking.documents import (
    fingerprint,
    need_document,
    needs_as_documents,
    offer_document,
    offers_as_documents,
)
from matchmaking.enums import IntroductionState, Placing
from matchmaking.models import SHOWN_AT_ONCE, Analysis, Introduction

_NEEDS_AT_ONCE = 20


def waiting() -> QuerySet[Introduction]:
    """Return the suggestions that have no reasons yet and that a page shows at once."""
    return Introduction.objects.filter(
        reasons__isnull=True,
        state=IntroductionState.SUGGESTED,
        placing=Placing.PROPOSED,
        shown_rank__lte=SHOWN_AT_ONCE,
    )


def explain_waiting(*, seconds: float) -> int:
    """Work out reasons for `seconds`, need by need; return how many suggestions got theirs. Doing it twice at once
    wastes time and nothing else."""
    until, explained, last = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until:
        after = waiting().filter(need__gt=last)
        needs = after.order_by("need").values_list("need", flat=True).distinct()[:_NEEDS_AT_ONCE]
        if not (block := list(needs)):
            break
        explained += complete(waiting().filter(need__in=block))
        last = block[-1]  # what cannot be explained is not tried again and again
    return explained


def complete(introductions: Iterable[Introduction]) -> int:
    """Give these introductions their reasons, where they have none yet, and store them; return how many got some.

    What was scored with other texts, or by another release, keeps `reasons` None: the next run writes it anew.
    """
    groups = defaultdict(list)
    for each in introductions:
        if each.reasons is None:
            groups[each.weights_id, each.statistics_id].append(each)
    return sum(_complete(rows) for rows in groups.values())


def _complete(rows: list[Introduction]) -> int:
    # Pages import this module; hardly any of them will ever need the ranking and its compiler.
    from matchmaking import pools
    from matchmaking.analyses import restore
    from matchmaking.engine.matcher import explain
    from matchmaking.replay import statistics_of

    try:
        resources = pools.resources_of(rows[0].weights)
    except pools.OtherRelease:
        return 0
    statistics = statistics_of(rows[0].statistics_id)
    analyses = Analysis.objects.in_bulk({pk for row in rows for pk in (row.need_analysis_id, row.offer_analysis_id)})
    needs = {need.pk: need_document(need) for need in needs_as_documents({row.need_id for row in rows})}
    offers = {offer.pk: offer_document(offer) for offer in offers_as_documents({row.offer_id for row in rows})}
    same = [
        row
        for row in rows
        if fingerprint(needs[row.need_id]) == analyses[row.need_analysis_id].fingerprint
        and fingerprint(offers[row.offer_id]) == analyses[row.offer_analysis_id].fingerprint
    ]
    pairs = [(needs[row.need_id], offers[row.offer_id], row.contributions) for row in same]
    features = {str(row.offer_id): restore(analyses[row.offer_analysis_id])[1] for row in same}
    for row, reasons in zip(same, explain(pairs, features, statistics, resources), strict=True):
        row.reasons = [pools.as_row(reason) for reason in reasons]
        # Only where nobody has scored the pair anew meanwhile.
        Introduction.objects.filter(
            pk=row.pk, reasons__isnull=True, input_hash=row.input_hash, engine_version=row.engine_version
        ).update(reasons=row.reasons)
    return len(same)
