"""Needs and offers as the engine has read them: read once per content, used again until something changes."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from companies.models import OPEN_FOR_MATCHING
from matchmaking.documents import fingerprint
from matchmaking.engine import Document
from matchmaking.engine.analysis import read_features
from matchmaking.engine.features import Features, Vocabulary, pack
from matchmaking.engine.resources import Resources
from matchmaking.engine.statistics import COUNTED, Counts, Statistics, collect
from matchmaking.enums import ShardSide
from matchmaking.models import Analysis, Introduction, OfferPool
from startups.enums import OfferState

KEEP_UNUSED = timedelta(days=30)  # a text that is changed back and forth is not read again
_TEXTS = ("title", "text")


@dataclass(frozen=True)
class Read:
    """One text that has been read: the key of its Analysis, its Document and, where asked for, its Features."""

    analysis_id: int
    document: Document
    fingerprint: str
    features: Features | None


def reading_version(resources: Resources) -> str:
    """Return the version of everything that decides what the engine reads in a text."""
    settings = {name: resources.weights[name] for name in ("text", "topics")}
    dictionary = resources.dictionary.version if resources.dictionary else ""
    digest = hashlib.sha256(json.dumps([dictionary, settings], sort_keys=True).encode()).hexdigest()[:12]
    return f"{resources.analysis_version}-{resources.lexicon_version}-{digest}"


def read(side: str, documents: Sequence[Document], resources: Resources, *, with_features: bool) -> list[Read]:
    """Return a Read for each of the Documents of a side, in their order.

    What has no Analysis under the version of the resources is read by the engine and stored, in one insert. Two workers
    that read the same text at the same time end with one row.
    """
    version = reading_version(resources)
    prints = {int(document.id): fingerprint(document) for document in documents}
    known = _known(side, prints, version, with_content=with_features)
    fresh = {}
    for document in documents:
        pk = int(document.id)
        if pk not in known:
            fresh[pk] = read_features(document, resources)
    if fresh:
        facts = {int(document.id): _facts(document) for document in documents if int(document.id) in fresh}
        Analysis.objects.bulk_create(
            (
                Analysis(
                    **{f"{side}_id": pk},
                    fingerprint=prints[pk],
                    version=version,
                    content={"facts": facts[pk], "features": features.as_json()},
                )
                for pk, features in fresh.items()
            ),
            ignore_conflicts=True,
        )
        known |= _known(side, {pk: prints[pk] for pk in fresh}, version, with_content=False)
    found = []
    for document in documents:
        pk = int(document.id)
        analysis_id, content = known[pk]
        features = fresh.get(pk) or (Features.from_json(content["features"]) if content else None)
        found.append(Read(analysis_id, document, prints[pk], features if with_features else None))
    return found


def _known(side: str, prints: dict[int, str], version: str, *, with_content: bool) -> dict[int, tuple]:
    """Return pk of need or offer -> (pk of its Analysis, content or None)."""
    key = f"{side}_id"
    rows = Analysis.objects.filter(**{f"{side}__in": list(prints)}, version=version)
    rows = rows.values_list(key, "fingerprint", "pk", *(["content"] if with_content else []))
    return {
        pk: (analysis_id, *content) if content else (analysis_id, None)
        for pk, print_, analysis_id, *content in rows
        if print_ == prints[pk]
    }


def _facts(document: Document) -> dict:
    """Return what a score reads of a Document beside its features. How busy a provider is decides whether a pair
    is proposed, not what it scores."""
    facts = {name: value for name, value in asdict(document).items() if name not in (*_TEXTS, "capacity")}
    return facts | {"budget_eur": None if document.budget_eur is None else float(document.budget_eur)}


def restore(analysis: Analysis) -> tuple[Document, Features]:
    """Return what an Analysis has kept, as `engine.matcher.replay` takes it; the Document has no texts."""
    return Document(text="", **analysis.content["facts"]), Features.from_json(analysis.content["features"])


def count(side: str, reads: Sequence[Read], resources: Resources) -> dict:
    """Count how many of the texts hold each key, as a part of the statistics of a pool."""
    counts = Counts.of(pack([each.features for each in reads], Vocabulary()), resources)
    counted = collect([counts], counts)
    lengths = [round(float(length), 6) for length in counts.lengths() if length > 0]
    return {
        "documents": counted.documents,
        "frequencies": counted.frequencies,
        "lengths": lengths if side == ShardSide.OFFER else [],
    }


def add_up(parts: Iterable[dict]) -> Statistics:
    """Return the Statistics of a pool whose parts were counted by `count`, in whatever order they come."""
    documents, lengths = 0, []
    frequencies = {name: Counter() for name in COUNTED}
    for part in parts:
        documents += part["documents"]
        lengths += part["lengths"]
        for name, counted in frequencies.items():
            counted.update(part["frequencies"][name])
    length = math.fsum(lengths) / len(lengths) if lengths else 1.0
    ordered = {name: dict(sorted(counted.items())) for name, counted in frequencies.items()}
    return Statistics(documents, ordered, round(length, 6))


def purge(*, older_than: timedelta = KEEP_UNUSED) -> int:
    """Delete analyses that nothing rests on any more and return how many there were.

    What a proposal or a pool that is still kept rests on stays, and the newest one of whatever may be ranked again.
    The analyses of an erased need or offer are gone with its row.
    """
    in_pools = {analysis for pool in OfferPool.objects.all() for _offer, analysis in pool.content}
    of_same = Q(need=OuterRef("need")) | Q(offer=OuterRef("offer"))
    closed = Q(need__isnull=False) & ~Q(need__state__in=OPEN_FOR_MATCHING)
    gone = Q(offer__isnull=False) & ~Q(offer__state=OfferState.PUBLISHED)
    unused = Analysis.objects.filter(
        ~Exists(Introduction.objects.filter(need_analysis=OuterRef("pk"))),
        ~Exists(Introduction.objects.filter(offer_analysis=OuterRef("pk"))),
        Exists(Analysis.objects.filter(of_same, pk__gt=OuterRef("pk"))) | closed | gone,
        created_at__lt=timezone.now() - older_than,
    )
    found = set(unused.values_list("pk", flat=True)) - in_pools
    return Analysis.objects.filter(pk__in=found).delete()[0]
