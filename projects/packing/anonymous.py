"""How a pack speaks of cases: month, sector, size, place and topics, in words, and nothing that names a firm."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from events.facts import HUB
from organisations.enums import SizeClass
from projects.counting import Counted
from regions.models import Municipality, Region
from taxonomy.models import Sector, Topic

FEWEST = 3  # firms in a place before it is named
UNKNOWN = "unknown"


class Words:
    """Turns the codes of facts into words of the active language; reads the reference data once."""

    def __init__(self) -> None:
        self._towns = dict(Municipality.objects.values_list("ags", "name"))
        self._regions = dict(Region.objects.values_list("slug", "name"))
        self._topics = {topic.slug: topic.label for topic in Topic.objects.all()}
        self._sections = {
            sector.code: _section(sector.parent or sector) for sector in Sector.objects.select_related("parent")
        }

    def town(self, ags: str) -> str:
        return self._towns.get(ags) or _("unknown")

    def region(self, slug: str) -> str:
        return self._regions.get(slug) or _("unknown")

    def topics(self, says: dict[str, Any]) -> str:
        return _listed(self._topics.get(slug) or _("unknown") for slug in says.get("topics") or [UNKNOWN])

    def sectors(self, says: dict[str, Any]) -> str:
        return _listed(self._sections.get(code) or _("unknown") for code in says.get("sectors") or [UNKNOWN])

    def size(self, says: dict[str, Any]) -> str:
        size = says.get("size_class")
        return str(SizeClass(size).label) if size in SizeClass.values else _("unknown")

    def outcome(self, kind: str) -> str:
        return {
            "": _("still open"),
            "pilot_started": _("pilot project"),
            "success": _("success"),
            "no_success": _("no success"),
            "lapsed": _("lapsed"),
            "consent_withdrawn": _("consent withdrawn"),
        }[kind]

    def places(self, rows: Iterable[Counted]) -> dict[str, str]:
        """Return the name of each town that enough firms of `rows` are in. The others are told by their region: in a
        small town, sector and size would point at one firm."""
        firms: dict[str, set[int | None]] = {}
        for row in rows:
            firms.setdefault(row.attributes.get("ags", ""), set()).add(row.organisation_id)
        return {ags: self._towns[ags] for ags, pks in firms.items() if ags in self._towns and len(pks) >= FEWEST}


def _section(sector: Sector) -> str:
    return f"{sector.code} {sector.short_de or sector.title_de}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(set(words)))


def case_row(row: Counted, words: Words, places: dict[str, str]) -> list[str]:
    """Return month, sectors, size, place and topics of `row`."""
    says = row.attributes
    place = places.get(says.get("ags", "")) or words.region(says.get("region", HUB))
    return [f"{row.day:%Y-%m}", words.sectors(says), words.size(says), place, words.topics(says)]
