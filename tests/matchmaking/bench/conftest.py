"""The bench measures texts alone: no cache, and no general dictionary that the machine happens to have."""

import os

import pytest

from matchmaking.bench.collection import Collection, read_gold
from matchmaking.engine import Document

os.environ["MATCHING_DICTIONARY"] = "none"


@pytest.fixture(autouse=True)
def _empty_cache():
    """Stand in for the suite's fixture of this name, which needs a running Valkey."""


@pytest.fixture(scope="session")
def gold(request):
    return read_gold(request.config.rootpath / "tests" / "gold")


@pytest.fixture(scope="session")
def small():
    """Three needs with one obvious offer each, and offers that fit nobody."""
    texts = [
        ("Unsere Lagerbestände stimmen nie, die Inventur dauert zwei Tage.", "Inventur und Lagerbestände per Scanner."),
        ("Die Fräsmaschine fällt oft aus, wir brauchen Wartung.", "Vorausschauende Wartung für jede Fräsmaschine."),
        ("Gesucht wird ein Webshop für Ersatzteile.", "Wir bauen Ihren Webshop, auch für Ersatzteile."),
    ]
    needs = [Document(f"n{number}", need, language="de") for number, (need, _offer) in enumerate(texts)]
    offers = [Document(f"o{number}", offer, language="de") for number, (_need, offer) in enumerate(texts)]
    others = ["Tanzkurse und Musik am Abend.", "Gärten, Bäume, Hecken.", "Fotografie bei Hochzeiten.", "!!!"]
    offers += [Document(f"x{number}", text, language="de") for number, text in enumerate(others)]
    grades = {f"n{number}": {f"o{number}": 3} for number in range(len(needs))}
    return Collection("small", needs, offers, grades, {})
