"""Finding: documents in their order, counts, and what other rooms need to search in their own lists."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet

from search.models import Document, OneOf, by_index
from search.tiers import Hits, hits, of_kinds
from search.understanding import Understood, understand

MOST_LISTED = 200  # of the documents found; nobody reads further, and each one that is ranked costs time
# What a list shows; other columns are read when somebody asks for them.
_READ = (
    "SELECT id, kind, object_id, url, title_de, title_en, body_de, body_en, changed_at"
    " FROM search_document WHERE id = ANY(%s)"
)
_WEIGHTS = [0.05, 0.3, 0.5, 1.0]  # of D, C, B, A, see search.analysis


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
        self._ranked: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._tiers))

    def __getitem__(self, place: int | slice):
        if isinstance(place, slice):
            pks = self._ids(*place.indices(len(self)))
            found = {document.pk: document for document in Document.objects.raw(_READ, [pks])}
            return [found[pk] for pk in pks if pk in found]
        number = range(len(self))[place]
        return self[number : number + 1][0]

    def object_ids(self) -> list[int]:
        """Return the ids of the things themselves, all of them."""
        pks = self._ids(0, len(self), 1)
        found = dict(Document.objects.filter(OneOf("pk", pks)).values_list("pk", "object_id")) if pks else {}
        return [found[pk] for pk in pks if pk in found]

    def __iter__(self) -> Iterator[Document]:
        return iter(self[:])

    def _ids(self, start: int, stop: int, step: int) -> list[int]:
        pks, first = [], 0
        for number, tier in enumerate(self._tiers):
            is_reached = first < stop and start < first + len(tier)
            pks += self._by_rank(number) if is_reached else tier
            first += len(tier)
        return pks[start:stop:step]

    def _by_rank(self, number: int) -> list[int]:
        if number not in self._ranked:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT array(SELECT id FROM search_document WHERE id = ANY(%s)"
                    " ORDER BY ts_rank(%s::real[], vector, %s::tsquery) DESC, id)",
                    [self._tiers[number], _WEIGHTS, self._ranking],
                )
                self._ranked[number] = cursor.fetchone()[0]
        return self._ranked[number]


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
