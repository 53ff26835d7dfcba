"""Finding: documents in their order, counts, and what other rooms need to search in their own lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from search.models import Document, Matches, OneOf, Query, by_index
from search.tiers import Hits, hits, of_kinds
from search.understanding import Understood, understand

MOST_LISTED = 500  # of the documents found; nobody reads further, and each one that is ranked costs time
_WEIGHTS = [0.05, 0.3, 0.5, 1.0]  # of D, C, B, A, see search.analysis


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
    def documents(self) -> QuerySet[Document]:
        """The documents with `rank`, the best first: by tier (title, text, sense), then by weight of the words."""
        tiers, listed = [], 0
        for tier, found in enumerate(self._hits.tiers):
            if ids := sorted(found)[: MOST_LISTED - listed]:
                tiers.append((tier, ids))
                listed += len(ids)
        if not tiers:
            return Document.objects.none()
        found = Document.objects.filter(OneOf("pk", [pk for _tier, ids in tiers for pk in ids]))
        tier_of = Case(*(When(OneOf("pk", ids), then=Value(tier)) for tier, ids in tiers), output_field=IntegerField())
        rank = SearchRank(F("vector"), Query(self.understood.ranking), weights=_WEIGHTS)
        return found.annotate(tier=tier_of, rank=rank).order_by("tier", "-rank", "pk").defer("vector")

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


def by_relevance(rows: QuerySet, understood: Understood, kind: str) -> QuerySet:
    """Return those of `rows` (things of `kind`) that were found, the best first; one statement with their own filters.

    They carry `search_tier` (0 is best) and `search_rank`; the last order is by primary key.
    """
    if not understood.tokens:
        return rows.none()
    document = Document.objects.filter(kind=kind, object_id=OuterRef("pk"))
    *better, _last = understood.queries()
    tier = Case(
        *(When(Matches(query), then=Value(number)) for number, query in enumerate(better) if query),
        default=Value(len(better)),
        output_field=IntegerField(),
    )
    rank = SearchRank(F("vector"), Query(understood.ranking), weights=_WEIGHTS)
    found = rows.filter(pk__in=matching_ids(understood, kind))
    found = found.annotate(
        search_tier=Subquery(document.annotate(found_tier=tier).values("found_tier")),
        search_rank=Subquery(document.annotate(found_rank=rank).values("found_rank")),
    )
    return found.order_by("search_tier", "-search_rank", "pk")
