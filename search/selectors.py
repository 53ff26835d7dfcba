"""Finding: documents in their order, counts, and what other rooms need to search in their own lists."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from search.analysis import OF_KIND, quoted
from search.models import Document, Matches, OneOf, Query, by_index
from search.registry import sources
from search.understanding import Understood, understand

MOST_LISTED = 500  # of the documents found; nobody reads further, and each one that is ranked costs time
# Of one kind. Nobody needs to know whether there are 12,000 or 13,000, and each document that is counted is read.
MOST_COUNTED = 1_000
_WEIGHTS = [0.05, 0.3, 0.5, 1.0]  # of D, C, B, A, see search.analysis


@dataclass(frozen=True)
class Found:
    """What a query found. Each property asks the database when it is read first."""

    understood: Understood
    kinds: tuple[str, ...] = ()

    @cached_property
    def _queries(self) -> list[str]:
        written = [query for query in self.understood.queries() if query] if self.understood.tokens else []
        return [*(of_kinds(query, self.kinds) for query in written[:-1]), *written[-1:]]

    @cached_property
    def _asked(self) -> tuple[list[tuple[int, list[int]]], dict[str, int]]:
        """[(tier, ids), ...], the best first, at most MOST_LISTED ids in all; and how many of each kind there are."""
        if not self._queries:
            return [], {}
        *better, widest = self._queries
        tiers, seen = [], []
        with by_index():
            counts, all_ids = _counted(widest, self.kinds or sources())
            for tier, query in enumerate([*better, None]):
                if len(seen) >= MOST_LISTED:
                    break
                found = _some_ids(query) if query else all_ids
                known = set(seen)
                ids = [pk for pk in found if pk not in known][: MOST_LISTED - len(seen)]
                tiers.append((tier, ids))
                seen += ids
        return tiers, counts

    @cached_property
    def documents(self) -> QuerySet[Document]:
        """The documents with `rank`, the best first: by tier (title, text, sense), then by weight of the words."""
        tiers = [(tier, ids) for tier, ids in self._asked[0] if ids]
        if not tiers:
            return Document.objects.none()
        found = Document.objects.filter(OneOf("pk", [pk for _tier, ids in tiers for pk in ids]))
        tier_of = Case(*(When(OneOf("pk", ids), then=Value(tier)) for tier, ids in tiers), output_field=IntegerField())
        rank = SearchRank(F("vector"), Query(self.understood.ranking), weights=_WEIGHTS)
        return found.annotate(tier=tier_of, rank=rank).order_by("tier", "-rank", "pk").defer("vector")

    @cached_property
    def count(self) -> int:
        """How many documents were found, also beyond those that are listed; at least so many where `is_more`."""
        return sum(self.counts.values())

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return any(number >= MOST_COUNTED for number in self.counts.values())

    @property
    def listed(self) -> int:
        return min(self.count, MOST_LISTED)

    @property
    def counts(self) -> dict[str, int]:
        """Kind -> how many were found, at most MOST_COUNTED."""
        return self._asked[1]


def _some_ids(query: str) -> list[int]:
    """Return the ids of at most MOST_LISTED documents, in no order: PostgreSQL stops reading when it has so many."""
    return list(Document.objects.matching(query).order_by().values_list("pk", flat=True)[:MOST_LISTED])


def _counted(query: str, kinds: Iterable[str]) -> tuple[dict[str, int], list[int]]:
    """Return how many of each of `kinds` fulfil `query`, and ids of some of them all. Most of the time goes into
    reading what a frequent word has found, so it is read once for both, and no further than anybody looks."""
    parts = [
        Document.objects.matching(of_kinds(query, (kind,))).order_by().values_list("kind", "pk")[:MOST_COUNTED]
        for kind in kinds
    ]
    if not parts:
        return {}, []
    found = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    counts = Counter(kind for kind, _pk in found)
    return dict(counts), sorted(pk for _kind, pk in found)[:MOST_LISTED]


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


def of_kinds(query: str, kinds: Iterable[str]) -> str:
    """Return `query` for things of `kinds` only; of all where there are none."""
    wanted = " | ".join(quoted(OF_KIND + kind) for kind in kinds)
    return f"({query}) & ({wanted})" if query and wanted else query
