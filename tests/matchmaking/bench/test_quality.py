import dataclasses
import json

import pytest

from matchmaking.bench import quality
from matchmaking.bench.collection import read_collections, write_documents
from matchmaking.bench.ours import Ours
from matchmaking.engine import Document, rank


class Fixed:
    """A system that puts the offers of every need into the order of their places, all with the same score."""

    name = "fixed"

    def analyse(self, needs, offers):
        self._size = len(needs), len(offers)

    def build(self):
        pass

    def score(self, top):
        import numpy as np

        needs, offers = self._size
        yield 0, np.tile(np.arange(offers)[::-1], (needs, 1))[:, :top], np.ones((needs, min(top, offers)))


def test_equal_scores_are_put_into_the_order_of_ids(small):
    ranked = quality.rank_all(Fixed(), small)
    assert ranked["n0"] == sorted(offer.id for offer in small.offers)


def test_every_split_is_reported_on_its_own_with_means_and_differences(small, monkeypatch):
    monkeypatch.setattr(quality, "make_system", lambda name, *_args, **_kw: Ours() if name == "ours" else Fixed())
    split = dataclasses.replace(small, splits={"n0": "tune", "n1": "held", "n2": "held"})
    held, tune = quality.measure_quality([split], ["ours", "bm25s"], resamples=200, say=lambda _line: None)
    assert (held["name"], held["needs"], tune["name"], tune["needs"]) == ("small held", 2, "small tune", 1)
    assert held["systems"]["ours"]["ndcg@10"] == 1.0
    mean, low, high = held["differences"]["ours"]["bm25s"]
    assert mean == pytest.approx(1.0 - held["systems"]["bm25s"]["ndcg@10"])
    assert low <= mean <= high


def test_our_own_order_is_that_of_the_engine(gold):
    few = dataclasses.replace(gold, needs=gold.needs[:12])
    resources = Ours()._resources
    expected = {
        ranking.need_id: [pair.offer_id for pair in ranking.pairs]
        for ranking in rank(few.needs, few.offers, profile="text", resources=resources)
    }
    assert quality.rank_all(Ours(), few) == expected


def test_needs_that_nothing_fits_are_counted_apart_from_false_alarms(small):
    strange = {"no_fit": [Document("x", "Wer gießt in den Ferien meine Zimmerpflanzen?", language="de")]}
    found = quality.measure_nothing_fits(small, strange, ["ours", "bm25s"], say=lambda _line: None)
    assert found == {"ours": {"recognised": {"no_fit": (1, 1)}, "false_alarms": {"small": (0, 3)}}}


def test_collections_are_read_from_their_folders_and_others_passed_over(tmp_path, small):
    folder = tmp_path / "first"
    folder.mkdir()
    (tmp_path / "notes").mkdir()
    write_documents(folder / "queries.jsonl", small.needs)
    (folder / "docs.jsonl").write_text(json.dumps({"id": "o0", "text": "Lager"}) + "\n", encoding="utf-8")
    (folder / "qrels.tsv").write_text("n0\to0\t2\nn1\to0\t0\n", encoding="utf-8")
    (found,) = read_collections(tmp_path)
    assert (found.name, found.needs) == ("first", small.needs)
    assert found.offers == [Document("o0", "Lager")]
    assert found.grades == {"n0": {"o0": 2}, "n1": {"o0": 0}}
    assert found.parts() == {"first": ["n0"]}


def test_the_gold_set_has_its_two_splits(gold):
    assert {name: len(needs) for name, needs in gold.parts().items()} == {"gold held": 45, "gold tune": 45}
