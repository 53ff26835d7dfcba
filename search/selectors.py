"""Finding: documents in their order, counts, and what other rooms need to search in their own lists."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet

from search.models import Document, by_index
from search.tiers import Hits, hits, of_kinds
from search.understanding import Understood, understand

MOST_LISTED = 200  # of the documents found; nobody reads further, and each one that is ranked costs time
_WEIGHTS = [0.05, 0.3, 0.5, 1.0]  # of D, C, B, A, see search.analysis
# Ids with the number of their tier, in the order of the list; only then the rows, as they are wide.
_IN_ORDER = (
    "SELECT id, row_number() OVER (ORDER BY tier, ts_rank(%s::real[], vector, %s::tsquery) DESC, id) AS place"
    " FROM unnest(%s::bigint[], %s::int[]) AS asked (id, tier) JOIN search_document USING (id)"
    " ORDER BY place OFFSET %s LIMIT %s"
)
# What a list shows; other columns are read when somebody asks for them.
_SHOWN = (
    f"SELECT id, kind, object_id, url, title_de, title_en, body_de, body_en, changed_at FROM ({_IN_ORDER}) AS listed"  # noqa: S608
    " JOIN search_document USING (id) ORDER BY place"
)


class Listing(Sequence):
    """At most MOST_LISTED documents of `tiers` in their order, within a tier by `ranking`. Only the tiers that a slice
    reaches into are ranked, and only its documents are read."""

    def __init__(self, tiers: Iterable[Sequence[int]], ranking: str):
        self._tiers: list[list[int]] = []
        self._ranking = ranking
        left = MOST_LISTED
        for tier in tiers:
            self._tiers.append(sorted(tier)[:left])
            left -= len(self._tiers[-1])

    def __len__(self) -> int:
        return sum(map(len, self._tiers))

    def __getitem__(self, place: int | slice):
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            return list(Document.objects.raw(_SHOWN, self._asked(start, stop)))[::step] if start < stop else []
        number = range(len(self))[place]
        return self[number : number + 1][0]

    def object_ids(self) -> list[int]:
        """Return the ids of the things themselves, all of them."""
        if not self:
            return []
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT object_id FROM ({_IN_ORDER}) AS listed"  # noqa: S608 - two constants
                " JOIN search_document USING (id) ORDER BY place",
                self._asked(0, len(self)),
            )
            return [object_id for (object_id,) in cursor.fetchall()]

    def __iter__(self) -> Iterator[Document]:
        return iter(self[:])

    def _asked(self, start: int, stop: int) -> list:
        """Return what the statements above want to know for these places."""
        pks, numbers, first, before = [], [], 0, 0
        for number, tier in enumerate(self._tiers):
            if first < stop and start < first + len(tier):
                pks += tier
                numbers += [number] * len(tier)
            elif first + len(tier) <= start:
                before += len(tier)
            first += len(tier)
        return [_WEIGHTS, self._ranking, pks, numbers, start - before, stop - start]


@dataclass(frozen=True)
class Found:
    """What a query found. The database is asked when a property is read first."""

    understood: Understood
    kinds: tuple[str, ...] = ()

    @cached_property
    def _hits(self) -> Hits:
        if self.understood.hits is not None and not self.kinds:
            return self.understood.hits
        with by_index():
            return hits(self.understood.queries() if self.understood.tokens else (), self.kinds)

    @cached_property
    def documents(self) -> "Listing":
        """The documents, the best first: by tier (title, text, sense), then by weight of the words."""
        return Listing(self._hits.tiers, self.understood.ranking)

    @property
    def count(self) -> int:
        """How many documents were found, also beyond those that are listed; at least so many where `is_more`."""
        return self._hits.count

    @property
    def is_more(self) -> bool:
        return self._hits.is_more

    @property
    def listed(self) -> int:
        return min(self.count, MOST_LISTED)

    @property
    def counts(self) -> dict[str, int]:
        """Kind -> how many were found; empty where `is_more`."""
        return self._hits.counts


def find(query: str, kinds: Iterable[str] | None = None, *, exact: bool = False) -> Found:
    """Search for `query`, whatever it holds, among all kinds or some."""
    return Found(understand(query, exact=exact), tuple(kinds or ()))


def matching_ids(understood: Understood, kind: str) -> QuerySet:
    """Return the object ids of all things of `kind` that were found, as a subquery for `pk__in`."""
    rows = Document.objects.none()
    if understood.tokens:
        rows = Document.objects.matching(of_kinds(understood.queries()[-1], (kind,)))
    return rows.order_by().values("object_id")
