"""What can be found, and the words by which it is found. Both are derived: each night they are made anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from taxonomy.models import in_active_language


class Matches(models.Func):
    """Whether the vector fulfils a query as `search.understanding` writes it. Not `SearchQuery`: that would read it as
    a text."""

    template = "%(expressions)s::tsquery"
    arg_joiner = " @@ "
    output_field = models.BooleanField()

    def __init__(self, written: str):
        super().__init__("vector", models.Value(written))


_is_by_index: ContextVar[bool] = ContextVar("_is_by_index", default=False)  # whether a block around has said so


@contextmanager
def by_index() -> Iterator[None]:
    """Let PostgreSQL use the index of the vector whatever it expects, above all of words that no document has: to read
    all vectors is never faster. It lasts until the transaction ends."""
    if _is_by_index.get():
        yield
        return
    token = _is_by_index.set(True)
    try:
        with transaction.atomic(savepoint=False):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
            yield
    finally:
        _is_by_index.reset(token)


class Told(NamedTuple):
    """A document for one reader."""

    language: str
    title: str
    body: str


class DocumentQuerySet(models.QuerySet):
    def of_kind(self, kind: str) -> "DocumentQuerySet":
        return self.filter(kind=kind)

    def matching(self, written: str) -> "DocumentQuerySet":
        """Documents that fulfil a query, as `Understood.queries` returns them; "" is fulfilled by none."""
        return self.filter(Matches(written)) if written else self.none()


class Document(models.Model):
    """One thing that anybody may find: an offer, a provider, an event. Both languages are in one row; either may be
    missing. `vector` holds what `search.analysis` made of the texts."""

    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.PositiveBigIntegerField(_("number"))
    url = models.CharField(_("address"), max_length=300)
    title_de = models.CharField(_("title (German)"), max_length=300, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=300, blank=True)
    title_key = models.CharField(_("key of the title"), max_length=650)  # words of both, folded, each after a space
    body_de = models.TextField(_("text (German)"), blank=True)
    body_en = models.TextField(_("text (English)"), blank=True)
    topics = ArrayField(models.SlugField(), verbose_name=_("topics"), default=list, blank=True)
    changed_at = models.DateTimeField(_("changed on"), null=True, blank=True)
    vector = SearchVectorField(_("search index"))
    digest = models.CharField(_("digest"), max_length=64)  # of content and analysis: what is equal is not read again
    indexed_at = models.DateTimeField(_("indexed at"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="document_once_per_object")]
        indexes = [
            GinIndex(fields=["vector"], name="document_vector"),
            GinIndex(OpClass("title_key", name="gin_trgm_ops"), name="document_title_trigrams"),
        ]

    def __str__(self) -> str:
        return self.told().title

    def told(self) -> Told:
        """What people read: title and text in the active language, in the other one where that is missing, and the
        language that the title is in."""
        active = in_active_language("de", "en")
        if active == "de":
            title, body = self.title_de or self.title_en, self.body_de or self.body_en
        else:
            title, body = self.title_en or self.title_de, self.body_en or self.body_de
        other = "en" if active == "de" else "de"
        return Told(active if getattr(self, f"title_{active}") else other, title, body)


class Word(models.Model):
    """A word that occurs in documents: folded (`search.folding`), the lexeme it is found by, and as it was written.

    documents   orders suggestions; it is exact after a rebuild. 0: a word of the lexicon, known for its spelling
    parts       lexemes that every document has that has this word: what a compound is made of. Who looks for one of
                them finds this word without asking for it. None: not known yet
    """

    word = models.CharField(_("word"), max_length=60)
    lexeme = models.CharField(_("lexeme"), max_length=60)
    shown = models.CharField(_("as written"), max_length=60)
    documents = models.PositiveIntegerField(_("documents"), default=1)
    parts = ArrayField(models.CharField(max_length=60), verbose_name=_("parts"), null=True)

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        constraints = [models.UniqueConstraint(fields=["word", "lexeme"], name="word_once_per_lexeme")]
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_trigrams")]

    def __str__(self) -> str:
        return self.shown
