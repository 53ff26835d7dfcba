"""Figures that the start page shows to everybody."""

from dataclasses import dataclass

from django.db.models import Count

from companies.models import Need
from core.templatetags.portal import SMALLEST_SHOWN_COUNT
from matchmaking.models import Introduction
from organisations.enums import Kind, Verification
from organisations.models import Organisation
from regions.maps import SchematicMap
from regions.selectors import network_map
from startups.models import Offer

TAKING_PART = [Kind.COMPANY, Kind.STARTUP, Kind.IT_PROVIDER, Kind.UNIVERSITY]


@dataclass(frozen=True)
class PublicFigures:
    """Counts of everything up to now; whoever shows them hides the small ones."""

    needs: int
    offers: int
    introductions: int
    organisations: dict[str, int]  # municipality key (AGS) -> organisations that take part

    def network_map(self) -> SchematicMap | None:
        """Return the map of organisations by place, None before the reference data is loaded. Small counts are
        drawn as none: even the size of a circle would tell one firm from two."""
        shown = {ags: count for ags, count in self.organisations.items() if count >= SMALLEST_SHOWN_COUNT}
        return network_map(shown)


def public_figures() -> PublicFigures:
    """Count registered needs, published offers, introductions made, and verified organisations by place."""
    taking_part = Organisation.objects.current().filter(kind__in=TAKING_PART, verification=Verification.VERIFIED)
    by_place = taking_part.exclude(municipality=None).order_by().values_list("municipality__ags")
    return PublicFigures(
        needs=Need.objects.filter(submitted_at__isnull=False).count(),
        offers=Offer.objects.published().filter(organisation__verification=Verification.VERIFIED).count(),
        introductions=Introduction.objects.filter(introduced_at__isnull=False).count(),
        organisations=dict(by_place.annotate(Count("pk"))),
    )
