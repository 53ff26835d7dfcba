"""Which regions count as near, and which regions an agreement links."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from regions.enums import RegionKind
from regions.models import CooperationAgreement, Region

HUB = "soest"  # the county of the hub, as in Municipality.of_hub


class Nearness(TextChoices):
    """Where a provider sits, seen from the hub."""

    COUNTY = "county", _("Kreis Soest")
    AREA = "area", _("other counties of Südwestfalen")
    PARTNER = "partner", _("partner regions")
    ELSEWHERE = "elsewhere", _("elsewhere")


LOCAL = frozenset({Nearness.COUNTY, Nearness.AREA})


@dataclass(frozen=True)
class Nearby:
    """The regions by nearness, read once per page."""

    of_slug: dict[str, Nearness]

    @classmethod
    def read(cls) -> "Nearby":
        regions = list(Region.objects.select_related("parent"))
        area = next((region.parent_id or region.pk for region in regions if region.slug == HUB), None)
        found = {}
        for region in regions:
            if region.slug == HUB:
                found[region.slug] = Nearness.COUNTY
            elif area and area in (region.pk, region.parent_id):
                found[region.slug] = Nearness.AREA
            elif region.kind == RegionKind.PARTNER:
                found[region.slug] = Nearness.PARTNER
            else:
                found[region.slug] = Nearness.ELSEWHERE
        return cls(found)

    def __call__(self, slug: str) -> Nearness:
        """Return the nearness of a region; one that nobody knows any more is elsewhere."""
        return self.of_slug.get(slug, Nearness.ELSEWHERE)

    def is_local(self, slug: str) -> bool:
        return self(slug) in LOCAL

    def slugs(self, nearness: Iterable[Nearness]) -> set[str]:
        wanted = set(nearness)
        return {slug for slug, near in self.of_slug.items() if near in wanted}


@dataclass(frozen=True)
class Party:
    """One side of an agreement: its name, its regions."""

    name: str
    slugs: frozenset[str]


def parties(agreement: CooperationAgreement, nearby: Nearby) -> tuple[Party, Party]:
    """Return the hub's side and the partner's. Where the hub itself is a party, its side is the county; under an
    agreement that others signed for the area, all counties of Südwestfalen."""
    if agreement.hub_is_party:
        own = Party(str(Nearness.COUNTY.label), frozenset(nearby.slugs({Nearness.COUNTY})))
    else:
        own = Party(str(_("Südwestfalen")), frozenset(nearby.slugs(LOCAL)))
    return own, Party(agreement.partner_region.name, frozenset({agreement.partner_region.slug}))
