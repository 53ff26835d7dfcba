"""The facets of the landscape with their words, and the index over all entries, kept ready in the cache.

The index is built from the database once per change and shared by all processes; each keeps the last one it has read.
The stamp names the state of the data: whoever changes something replaces it, at once and again when the transaction
commits, so that nobody keeps an index that was read in between. Without a cache every page builds its own.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from core import stamps
from landscape.index import Index, build
from landscape.models import Entry
from organisations.enums import Kind
from regions.enums import RegionKind
from regions.models import Municipality, Region
from taxonomy.enums import SectorLevel
from taxonomy.models import Sector, Topic

STAMP = "landscape:stamp"
KEPT_SECONDS = 24 * 60 * 60
SEVERAL_REFERENCES = 3
LANGUAGES = ("de", "en")

Words = dict[str, str]  # value -> what people read


@dataclass(frozen=True)
class Catalogue:
    """The index, and per language the values of each facet in the order in which they are offered."""

    index: Index
    words: dict[str, dict[str, Words]]  # language -> facet -> value -> words
    towns: frozenset[str]  # the values of "place" that are municipalities of the hub
    partners: dict[str, str]  # key of a partner town (AGS) -> its region

    def words_of(self, facet: str) -> Words:
        """Return the values of `facet` in the active language."""
        language = "en" if (translation.get_language() or "").startswith("en") else "de"
        return self.words[language][facet]


_last: dict[str, Catalogue] = {}  # of this process: the stamp of one catalogue, and that


def touch() -> None:
    """Say that what the landscape shows has changed."""
    _renew()
    transaction.on_commit(_renew)
    stamps.touch("landscape")


def _renew() -> None:
    with suppress(RedisError):
        cache.set(STAMP, uuid4().hex, KEPT_SECONDS)


def stamp() -> str:
    """Return what names the present state of the landscape; it changes with every change and every day. Empty where
    the cache cannot be reached: nothing may be kept then."""
    try:
        named = cache.get_or_set(STAMP, lambda: uuid4().hex, KEPT_SECONDS)
        return f"{named}:{timezone.localdate()}:{settings.STARTED}"  # another release may have other words
    except RedisError:
        return ""


def catalogue() -> Catalogue:
    """Return the index over what is listed now."""
    current = stamp()
    if current and current in _last:
        return _last[current]
    found = _from_cache(current) or _build(current)
    if current:
        _last.clear()
        _last[current] = found
    return found


def _from_cache(current: str) -> Catalogue | None:
    with suppress(RedisError):
        return cache.get(f"landscape:catalogue:{current}") if current else None
    return None


def _build(current: str) -> Catalogue:
    towns = list(Municipality.objects.of_hub())
    made = Catalogue(
        index=build(_rows(timezone.localdate(), {town.ags for town in towns})),
        words=_words(towns),
        towns=frozenset(town.ags for town in towns),
        partners=dict(Municipality.objects.of_partners().values_list("ags", "region__slug")),
    )
    with suppress(RedisError):
        if current:
            cache.set(f"landscape:catalogue:{current}", made, KEPT_SECONDS)
    return made


def _rows(today: date, towns: set[str]) -> Iterator[tuple[int, Mapping[str, list[str]]]]:
    rows = (
        Entry.objects.listed()
        .order_by("organisation__sort_key", "pk")
        .values_list(
            "pk",
            "organisation__region__slug",
            "organisation__municipality__ags",
            "organisation__kind",
            "topics",
            "sectors",
            "languages",
            "reference_count",
            "takes_requests",
            "booked_until",
        )
    )
    for pk, region, ags, kind, topics, sectors, languages, references, takes_requests, booked_until in rows.iterator():
        is_open = takes_requests and (booked_until is None or booked_until < today)
        yield (
            pk,
            {
                "place": [region, ags] if ags in towns else [region],
                "topic": topics,
                "kind": [kind],
                "sector": sectors,
                "language": languages,
                "references": ["any", "several"][: 1 + (references >= SEVERAL_REFERENCES)] if references else [],
                "open": ["yes"] if is_open else [],
            },
        )


def _words(towns: list[Municipality]) -> dict[str, dict[str, Words]]:
    regions = list(Region.objects.exclude(kind=RegionKind.AREA))
    topics = list(Topic.objects.order_by("group__position", "position"))
    sectors = list(Sector.objects.select_related("parent").order_by("scheme", "code"))
    words = {}
    for language in LANGUAGES:
        with translation.override(language):
            words[language] = {
                "place": {each.slug: str(each) for each in regions} | {each.ags: each.name for each in towns},
                "topic": _labels((each.slug, each) for each in topics),
                "kind": {value: str(label) for value, label in Kind.choices},
                "sector": _labels((each.full_code, each) for each in sorted(sectors, key=_as_listed)),
                "language": {"de": _("German"), "en": _("English")},
                "references": {"any": _("at least one reference"), "several": _("three references or more")},
                "open": {"yes": _("takes requests")},
            }
    return words


def _labels(pairs: Iterator[tuple[str, Any]]) -> Words:
    return {value: str(row) for value, row in pairs}


def _as_listed(sector: Sector) -> tuple[str, bool, str]:
    """Sections in the order of their letters, each followed by its divisions."""
    section = sector.parent.code if sector.parent else sector.code
    return section, sector.level != SectorLevel.SECTION, sector.code
