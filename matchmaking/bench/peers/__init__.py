"""The peers: other programs that rank texts, each behind the same few methods (`systems.System`).

Each module imports its library only when a peer is made, so that a missing one is a sentence and no failure.
"""

from importlib import import_module

from matchmaking.bench.systems import Unavailable

# Name -> (module, class, library it needs). All give their exact top list by their own measure.
PEERS = {
    "postgres": ("postgres", "Postgres", "psycopg"),
    "bm25s": ("bm25", "Bm25s", "bm25s"),
    "tantivy": ("tantivy_index", "Tantivy", "tantivy"),
    "sklearn": ("tfidf", "WordsAndGrams", "sklearn"),
    "sparse_dot_topn": ("tfidf", "SparseDotTopn", "sparse_dot_topn"),
}


def make_peer(name, database=None):
    """Return the peer `name`; raises Unavailable with one sentence where its library or its server is missing.

    database   what psycopg needs to connect (a dict), for "postgres" alone
    """
    module, cls, library = PEERS[name]
    try:
        make = getattr(import_module(f"matchmaking.bench.peers.{module}"), cls)
        return make(database) if name == "postgres" else make()
    except ImportError as error:
        raise Unavailable(f"{library} is not installed; requirements/bench.txt has it") from error
