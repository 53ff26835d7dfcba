"""What a need said when, and what has changed in between, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext_lazy as _

from companies.enums import Source
from companies.models import Need, NeedContent, NeedVersion
from taxonomy.models import Topic

SAME, INSERTED, REMOVED = "same", "inserted", "removed"
COMPARED = {
    "title": _("Title"),
    "description": _("Problem"),
    "goal": _("Goal"),
    "systems": _("Programs and machines"),
    "constraints": _("To be observed"),
}
MOST_PAIRS = 4_000_000  # of words; beyond that lines are compared, which takes a fraction of the time
_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text and whether it is the same in both versions, only in the newer, or only in the older one."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field that differs: its pieces, or for topics the labels that came and went."""

    label: Any
    pieces: list[Piece]


def keep_version(need: Need, *, actor, by_company: bool) -> NeedVersion | None:
    """Store what the need says now as its next version; None where it says the same as the last one. Within the
    transaction that holds the need."""
    content = {name: getattr(need, name) for name in COMPARED}
    content["topics"] = sorted(need.topics.values_list("slug", flat=True))
    last = need.versions.order_by("-number").first()
    if last and all(getattr(last, name) == value for name, value in content.items()):
        return None
    number = last.number + 1 if last else 1
    return NeedVersion.objects.create(need=need, number=number, written_by=actor, by_company=by_company, **content)


def keep_first_version(need_pk: int) -> None:
    """Before a change: store what was handed in where that happened before versions were kept."""
    need = Need.objects.filter(pk=need_pk, submitted_at__isnull=False, versions=None).first()
    if need:
        keep_version(need, actor=need.created_by, by_company=need.source == Source.PORTAL)


def changes(older: NeedContent, newer: NeedContent) -> list[Change]:
    """Return the fields in which both versions differ, each with its pieces in reading order."""
    texts = [(label, getattr(older, name), getattr(newer, name)) for name, label in COMPARED.items()]
    found = [Change(label, compare_words(before, after)) for label, before, after in texts if before != after]
    if older.topics != newer.topics:
        found.append(Change(_("Topics"), _compare_topics(older.topics, newer.topics)))
    return found


def compare_words(before: str, after: str) -> list[Piece]:
    """Return how `before` became `after`. The pieces that are not inserted make up `before`, those that are not
    removed make up `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return list(_pieces(matcher, old, new))


def _pieces(matcher: SequenceMatcher, old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            yield Piece(SAME, "".join(old[i1:i2]))
            continue
        if i2 > i1:
            yield Piece(REMOVED, "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece(INSERTED, "".join(new[j1:j2]))


def _compare_topics(before: list[str], after: list[str]) -> list[Piece]:
    labels = {topic.slug: str(topic) for topic in Topic.objects.filter(slug__in={*before, *after})}
    kinds = [(slug, _kind_of(slug, before, after)) for slug in sorted({*before, *after}, key=labels.get)]
    return [Piece(kind, f"{labels.get(slug, slug)} ") for slug, kind in kinds]


def _kind_of(slug: str, before: list[str], after: list[str]) -> str:
    if slug in before and slug in after:
        return SAME
    return INSERTED if slug in after else REMOVED
