"""The weights that count at the moment, and choosing others."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import LogEntry
from core.states import require
from matchmaking.engine import load_resources
from matchmaking.learning.models import LearnedWeights


def live_weights() -> tuple[str, dict[str, Any]]:
    """Return (version, weights) to rank with.

    They are the fixed ones where nothing was learnt yet, and where the release brought other fixed weights than
    those that were learnt upon: what was learnt was compared with those.
    """
    resources = load_resources()
    row = _live_row(resources.weights_version)
    return (row.version, row.weights) if row else (resources.weights_version, resources.weights)


class Chances:
    """From score to the chance (0 to 1) that a lead accepts a proposal, None as long as there are too few decisions.

    is_learnt   whether the weights in use were learnt; False for the fixed ones
    """

    def __init__(self, row: LearnedWeights | None):
        self.is_learnt = row is not None and not row.is_fixed
        self._curve = None
        if row is not None and row.calibration:
            from matchmaking.engine.learning import Calibration

            self._curve = Calibration(**row.calibration)

    def __call__(self, score: float) -> float | None:
        return None if self._curve is None else float(self._curve.probability(score))


def chances_under(version: str) -> Chances:
    """Return the Chances of scores that were computed with the weights `version`. A chance was measured for the
    live weights: scores of others have none, and nothing is explored with them."""
    row = _live_row(load_resources().weights_version)
    return Chances(row if row is not None and row.version == version else None)


def acceptance_chance(score: float) -> float | None:
    """Return the chance that a lead accepts a proposal of this score under the live weights."""
    return Chances(_live_row(load_resources().weights_version))(score)


def _live_row(based_on: str) -> LearnedWeights | None:
    return LearnedWeights.objects.filter(is_live=True, based_on=based_on).first()


def keep_fixed() -> LearnedWeights:
    """Return the row of this release's fixed weights, which is made where it is missing; live where nothing that
    belongs to this release is."""
    resources = load_resources()
    row, _created = LearnedWeights.objects.get_or_create(
        version=resources.weights_version,
        defaults={"based_on": resources.weights_version, "weights": resources.weights},
    )
    if _live_row(resources.weights_version) is None:
        put_live(row, actor=None)
        row.refresh_from_db()
    return row


@transaction.atomic
def put_live(row: LearnedWeights, *, actor) -> None:
    """Use this version from the next computation on. `actor` None: the nightly job; a person's choice stays until
    `let_learn`. Raises GuardFailed for a version of another release."""
    require(row.based_on == load_resources().weights_version, _("This version belongs to an earlier release."))
    # The lock keeps two choices from waiting for each other's unique index.
    list(LearnedWeights.objects.select_for_update().order_by("pk").values_list("pk"))
    LearnedWeights.objects.filter(is_live=True).exclude(pk=row.pk).update(is_live=False)
    LearnedWeights.objects.filter(pk=row.pk).update(is_live=True, live_since=timezone.now(), chosen_by=actor)
    LogEntry.objects.record(row, "use_weights", actor=actor)


@transaction.atomic
def let_learn(*, actor) -> None:
    """Let the nightly job replace what is live again once something better was learnt."""
    row = keep_fixed()
    row = LearnedWeights.objects.filter(is_live=True).first() or row
    LearnedWeights.objects.filter(pk=row.pk).update(chosen_by=None)
    LogEntry.objects.record(row, "let_learn", actor=actor)
