"""The cards of the directory, kept ready per entry.

The same entry stands on very many pages, one for each choice of filters, and looks alike on all of them but for the
topics somebody has chosen. So what is left and right of the topics is kept in the memory of each process, under the
state of what it shows; the database is asked for the rest only.
"""

from collections.abc import Iterable, Sequence

from django.core.cache import caches
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.public_pages import state_of
from landscape import markup
from landscape.models import Entry

_KEPT_SECONDS = 60 * 60


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
    keys = {f"card:{state}:{get_language()}:{pk}": pk for pk in pks}
    kept = {keys[key]: outline for key, outline in caches["pieces"].get_many(keys).items()}
    made = _made([pk for pk in pks if pk not in kept])
    caches["pieces"].set_many({key: made[pk] for key, pk in keys.items() if pk in made}, _KEPT_SECONDS)
    return kept | made


def _made(pks: Iterable[int]) -> dict[int, markup.Outline]:
    entries = Entry.objects.listed().for_cards().in_bulk(list(pks))
    return {pk: markup.outline(entry) for pk, entry in entries.items()}
