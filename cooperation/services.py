"""The verb of this room: work out ahead what all readers see."""

from django.utils import timezone

from cooperation import agreements, local
from cooperation.facts import first_month
from cooperation.periods import before
from cooperation.places import Nearby
from cooperation.reading import begin_anew, has_ended
from regions.models import CooperationAgreement


def prepare() -> None:
    """Work out anew what leads and what all readers see of every agreement and of the meter, and keep it. All readers
    see nothing before a month is over."""
    try:
        _prepare()
    finally:
        has_ended()


def _prepare() -> None:
    nearby = Nearby.read()
    agreed = [
        (each, agreements.directions(each, nearby))
        for each in CooperationAgreement.objects.select_related("partner_region").order_by("pk")
    ]
    begin_anew()
    for agreement, both in agreed:
        agreements.counted_up_to_now(agreement, both)
    local.counted_up_to_now(nearby)
    first, last = first_month(), before(timezone.localdate().replace(day=1))
    if first is None or first > last:
        return
    for agreement, both in agreed:
        agreements.what_all_see(agreement, both, first, last, anew=True)
    local.what_all_see(nearby, first, last, anew=True)
