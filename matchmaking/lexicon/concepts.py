"""The concepts as staff see them: what the files say, what is in use, and what the drafts say."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from matchmaking.engine.lexicon import Concept
from matchmaking.engine.overlay import Change, change_concept, effective, lay_over, overlay_digest, reduce_overlay
from matchmaking.engine.resources import concepts_of_topics, shipped_concepts
from matchmaking.lexicon.live import live_version
from matchmaking.lexicon.models import LexiconEdit, LexiconVersion

# How a concept stands to the files.
OWN, CHANGED, OFF = "own", "changed", "off"


@dataclass(frozen=True)
class Lexicon:
    """A snapshot of the lexicon.

    shipped   id -> Concept of the files
    newest    id -> the newest edit of the concept
    version   the version in use, None for the files alone
    in_use    id -> the edit in use
    """

    shipped: dict[str, Concept]
    newest: dict[str, LexiconEdit]
    version: LexiconVersion | None
    in_use: dict[str, LexiconEdit]

    @classmethod
    def load(cls) -> "Lexicon":
        """Read the snapshot, in three queries."""
        newest = LexiconEdit.objects.order_by("concept", "-number").distinct("concept")
        version = live_version()
        return cls(
            shipped_concepts(),
            {edit.concept: edit for edit in newest.select_related("created_by__contact")},
            version,
            {edit.concept: edit for edit in version.edits.all()} if version else {},
        )

    @cached_property
    def drafted_overlay(self) -> tuple[Change, ...]:
        """All newest edits, as the engine takes them."""
        return reduce_overlay([edit.change for edit in self.newest.values()], self.shipped)

    @cached_property
    def live_overlay(self) -> tuple[Change, ...]:
        return reduce_overlay([edit.change for edit in self.in_use.values()], self.shipped)

    @cached_property
    def drafted(self) -> dict[str, Concept]:
        """id -> Concept with all newest edits; without those that are switched off."""
        return lay_over(self.shipped, self.drafted_overlay)

    @cached_property
    def live(self) -> dict[str, Concept]:
        """id -> Concept with the edits in use."""
        return lay_over(self.shipped, self.live_overlay)

    @cached_property
    def pending(self) -> list[str]:
        """The ids of concepts whose newest edit is not what is in use."""
        drafted, live = ({each.id: each for each in side} for side in (self.drafted_overlay, self.live_overlay))
        return sorted(key for key in drafted.keys() | live.keys() if drafted.get(key) != live.get(key))

    @property
    def digest(self) -> str:
        """The identity of what the drafts would put in use."""
        return overlay_digest(self.drafted_overlay)

    @cached_property
    def contained(self) -> list[str]:
        """The ids of edits that the files say themselves by now."""
        return sorted(key for key, edit in self.newest.items() if not edit.change.is_empty and not self._left(edit))

    def _left(self, edit: LexiconEdit) -> bool:
        return not effective(edit.change, self.shipped.get(edit.concept)).is_empty

    def knows(self, key: str) -> bool:
        """Whether there is or was such a concept: in the files, or in any edit."""
        return key in self.shipped or key in self.newest

    def number(self, key: str) -> int:
        """How many edits the concept has."""
        return self.newest[key].number if key in self.newest else 0

    def standing(self, key: str) -> str:
        """How the drafts stand to the files: OWN, CHANGED, OFF or "" where they are the same."""
        if key not in self.drafted:
            return OFF
        if key not in self.shipped:
            return OWN
        return CHANGED if key in self._drafted_ids else ""

    @cached_property
    def _drafted_ids(self) -> set[str]:
        return {change.id for change in self.drafted_overlay}

    @cached_property
    def everything(self) -> dict[str, Concept]:
        """id -> Concept as the drafts have it; one that is switched off as it would be without that.

        A concept of our own that was given up, and is in no version any more, is not among them.
        """
        found = dict(self.drafted)
        for key in self.shipped.keys() - found.keys():
            found[key] = self.with_terms(key)
        for key in self.live.keys() - found.keys():
            found[key] = self.live[key]
        for key, edit in self.newest.items():
            if key not in found and edit.change.off:
                found[key] = self.with_terms(key)
        return found

    def with_terms(self, key: str) -> Concept:
        """Return the concept as the drafts have it, even if it is switched off; without terms where nobody has
        written one."""
        change = self.newest[key].change if key in self.newest else Change(key)
        return change_concept(self.shipped.get(key), change._replace(off=False)) or Concept(key, (), ())

    def narrower(self, key: str) -> list[str]:
        """Return the ids of the concepts that name `key` as broader."""
        return sorted(other.id for other in self.everything.values() if key in other.broader)

    def topics(self, key: str) -> list[str]:
        """Return the ids of the topics the concept points to."""
        return [topic for topic, names in concepts_of_topics().items() if key in names]

    def exactly(self, term: str) -> list[str]:
        """Return the ids of the concepts that have this very term, in whatever case."""
        wanted = term.casefold()
        return sorted(
            concept.id
            for concept in self.drafted.values()
            if any(wanted == each.casefold() for each in (*concept.german, *concept.english))
        )

    def search(self, words: str, among: Iterable[str]) -> list[Concept]:
        """Return the concepts in whose id or terms all of `words` occur, the closest ones first."""
        wanted = words.casefold().split()
        whole = " ".join(wanted)
        found = []
        for key in among:
            concept = self.everything[key]
            terms = [key, *(term.casefold() for term in (*concept.german, *concept.english))]
            everything = "\n".join(terms)
            if all(word in everything for word in wanted):
                closeness = 0 if whole in terms else 1 if any(whole in term for term in terms) else 2
                found.append((closeness, key, concept))
        return [concept for _closeness, _key, concept in sorted(found)]
