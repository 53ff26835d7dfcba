"""Keeping the index: rooms above say what has changed, and each night everything is compared with its sources."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from search.analysis import LANGUAGES, Vector, lexicon_words, reading, resources, vector_of
from search.folding import words_key
from search.models import Document, Word
from search.registry import Content, Source, sources

_FORMAT = 4  # of what is stored; another one makes everything be read anew
_AT_ONCE = 500
_TITLE, _URL, _KEY = 300, 300, 650  # characters, as the columns have them
_OWN = ("kind", "object_id")


@transaction.atomic
@reading()
def index(*contents: Content) -> None:
    """Make `contents` findable, or findable as they are now. Call it in the transaction that publishes or changes."""
    _index(contents, set())


def _index(contents: Sequence[Content], remembered: set[tuple]) -> None:
    """Write `contents` and their words; those `remembered` before are left out, since most words come again and again,
    and those of `contents` are added."""
    vectors = [vector_of(content) for content in contents]
    rows = [_row(content, vector) for content, vector in zip(contents, vectors, strict=True)]
    changed = [column.name for column in Document._meta.local_concrete_fields if column.name not in ("id", *_OWN)]
    Document.objects.bulk_create(rows, update_conflicts=True, unique_fields=_OWN, update_fields=changed)
    words = {(*pair, *said) for vector in vectors for pair, said in vector.words.items()} - remembered
    _remember(words)
    remembered |= words


def drop(kind: str, *object_ids: int) -> None:
    """Take things out of the search, in the transaction that withdraws them."""
    Document.objects.filter(kind=kind, object_id__in=object_ids).delete()


@reading()
def rebuild() -> dict[str, int]:
    """Make the index equal to what all sources publish; return how many documents were indexed and dropped.

    What is equal already is left alone. It may run while people work: what they change meanwhile is seen by the second
    look, and only what was indexed before that look can be dropped by it.
    """
    tally = {"indexed": 0, "dropped": 0}
    remembered: set[tuple] = set()
    for source in sources().values():
        _compare(source, tally, remembered)
        _compare(source, tally, remembered)
    gone, _by_model = Document.objects.exclude(kind__in=sources()).delete()
    tally["dropped"] += gone
    count_words()
    return tally


def _compare(source: Source, tally: dict[str, int], remembered: set[tuple]) -> None:
    started = timezone.now()
    known = dict(Document.objects.of_kind(source.kind).values_list("object_id", "digest"))
    published = set()
    for chunk in _chunks(source.rows()):
        published |= {content.object_id for content in chunk}
        changed = [content for content in chunk if known.get(content.object_id) != digest_of(content)]
        if changed:
            with transaction.atomic():
                _index(changed, remembered)
        tally["indexed"] += len(changed)
    gone = Document.objects.of_kind(source.kind).filter(indexed_at__lt=started).exclude(object_id__in=published)
    tally["dropped"] += gone.delete()[0]


@transaction.atomic
@reading()
def count_words() -> None:
    """Count in how many documents each word occurs, learn the words of the lexicon, forget words that nobody uses."""
    _remember(lexicon_words(), documents=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counted AS MATERIALIZED (SELECT word, ndoc FROM ts_stat('SELECT vector FROM search_document'))"
            " UPDATE search_word SET documents = coalesce(counted.ndoc, 0)"
            " FROM search_word AS each LEFT JOIN counted ON counted.word = each.lexeme"
            " WHERE each.id = search_word.id AND search_word.documents <> coalesce(counted.ndoc, 0)"
        )
    unused = dict(Word.objects.filter(documents=0).values_list("pk", "word"))
    of_lexicon = {word for word, *_more in lexicon_words()}
    Word.objects.filter(pk__in=[pk for pk, word in unused.items() if word not in of_lexicon]).delete()


def digest_of(content: Content) -> str:
    """Return what is equal as long as `content` and the way it is read (see `analysis.reading`) are equal."""
    used = resources()
    said = [_FORMAT, used.analysis_version, used.lexicon_version, content.kind, content.object_id, content.url]
    said += [content.title, content.body, content.topics, content.keywords, str(content.changed_at or "")]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _row(content: Content, vector: Vector) -> Document:
    return Document(
        kind=content.kind,
        object_id=content.object_id,
        url=content.url[:_URL],
        title_de=content.title.get("de", "")[:_TITLE],
        title_en=content.title.get("en", "")[:_TITLE],
        title_key=words_key(*(content.title.get(language, "") for language in LANGUAGES))[:_KEY],
        body_de=content.body.get("de", ""),
        body_en=content.body.get("en", ""),
        topics=list(content.topics),
        changed_at=content.changed_at,
        vector=vector.as_text(),
        digest=digest_of(content),
        indexed_at=timezone.now(),
    )


def _remember(words: Iterable[tuple[str, str, str, Iterable[str]]], documents: int = 1) -> None:
    """Learn `words`: (folded, lexeme, as written, parts). A part that one spelling does not have is no part."""
    shown: dict[tuple[str, str], str] = {}
    parts: dict[tuple[str, str], set[str]] = {}
    for word, lexeme, surface, its_parts in words:
        shown[word, lexeme] = min(surface, shown.get((word, lexeme), surface))
        parts[word, lexeme] = parts.get((word, lexeme), set(its_parts)) & set(its_parts)
    rows = Word.objects.filter(word__in={word for word, _lexeme in parts}).order_by("pk")
    known = {tuple(pair): (pk, said) for *pair, pk, said in rows.values_list("word", "lexeme", "pk", "parts")}
    # In one order, so that two that index at once do not wait for each other in a circle.
    new = [
        Word(
            word=word, lexeme=lexeme, shown=shown[word, lexeme], documents=documents, parts=sorted(parts[word, lexeme])
        )
        for word, lexeme in sorted(parts.keys() - known.keys())
    ]
    Word.objects.bulk_create(new, ignore_conflicts=True, batch_size=5_000)
    narrower = [
        Word(pk=pk, parts=sorted(parts[pair].intersection(parts[pair] if said is None else said)))
        for pair, (pk, said) in known.items()
        if pair in parts and (said is None or not parts[pair].issuperset(said))
    ]
    Word.objects.bulk_update(narrower, ["parts"], batch_size=500)


def _chunks(contents: Iterator[Content]) -> Iterator[list[Content]]:
    remaining = iter(contents)
    while chunk := list(islice(remaining, _AT_ONCE)):
        yield chunk
