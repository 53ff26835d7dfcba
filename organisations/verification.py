"""The rule that others rely on: nothing of an organisation leaves the house before the hub has checked it.

Rooms above hang it on their state changes (`core.states.guard`) and on the querysets that matching reads.
"""

from django.utils.translation import gettext as _

from core.states import require
from organisations.models import Organisation


def unverified_problem(organisation: Organisation) -> str:
    """Return what stands in the way of showing something of `organisation` to others; "" where nothing does."""
    return "" if organisation.is_verified else _("The hub has to check your organisation first.")


def require_verified(organisation: Organisation) -> None:
    """Raise GuardFailed unless `organisation` is verified at this moment, whatever the caller has loaded."""
    current = Organisation.objects.only("verification").get(pk=organisation.pk)
    require(current.is_verified, unverified_problem(current))
