"""Each peer that is installed finds the obvious offer; the others are skipped by name."""

import sys

import numpy as np
import pytest
from django.db import connection

from matchmaking.bench.peers import PEERS, make_peer
from matchmaking.bench.quality import rank_all
from matchmaking.bench.registry import find_missing
from matchmaking.bench.systems import Unavailable, best_columns, run_blocks
from matchmaking.engine import Document
from matchmaking.management.commands.bench_matching import database_arguments


@pytest.fixture
def peer(request):
    """The peer named by the test's parameter, over a real database where it is one."""
    database = None
    if request.param == "postgres":
        request.getfixturevalue("db")
        database = database_arguments()
    try:
        made = make_peer(request.param, database)
    except Unavailable as error:
        pytest.skip(f"NOT TESTED: {error}")
    yield made
    if hasattr(made, "close"):
        made.close()


every_peer = pytest.mark.parametrize("peer", PEERS, indirect=True)
# Compiled code of bm25s and numba's thread pool warn of nothing we could change.
pytestmark = pytest.mark.filterwarnings("default")


@every_peer
def test_a_peer_finds_the_obvious_offer(peer, small):
    ranked = rank_all(peer, small)
    assert [ranked[need.id][0] for need in small.needs] == ["o0", "o1", "o2"]


@every_peer
def test_a_peer_can_be_used_again_with_other_texts(peer, small):
    rank_all(peer, small)
    needs, offers = [Document("n", "Hochzeit")], [Document("a", "Gärten"), Document("b", "Hochzeit im Saal")]
    peer.analyse(needs, offers)
    peer.build()
    ((start, places, scores),) = peer.score(20)
    assert (start, places[0, 0], scores[0, 0] > 0) == (0, 1, True)


@every_peer
@pytest.mark.parametrize("text", ["", "?! & | ' : * (", "xyzzy"])
def test_a_need_without_a_known_word_gets_nothing(peer, small, text):
    peer.analyse([*small.needs, Document("n", text)], small.offers)
    peer.build()
    found = np.concatenate([np.pad(offers, ((0, 0), (0, 20 - offers.shape[1]))) for _s, offers, _p in peer.score(20)])
    assert len(found) == 4
    assert found[3, 0] == -1


def test_the_schema_in_the_database_is_gone_afterwards(db, small):
    peer = make_peer("postgres", database_arguments())
    rank_all(peer, small)
    peer.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'bench_matching'")
        assert cursor.fetchone() == (0,)


def test_missing_peers_are_named_with_a_reason(monkeypatch):
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.delitem(sys.modules, "matchmaking.bench.peers.tantivy_index", raising=False)
    missing = find_missing(["postgres", "tantivy"], {"host": "127.0.0.1", "port": 1, "connect_timeout": 2})
    assert missing["tantivy"] == "tantivy is not installed; requirements/bench.txt has it"
    assert missing["postgres"].startswith("the database cannot be used: ")
    assert find_missing(["postgres"]) == {"postgres": "no database is configured"}


def test_blocks_come_in_order_and_stop_when_nobody_listens():
    assert list(run_blocks(10, 4, lambda start, stop: (start, stop))) == [(0, 4), (4, 8), (8, 10)]
    done = []
    blocks = run_blocks(1000, 1, lambda start, _stop: done.append(start))
    next(blocks)
    blocks.close()
    assert len(done) < 20


def test_the_best_columns_are_in_order_and_zero_is_no_answer():
    columns, values = best_columns(np.array([[0.1, 0.9, 0.0, 0.9], [0.0, 0.0, 0.0, 0.2]]), 3)
    assert columns.tolist() == [[1, 3, 0], [3, -1, -1]]
    assert values[0].tolist() == [0.9, 0.9, 0.1]
