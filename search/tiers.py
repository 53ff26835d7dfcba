"""Asking the index: the documents that fulfil several queries, those of the best query first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection

from search.analysis import OF_KIND, quoted

# Nobody needs to know whether there are 12,000 or 13,000, and each document that is counted is read.
MOST_COUNTED = 500


@dataclass(frozen=True)
class Hits:
    """What the index answered.

    tiers     for each query that was asked, the ids of the documents that fulfil it and none before; in no order
    kinds     id -> kind, of all of them
    is_more   there are more than MOST_COUNTED; the queries behind the one that found so many were not asked
    """

    tiers: Sequence[Sequence[int]] = ()
    kinds: dict[int, str] = field(default_factory=dict)
    is_more: bool = False

    @property
    def count(self) -> int:
        """How many there are; at least so many where `is_more`."""
        return min(len(self.kinds), MOST_COUNTED)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Kind -> how many there are; empty where `is_more`, as which ones were read first says nothing."""
        return {} if self.is_more else dict(Counter(self.kinds.values()))


def hits(queries: Iterable[str], kinds: Iterable[str] = ()) -> Hits:
    """Ask `queries`, the best first; whatever fulfils one of them fulfils the next. Only things of `kinds`, if any."""
    tiers: list[list[int]] = []
    seen: dict[int, str] = {}
    for query in filter(None, queries):
        found = _some(of_kinds(query, kinds))
        tiers.append([pk for pk in found if pk not in seen])
        seen |= found
        if len(seen) > MOST_COUNTED:
            return Hits(tiers, seen, is_more=True)
    return Hits(tiers, seen)


def _some(query: str) -> dict[int, str]:
    """Return id -> kind of one document more than is counted at most, in no order. Packed by kind: to read hundreds of
    rows one by one takes as long as to find them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, array_agg(id) FROM"
            " (SELECT kind, id FROM search_document WHERE vector @@ %s::tsquery LIMIT %s) AS found GROUP BY kind",
            [query, MOST_COUNTED + 1],
        )
        return {pk: kind for kind, pks in cursor.fetchall() for pk in pks}


def of_kinds(query: str, kinds: Iterable[str]) -> str:
    """Return `query` for things of `kinds` only; of all where there are none."""
    wanted = " | ".join(quoted(OF_KIND + kind) for kind in kinds)
    return f"({query}) & ({wanted})" if query and wanted else query
