"""What the board says about a company so that it points to none: region, trade and size, as long as enough verified
organisations share them."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet

from companies.models import Need
from organisations.enums import Verification
from organisations.models import Organisation
from regions.models import Region
from taxonomy.models import Sector


@dataclass(frozen=True)
class Profile:
    """What may be shown; None or "" is left out. `sector` is a section, never a division."""

    region: Region | None = None
    sector: Sector | None = None
    size_class: str = ""


def shown_profile(need: Need) -> Profile:
    """Return what may be said about the company of `need`.

    Where fewer than `SMALLEST_SHOWN_COUNT` verified organisations share region, trade and size, the size is left out;
    then the trade; then even the region.
    """
    here = Organisation.objects.current().filter(verification=Verification.VERIFIED, region=need.region)
    if not _enough(here):
        return Profile()
    sector = max(_sections(need.organisation), key=lambda each: (_in_trade(here, each).count(), -each.pk), default=None)
    alike = _in_trade(here, sector) if sector else here
    if not _enough(alike):
        return Profile(need.region)
    size = need.organisation.size_class
    return Profile(need.region, sector, size if size and _enough(alike.filter(size_class=size)) else "")


def _enough(organisations: QuerySet[Organisation]) -> bool:
    return organisations.count() >= settings.SMALLEST_SHOWN_COUNT


def _sections(organisation: Organisation) -> list[Sector]:
    """Return the sections an organisation works in; of several, the most common one tells least."""
    return list({each.parent or each for each in organisation.sectors.select_related("parent")})


def _in_trade(organisations: QuerySet[Organisation], section: Sector) -> QuerySet[Organisation]:
    """`pk__in` instead of a join: an organisation with two divisions of the section is still one."""
    in_trade = Organisation.objects.filter(Q(sectors=section) | Q(sectors__parent=section))
    return organisations.filter(pk__in=in_trade.values("pk"))
