"""Who may see and change whom a company does not want to be introduced to."""

from accounts.bias import is_biased
from organisations.permissions import can_view_organisation, is_member, looks_after


def can_view_exclusion(user, exclusion) -> bool:
    """The rule of `Exclusion.objects.visible_to`, for one row: never the organisation that is named in it."""
    return can_view_organisation(user, exclusion.company)


def can_change_exclusions(user, organisation) -> bool:
    """The company's own people, and the leads who look after it, unless they are biased."""
    return is_member(user, organisation.pk) or (looks_after(user, organisation) and not is_biased(user, organisation))
