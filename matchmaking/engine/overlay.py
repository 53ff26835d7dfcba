"""Edits laid over the lexicon's files: what staff add, remove or switch off, as plain data.

An overlay is a tuple of `Change`, one per concept. What it says is merged with the files of the release: terms that
a release brings by itself need no change any more, and a change that names something the files no longer have does
no harm.
"""

import hashlib
import json
from typing import NamedTuple

from .lexicon import Concept


class Change(NamedTuple):
    """What is different about one concept than in the files.

    broader   the broader concepts instead of those in the files; None leaves these
    off       the concept is not looked for at all
    A concept that the files do not have consists of the added terms.
    """

    id: str
    german_added: tuple[str, ...] = ()
    german_removed: tuple[str, ...] = ()
    english_added: tuple[str, ...] = ()
    english_removed: tuple[str, ...] = ()
    broader: tuple[str, ...] | None = None
    off: bool = False

    @property
    def is_empty(self):
        """Whether it changes nothing whatever the files say."""
        return self == Change(self.id)

    def as_json(self):
        """Return a plain dict that `from_json` turns back."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self._asdict().items()}

    @classmethod
    def from_json(cls, content):
        """Return the Change of what `as_json` gave, also after a trip through JSON."""
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in content.items()})


def difference(shipped, wanted):
    """Return the Change that makes `wanted` of `shipped`.

    shipped   the Concept in the files, None where they have none
    wanted    a Concept with the same id
    """
    known = shipped or Concept(wanted.id, (), ())
    return Change(
        wanted.id,
        _without(wanted.german, known.german),
        _without(known.german, wanted.german),
        _without(wanted.english, known.english),
        _without(known.english, wanted.english),
        None if set(wanted.broader) == set(known.broader) else wanted.broader,
    )


def effective(change, shipped):
    """Return the part of a Change that the files do not say themselves; empty where they say all of it.

    shipped   the Concept in the files, None where they have none
    """
    wanted = change_concept(shipped, change)
    return Change(change.id, off=shipped is not None) if wanted is None else difference(shipped, wanted)


def change_concept(shipped, change):
    """Return the Concept that `change` makes of `shipped` (None: of nothing); None where no term is left or it is
    switched off."""
    known = shipped or Concept(change.id, (), ())
    german = (*_without(known.german, change.german_removed), *_without(change.german_added, known.german))
    english = (*_without(known.english, change.english_removed), *_without(change.english_added, known.english))
    broader = known.broader if change.broader is None else change.broader
    return None if change.off or not (german or english) else Concept(change.id, german, english, broader)


def lay_over(concepts, overlay):
    """Return {id: Concept} of the files' concepts with the overlay on top.

    Broader concepts that do not exist (any more) are left out.
    """
    found = dict(concepts)
    for change in overlay:
        concept = change_concept(concepts.get(change.id), change)
        if concept is None:
            found.pop(change.id, None)
        else:
            found[change.id] = concept
    return {
        key: concept
        if all(other in found for other in concept.broader)
        else concept._replace(broader=tuple(other for other in concept.broader if other in found))
        for key, concept in found.items()
    }


def reduce_overlay(overlay, concepts):
    """Return the overlay in a fixed order without whatever the files say themselves."""
    found = (effective(change, concepts.get(change.id)) for change in overlay)
    return tuple(sorted((change for change in found if not change.is_empty), key=lambda change: change.id))


def overlay_digest(overlay):
    """Return the identity of an overlay, "" for an empty one."""
    if not overlay:
        return ""
    content = json.dumps([change.as_json() for change in overlay], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def find_circle(concept, broader_of):
    """Return the ids on a way from `concept` over broader concepts back to itself; () where there is none.

    broader_of   id -> ids of its broader concepts; unknown ids have none
    """
    ways, seen = [(concept,)], set()
    while ways:
        way = ways.pop()
        for other in broader_of.get(way[-1], ()):
            if other == concept:
                return (*way, concept)
            if other not in seen:
                seen.add(other)
                ways.append((*way, other))
    return ()


def _without(terms, others):
    others = frozenset(others)
    return tuple(term for term in dict.fromkeys(terms) if term not in others)
