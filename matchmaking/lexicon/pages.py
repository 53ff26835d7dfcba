"""The lexicon prepared for readers: concepts beside the files, edits beside each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import LogEntry
from matchmaking.engine.lexicon import Concept, format_lexicon
from matchmaking.engine.overlay import Change, change_concept
from matchmaking.engine.resources import load_resources
from matchmaking.lexicon.concepts import CHANGED, OFF, OWN, Lexicon
from matchmaking.lexicon.models import LexiconEdit, LexiconPreview, LexiconVersion
from matchmaking.models import Introduction, MatchingRun

STANDING_WORDS = {
    OWN: _("own concept"),
    CHANGED: _("changed"),
    OFF: _("switched off"),
}
_TERMS_IN_LIST = 4


@dataclass(frozen=True)
class Line:
    """A concept in the list."""

    concept: Concept
    standing: Any
    is_pending: bool
    is_contained: bool

    @property
    def german(self) -> str:
        return _shortened(self.concept.german)

    @property
    def english(self) -> str:
        return _shortened(self.concept.english)


def _shortened(terms: Sequence[str]) -> str:
    more = ", …" if len(terms) > _TERMS_IN_LIST else ""
    return ", ".join(terms[:_TERMS_IN_LIST]) + more


def lines(lexicon: Lexicon, concepts: Iterable[Concept]) -> list[Line]:
    return [
        Line(
            concept,
            STANDING_WORDS.get(lexicon.standing(concept.id), ""),
            concept.id in lexicon.pending,
            concept.id in lexicon.contained,
        )
        for concept in concepts
    ]


def keys_of(lexicon: Lexicon, standing: str) -> Iterable[str]:
    """Return the ids of the concepts that a choice of the list shows; "" stands for all."""
    if standing == "draft":
        return [key for key in lexicon.pending if key in lexicon.everything]
    if standing == "contained":
        return [key for key in lexicon.contained if key in lexicon.everything]
    if standing:
        return [key for key in lexicon.everything if lexicon.standing(key) == standing]
    return lexicon.everything


@dataclass(frozen=True)
class Difference:
    """What is different between two states of a concept; empty lists and None where nothing is."""

    german_added: Sequence[str]
    german_removed: Sequence[str]
    english_added: Sequence[str]
    english_removed: Sequence[str]
    broader: tuple[Sequence[str], Sequence[str]] | None = None
    switched: str = ""  # "on", "off" or "new"

    @property
    def is_empty(self) -> bool:
        return not any((*self.rows, self.broader, self.switched))

    @property
    def rows(self) -> list[tuple[Any, str, Sequence[str], Sequence[str]]]:
        """(heading, language, removed, added) for each language in which terms differ."""
        every = (
            (_("German"), "de", self.german_removed, self.german_added),
            (_("English"), "en", self.english_removed, self.english_added),
        )
        return [row for row in every if row[2] or row[3]]


def compare(before: Concept, was_off: bool, after: Concept, is_off: bool) -> Difference:
    """Return what one state of a concept has that the other has not."""
    return Difference(
        _only(after.german, before.german),
        _only(before.german, after.german),
        _only(after.english, before.english),
        _only(before.english, after.english),
        None if set(before.broader) == set(after.broader) else (before.broader, after.broader),
        "" if was_off == is_off else "off" if is_off else "on" if before.german or before.english else "new",
    )


def _only(terms: Sequence[str], others: Sequence[str]) -> list[str]:
    known = set(others)
    return [term for term in terms if term not in known]


def state_after(lexicon: Lexicon, change: Change) -> tuple[Concept, bool]:
    """Return (Concept, whether it is switched off) that a Change makes of the files' concept."""
    shipped = lexicon.shipped.get(change.id)
    concept = change_concept(shipped, change._replace(off=False)) or Concept(change.id, (), ())
    return concept, change.off or not (concept.german or concept.english)


@dataclass(frozen=True)
class Step:
    """One edit in the history of a concept, with what it changed."""

    edit: LexiconEdit
    difference: Difference
    is_newest: bool
    is_live: bool
    versions: Sequence[int]


def history(lexicon: Lexicon, key: str) -> list[Step]:
    """Return the edits of a concept, newest first."""
    edits = list(
        LexiconEdit.objects.filter(concept=key).select_related("created_by__contact").prefetch_related("versions")
    )
    states = [state_after(lexicon, edit.change) for edit in edits] + [state_after(lexicon, Change(key))]
    live = lexicon.in_use.get(key)
    return [
        Step(
            edit,
            compare(*states[place + 1], *states[place]),
            place == 0,
            live is not None and live.pk == edit.pk,
            sorted(version.number for version in edit.versions.all()),
        )
        for place, edit in enumerate(edits)
    ]


