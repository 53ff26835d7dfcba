"""How many texts of the portal say a word: for telling rare words from those of the trade."""

from functools import lru_cache

from matchmaking.lexicon.live import live_resources
from matchmaking.models import PoolStatistics
from matchmaking.pools import latest_statistics


def count_words(words: set[str]) -> tuple[int, dict[str, int]]:
    """Return the number of texts in the newest statistics and in how many of them each of `words` occurs; (0, {})
    where none were made yet."""
    resources = live_resources()
    newest = latest_statistics(resources)
    if newest is None:
        return 0, {}
    documents, table = _table(newest.pk)
    keys = {word: resources.analyser.key(word, "de") for word in words}
    return documents, {word: table.get(key, 0) for word, key in keys.items()}


@lru_cache(maxsize=1)
def _table(pk: int) -> tuple[int, dict[str, int]]:
    """The statistics of one version never change, so they are read once."""
    content = PoolStatistics.objects.get(pk=pk).content
    return content["documents"], content["frequencies"]["keys"]
