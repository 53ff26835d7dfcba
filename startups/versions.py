"""The live version of an offer beside the one that waits for review."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from core.text import euros
from startups.models import Offer, OfferRevision
from taxonomy.models import Sector, Topic

TEXT_FIELDS = ("title", "description", "title_en", "description_en")
COMPARED = (*TEXT_FIELDS, "topics", "sectors", "language", "price_from_eur", "minimum_eur")


@dataclass(frozen=True)
class Part:
    """A piece of one version; changed pieces are missing in the other version or different there."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Change:
    """One changed field: its label, and what either version says. `is_list`: the parts are entries of a list."""

    label: Any
    live: list[Part]
    waiting: list[Part]
    is_list: bool = False


def compare(offer: Offer, revision: OfferRevision) -> list[Change]:
    """Return what `revision` would change, in the order of the form; reads topics and sectors of the offer."""
    changes = []
    for name in COMPARED:
        if name not in revision.content:
            continue
        label, value = offer._meta.get_field(name).verbose_name, revision.content[name]
        if name in TEXT_FIELDS:
            changes.append(Change(label, *mark_words(getattr(offer, name), value)))
        elif name == "topics":
            changes.append(_compare_rows(label, offer.topics.all(), Topic.objects.filter(pk__in=value)))
        elif name == "sectors":
            after = Sector.objects.filter(pk__in=value).select_related("parent")
            changes.append(_compare_rows(label, offer.sectors.all(), after))
        else:
            live, waiting = _in_words(offer, name, getattr(offer, name)), _in_words(offer, name, value)
            changes.append(Change(label, [Part(live, True)], [Part(waiting, True)]))
    return changes


def mark_words(live: str, waiting: str) -> tuple[list[Part], list[Part]]:
    """Return both texts in pieces, changed words marked on either side."""
    old, new = re.findall(r"\S+\s*|\s+", live), re.findall(r"\S+\s*|\s+", waiting)
    sides: tuple[list[Part], list[Part]] = ([], [])
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        for parts, words in zip(sides, (old[i1:i2], new[j1:j2]), strict=True):
            if words:
                parts.append(Part("".join(words), kind != "equal"))
    return sides


def _compare_rows(label: Any, live: Iterable, waiting: Iterable) -> Change:
    live, waiting = list(live), list(waiting)
    return Change(
        label,
        [Part(str(row), row not in waiting) for row in live],
        [Part(str(row), row not in live) for row in waiting],
        is_list=True,
    )


def _in_words(offer: Offer, name: str, value: Any) -> str:
    if value is None:
        return _("not said")
    if name == "language":
        return str(dict(offer._meta.get_field(name).flatchoices)[value])
    return euros(value)
