"""The verb of this room: work out ahead what all readers see."""

from django.utils import timezone

from cooperation import agreements, local
from cooperation.facts import first_month
from cooperation.periods import before
from cooperation.places import Nearby
from regions.models import CooperationAgreement


def prepare() -> None:
    """Work out anew what all readers see of every agreement and of the meter, and keep it. Nothing is counted before
    a month is over."""
    first, last = first_month(), before(timezone.localdate().replace(day=1))
    if first is None or first > last:
        return
    nearby = Nearby.read()
    for agreement in CooperationAgreement.objects.select_related("partner_region").order_by("pk"):
        agreements.what_all_see(agreement, agreements.directions(agreement, nearby), first, last, anew=True)
    local.what_all_see(nearby, first, last, anew=True)
