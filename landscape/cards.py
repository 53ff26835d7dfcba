"""The cards of the directory, kept ready per entry.

The same entry stands on very many pages, one for each choice of filters, and looks alike on all of them but for the
topics somebody has chosen. So what is left and right of the topics is kept in the memory of each process, under the
state of what it shows; the database is asked for the rest only.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.public_pages import state_of
from landscape import markup
from landscape.models import Entry

_MOST_KEPT = 10_000  # per language

# (state, language) -> id -> outline. No cache of Django: it packs and unpacks each of the twenty, which takes longer
# than the rest of a card.
_kept: dict[tuple[str, str | None], dict[int, markup.Outline]] = {}


def cards(pks: Sequence[int], chosen: Sequence[str], words: dict[str, str]) -> list[SafeString]:
    """Return the cards of the entries with these ids in this order; what is hidden by now is left out.

    chosen  slugs of the topics that come first
    words   all topics in the order in which they are listed, slug -> what people read
    """
    outlines = _outlines(pks)
    return [markup.card(outlines[pk], chosen, words) for pk in pks if pk in outlines]


def _outlines(pks: Sequence[int]) -> dict[int, markup.Outline]:
    state = state_of("landscape", "regions")
    if not state:
        return _made(pks)
    kept = _kept_under(state)
    found = {pk: kept[pk] for pk in pks if pk in kept}
    made = _made([pk for pk in pks if pk not in found]) if len(found) < len(pks) else {}
    if len(kept) + len(made) > _MOST_KEPT:
        _kept.clear()
    else:
        kept.update(made)
    return found | made


def _kept_under(state: str) -> dict[int, markup.Outline]:
    """Return what is kept under `state` in the active language; what was kept under another one is of no use."""
    key = (state, get_language())
    if key not in _kept:
        for other in [each for each in _kept if each[0] != state]:
            _kept.pop(other, None)
    return _kept.setdefault(key, {})


def _made(pks: Iterable[int]) -> dict[int, markup.Outline]:
    return markup.outlines(markup.Card(*row) for row in _listed().filter(pk__in=list(pks)))


@cache
def _listed() -> QuerySet:
    """Return the question for cards, put together once. Nobody reads from it directly, so it keeps no rows."""
    return Entry.objects.listed().values_list(*markup.CARD_COLUMNS)
