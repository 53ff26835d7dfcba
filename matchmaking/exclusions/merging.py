"""What a merge of two organisations does with the lists of unwanted partners."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.merging import How, merge_rule, obstacle
from matchmaking.exclusions.models import Exclusion


def register_rules() -> None:
    """The list of the one joins that of the other; who stood on a list stands there by the surviving name."""
    merge_rule(
        "matchmaking.Exclusion.company",
        How.MOVE_UNLESS_TWIN,
        gettext_lazy("Unwanted partners"),
        twin=("excluded",),
        url_name="matchmaking:exclusions",
    )
    merge_rule(
        "matchmaking.Exclusion.excluded",
        How.MOVE_UNLESS_TWIN,
        gettext_lazy("On lists of unwanted partners"),
        twin=("company",),
    )
    obstacle("organisations.Organisation")(_excluded_each_other)


def _excluded_each_other(winner, loser) -> list[str]:
    """One and the same organisation would stand on its own list."""
    between = Q(company=winner, excluded=loser) | Q(company=loser, excluded=winner)
    if not Exclusion.objects.filter(between).exists():
        return []
    return [_("One of the two stands on the other's list of unwanted partners. Remove the entry first.")]
