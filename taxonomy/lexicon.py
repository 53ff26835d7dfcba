"""The lexicon that texts are read with: the engine's files, and on top what staff have edited.

Edits are kept in a room above this one, which registers them when the portal starts; without that the files count as
they are.
"""

from collections.abc import Callable

from matchmaking.engine.overlay import Change

_edits: Callable[[], tuple[Change, ...]] = tuple


def read_with(edits: Callable[[], tuple[Change, ...]]) -> None:
    """Let everything be read with what `edits()` returns at the time."""
    global _edits
    _edits = edits


def edits_in_use() -> tuple[Change, ...]:
    """Return the edits in use, as `engine.load_resources` takes them."""
    return _edits()
