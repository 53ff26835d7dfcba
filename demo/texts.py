"""The hand-written texts of the demo region, read from the files in `demo/data/`."""

import random
import tomllib
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read(pattern: str, table: str) -> list[dict]:
    """Return the rows of `table` from all files that match `pattern`, in the order of file names and lines."""
    return [row for path in sorted(DATA.glob(pattern)) for row in tomllib.loads(path.read_text("utf-8"))[table]]


class Voices:
    """Pools of short texts; each draw takes the next text of a shuffled pool, so that none repeats early."""

    def __init__(self, rng: random.Random):
        self._rng = rng
        self._tables = tomllib.loads((DATA / "voices.toml").read_text("utf-8"))
        self._decks: dict[tuple, list[dict]] = defaultdict(list)

    def draw(self, table: str, **wanted: str) -> dict:
        """Return a row of `table` whose columns equal `wanted`; German where there is none in that language."""
        deck = self._decks[table, *sorted(wanted.items())]
        if not deck:
            deck.extend(self._matching(table, wanted))
            self._rng.shuffle(deck)
        return deck.pop()

    def _matching(self, table: str, wanted: dict[str, str]) -> list[dict]:
        rows = [row for row in self._tables[table] if all(row.get(k, v) == v for k, v in wanted.items())]
        return rows or self._matching(table, wanted | {"language": "de"})
