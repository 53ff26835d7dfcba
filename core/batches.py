"""Working through many rows a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice


def batched(rows: Iterable, size: int) -> Iterator[list]:
    """Yield lists of at most `size` rows (`itertools.batched` comes with Python 3.12)."""
    rows = iter(rows)
    while block := list(islice(rows, size)):
        yield block
