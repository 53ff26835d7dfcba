"""Our own engine behind the methods of `systems.System`: the one place of the bench that knows its inside."""

from contextlib import contextmanager

from matchmaking.engine import index, load_resources, reading
from matchmaking.engine.analysis import read_features
from matchmaking.engine.features import Vocabulary
from matchmaking.engine.matcher import Matcher
from matchmaking.engine.reading import Reader
from matchmaking.engine.scoring import MICRO
from matchmaking.engine.statistics import Counts, collect

from .systems import CORES, Unavailable

_EVERY_OFFER = 10**9


@contextmanager
def _limits(exact_up_to, worth_the_loop=reading.WORTH_THE_LOOP):
    """Have every offer compared up to so many, and texts read by the compiled loop from so many on."""
    usual = index.EXACT_UP_TO, reading.WORTH_THE_LOOP
    index.EXACT_UP_TO, reading.WORTH_THE_LOOP = exact_up_to, worth_the_loop
    try:
        yield
    finally:
        index.EXACT_UP_TO, reading.WORTH_THE_LOOP = usual


class Ours:
    """The complete engine: words, concepts, spelling and topics fused.

    dictionary   use the general dictionary, too; raises Unavailable where this machine has none
    text_only    rank every offer by text alone; False: the portal's profile, which proposes only with evidence

    Above a number of offers the engine looks for candidates first; `score_exactly` never does.
    """

    def __init__(self, dictionary=False, text_only=True):
        self.name = "ours+dictionary" if dictionary else "ours"
        self._text_only = text_only
        self._resources = load_resources() if dictionary else load_resources(dictionary=None)
        if dictionary and self._resources.dictionary is None:
            raise Unavailable("no general dictionary is installed (Debian: trans-de-en)")

    def analyse(self, needs, offers):
        self._needs, self._offers = needs, offers
        reader = Reader(Vocabulary(), self._resources, text_only=self._text_only, processes=CORES)
        self._tables = reader.tables(needs, offers)

    def build(self):
        self._asked, said = (Counts.of(table, self._resources) for table in self._tables)
        del self._tables
        statistics = collect([self._asked, said], said)
        self._matcher = Matcher(
            self._offers, said, statistics, self._resources, text_only=self._text_only, threads=CORES
        )

    def score(self, top):
        yield 0, *self._best(self._needs, self._asked, top)

    def score_together(self, top):
        """Yield the same as `match_files` ranks: with what offers give to all of the needs taken off."""
        demand = self._matcher.demand(self._needs, self._asked) if self._text_only else None
        yield 0, *self._best(self._needs, self._asked, top, demand)

    def score_exactly(self, places, top):
        """Return (offers, scores), each (needs, top), of the needs at `places`, compared with every offer."""
        needs = [self._needs[place] for place in places]
        reader = Reader(self._matcher.vocabulary, self._resources, text_only=self._text_only)
        counts = Counts.of(reader.table(needs), self._resources)
        with _limits(_EVERY_OFFER):
            return self._best(needs, counts, top)

    def warm_up(self, top):
        """Work as with many texts, however few there are, to have the loops compiled that only then are used."""
        with _limits(0, 0):
            self.analyse(self._needs, self._offers)
            self.build()
            self._best(self._needs, self._asked, top)

    def new_need(self, document, top):
        """Return (offers, scores) of one need that was not there when the pool was built."""
        features = read_features(document, self._resources, text_only=self._text_only)
        offers, scores = self._best([document], self._matcher.count([features]), top)
        return offers[0], scores[0]

    @property
    def is_exact(self):
        """Tell whether every need is compared with every offer at this size."""
        return len(self._offers) <= index.EXACT_UP_TO

    def extra_memory(self):
        return 0

    def _best(self, needs, counts, top, demand=None):
        offers, points = self._matcher.best(needs, counts, top=top, demand=demand)
        return offers, points / MICRO