@dataclass(frozen=True)
class Pending:
    """A concept whose draft is not in use yet, and what the draft would change."""

    concept: Concept
    edit: LexiconEdit | None
    difference: Difference


def pending(lexicon: Lexicon) -> list[Pending]:
    """Return what the drafts would change, concept by concept."""
    found = []
    for key in lexicon.pending:
        live, newest = lexicon.in_use.get(key), lexicon.newest.get(key)
        before = state_after(lexicon, live.change if live else Change(key))
        after = state_after(lexicon, newest.change if newest else Change(key))
        found.append(Pending(after[0], newest, compare(*before, *after)))
    return found


@dataclass(frozen=True)
class Term:
    """A term on the page of a concept; `mark` is "added", "removed" or ""; `others` are concepts that have it too."""

    text: str
    mark: str
    others: Sequence[str] = ()


def terms(lexicon: Lexicon, key: str, language: str, elsewhere: dict[str, list[str]]) -> list[Term]:
    """Return the terms of a concept beside those of the files."""
    concept = lexicon.with_terms(key)
    shipped = lexicon.shipped.get(key) or Concept(key, (), ())
    now, before = (concept.german, shipped.german) if language == "de" else (concept.english, shipped.english)
    added = set() if key not in lexicon.shipped else set(_only(now, before))
    kept = [Term(term, "added" if term in added else "", elsewhere.get(term, ())) for term in now]
    return kept + [Term(term, "removed") for term in _only(before, now)]


def topic_labels(topics: Iterable[str]) -> list[str]:
    """Return the names of topics in the active language."""
    language = "en" if (get_language() or "").startswith("en") else "de"
    known = load_resources().topics
    return [known[topic].label[language] for topic in topics if topic in known]


@dataclass(frozen=True)
class VersionLine:
    """A version in the list, and the concepts on which it differs from the one before."""

    row: LexiconVersion
    concepts: Sequence[str]
    count: int


def version_lines(versions: Sequence[LexiconVersion]) -> list[VersionLine]:
    """Return the lines of some versions; their edits are read in one query."""
    numbers = {version.number for version in versions}
    before = {number - 1 for number in numbers}
    edits: dict[int, dict[str, int]] = {}
    through = LexiconVersion.edits.through.objects.filter(lexiconversion__number__in=numbers | before)
    for number, concept, pk in through.values_list("lexiconversion__number", "lexiconedit__concept", "lexiconedit"):
        edits.setdefault(number, {})[concept] = pk
    found = []
    for version in versions:
        old, new = edits.get(version.number - 1, {}), edits.get(version.number, {})
        moved = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        found.append(VersionLine(version, moved, len(new)))
    return found


def export_text(lexicon: Lexicon) -> str:
    """Return the concepts that the edits in use touch as lines of the lexicon's files, each complete."""
    changed = [change.id for change in lexicon.live_overlay]
    number = lexicon.version.number if lexicon.version else 0
    parts = [
        f"# Edits of version {number} on top of the files of this release. Each line replaces that of its concept.\n"
        "# concept | German | English | broader\n"
    ]
    for key in changed:
        concept = lexicon.live.get(key)
        edit = lexicon.in_use[key]
        what = "off" if concept is None else "changed" if key in lexicon.shipped else "new"
        note = f": {' '.join(edit.note.split())}" if edit.note else ""
        parts.append(f"\n# {key}, {what}{note}\n")
        if concept is not None:
            parts.append(format_lexicon([concept]))
    return "".join(parts)


@dataclass(frozen=True)
class PreviewPair:
    """A proposal whose points or place would change."""

    introduction: Introduction
    before: float
    after: float
    rank_before: int
    rank_after: int


def preview_pairs(preview: LexiconPreview, user) -> list[PreviewPair]:
    """Return the pairs of a preview that the person may see, the strongest changes first."""
    rows = preview.result.get("pairs", [])
    visible = Introduction.objects.visible_to(user).select_related("need", "offer")
    known = visible.in_bulk([row[0] for row in rows])
    return [PreviewPair(known[pk], *figures) for pk, *figures in rows if pk in known]


def preview_concepts(preview: LexiconPreview) -> list[tuple[str, int, int]]:
    """Return (concept, texts before, texts after) of a preview."""
    return [(key, before, after) for key, (before, after) in preview.result.get("concepts", {}).items()]


def must_read_anew() -> bool:
    """Whether another lexicon is in use than when the last run over everything was asked for."""
    chosen = LogEntry.objects.filter(
        subject_type=LexiconVersion._meta.label_lower, verb__in=["use_lexicon", "withdraw_lexicon"]
    ).first()
    if chosen is None:
        return False
    return not MatchingRun.objects.filter(need=None, offer=None, requested_at__gte=chosen.at).exists()
