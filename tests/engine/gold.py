"""The gold set of `tests/gold/`, read once."""

import json
import math
from pathlib import Path

from matchmaking.engine import Document

_FOLDER = Path(__file__).parents[1] / "gold"


def _rows(name):
    return [json.loads(line) for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines()]


def _documents(name):
    return [Document(row["id"], row["text"], language=row["language"]) for row in _rows(name)]


NEEDS = _documents("needs.jsonl")
OFFERS = _documents("offers.jsonl")
NO_FIT = _documents("no_fit.jsonl")
SPLIT = {row["id"]: row["split"] for row in _rows("needs.jsonl")}
GRADES = {}
for _line in (_FOLDER / "qrels.tsv").read_text(encoding="utf-8").splitlines():
    _need, _offer, _grade = _line.split("\t")
    GRADES.setdefault(_need, {})[_offer] = int(_grade)


def ndcg(ranked, grades, depth=10):
    """Return nDCG (gain 2^grade - 1) of a list of offer ids."""

    def gain(values):
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(values[:depth]))

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(offer, 0) for offer in ranked]) / best if best else 0.0
