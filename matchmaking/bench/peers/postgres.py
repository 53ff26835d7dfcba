"""PostgreSQL full-text search with the German configuration, in the project's own database."""

import psycopg

from matchmaking.bench.memory import peak_of
from matchmaking.bench.systems import CORES, Unavailable, rows_to_table, run_blocks

_BLOCK = 20
_ALONE = """
    SET lock_timeout = '60s';
    SELECT pg_advisory_lock(hashtext('bench_matching'));
"""
_PREPARE = """
    DROP SCHEMA IF EXISTS bench_matching CASCADE;
    CREATE SCHEMA bench_matching;
    CREATE UNLOGGED TABLE bench_matching.needs (place integer PRIMARY KEY, text text, words tsquery);
    CREATE UNLOGGED TABLE bench_matching.offers (place integer PRIMARY KEY, text text, words tsvector);
"""
_LOAD = {
    "needs": "COPY bench_matching.needs (place, text) FROM STDIN",
    "offers": "COPY bench_matching.offers (place, text) FROM STDIN",
}
# One of the words is enough: a need that tells a story never finds all of its words in one offer.
_READ = """
    UPDATE bench_matching.needs SET words = (
        SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery FROM unnest(to_tsvector('german', text))
    );
    UPDATE bench_matching.offers SET words = to_tsvector('german', text);
"""
_INDEX = """
    CREATE INDEX ON bench_matching.offers USING gin (words);
    ANALYZE bench_matching.offers;
"""
_ASK = """
    SELECT need.place, found.place, found.score
    FROM bench_matching.needs need CROSS JOIN LATERAL (
        SELECT offer.place, ts_rank_cd(offer.words, need.words) AS score
        FROM bench_matching.offers offer WHERE offer.words @@ need.words
        ORDER BY score DESC, offer.place LIMIT %s
    ) found
    WHERE need.place >= %s AND need.place < %s
    ORDER BY need.place, found.score DESC, found.place
"""
_CLEAR = "DROP SCHEMA IF EXISTS bench_matching CASCADE"


class Postgres:
    """ts_rank_cd over a disjunction of the need's lexemes, with a GIN index, on as many connections as cores.

    database   keyword arguments of psycopg.connect

    The tables live in a schema `bench_matching` of their own, dropped when the connections are closed and
    before the next run. Raises Unavailable where no database answers or it may not be written.
    """

    name = "postgres"

    def __init__(self, database):
        if not database:
            raise Unavailable("no database is configured")
        try:
            self._connections = [psycopg.connect(**database, autocommit=True) for _core in range(CORES)]
            self._first.execute(_ALONE)
        except psycopg.Error as error:
            raise Unavailable(f"the database cannot be used: {str(error).splitlines()[0]}") from error

    @property
    def _first(self):
        return self._connections[0]

    def analyse(self, needs, offers):
        self._first.execute(_PREPARE)
        self._count = len(needs)
        for name, side in (("needs", needs), ("offers", offers)):
            with self._first.cursor() as cursor, cursor.copy(_LOAD[name]) as copy:
                for place, document in enumerate(side):
                    copy.write_row((place, document.text.replace("\0", " ")))
        self._first.execute(_READ)

    def build(self):
        self._first.execute(_INDEX)

    def score(self, top):
        free = list(self._connections)

        def answer(start, stop):
            connection = free.pop()
            try:
                found = connection.execute(_ASK, (top, start, stop)).fetchall()
            finally:
                free.append(connection)
            rows = [[] for _need in range(start, stop)]
            for need, offer, score in found:
                rows[need - start].append((offer, score))
            return start, *rows_to_table(rows, top)

        yield from run_blocks(self._count, _BLOCK, answer, len(self._connections))

    def extra_memory(self):
        """Return the peak of the server processes behind our connections, 0 where they run on another machine."""
        total = 0
        for connection in self._connections:
            pid = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
            total += peak_of(pid)
        return total

    def close(self):
        """Drop what was created and hang up."""
        self._first.execute(_CLEAR)
        for connection in self._connections:
            connection.close()
