"""What an offer gives to every need is taken off where all needs are known."""

import json

import numpy as np
import pytest
from django.core.management import call_command

from matchmaking.engine import Document, load_resources, rank
from matchmaking.engine.demand import SHARE, is_telling
from matchmaking.engine.ranking import prepare
from tests.engine.gold import NEEDS, OFFERS

FEW = NEEDS[:40]


def pairs_of(needs, **options):
    found = {}
    for ranking in rank(needs, OFFERS, top=len(OFFERS), profile="text", **options):
        found[ranking.need_id] = ranking.pairs
    return found


@pytest.fixture(scope="module")
def alone():
    return pairs_of(NEEDS)


@pytest.fixture(scope="module")
def together():
    return pairs_of(NEEDS, together=True)


def test_it_is_a_part_of_the_mean_of_what_four_needs_get(alone):
    asked, matcher = prepare(NEEDS, OFFERS, load_resources(), text_only=True)
    scores = {offer.id: [] for offer in OFFERS}
    for pairs in alone.values():
        for pair in pairs:
            scores[pair.offer_id].append(pair.score)
    part = SHARE * (1 - 40 / len(NEEDS))
    expected = [part * np.mean(sorted(scores[offer.id])[-4:]) for offer in OFFERS]
    assert matcher.demand(NEEDS, asked) / 1e6 == pytest.approx(expected, abs=1e-5)


def test_it_is_the_last_contribution_and_the_rest_stays_what_it_was(alone, together):
    for need, pairs in together.items():
        before = {pair.offer_id: pair.contributions for pair in alone[need]}
        for pair in pairs:
            assert list(pair.contributions)[-1] == "demand"
            assert pair.contributions["demand"] <= 0 <= pair.score
            assert abs(sum(pair.contributions.values()) - pair.score) < 1e-6
            assert before[pair.offer_id] == {k: v for k, v in pair.contributions.items() if k != "demand"}


def test_of_two_equal_pairs_the_offer_that_fits_fewer_needs_comes_first():
    crowd = [Document(f"n{number}", f"Wir suchen ein Lagerverwaltungssystem, Halle {number}.") for number in range(600)]
    need = Document("both", "Lagerverwaltungssystem und Schweißroboter")
    offers = [Document("a", "Lagerverwaltungssystem"), Document("b", "Schweißroboter")]
    orders = {}
    for known in (False, True):
        *_, ranking = rank([*crowd, need], offers, profile="text", together=known)
        orders[known] = {pair.offer_id: pair for pair in ranking.pairs}
    assert orders[True]["b"].rank == 1
    off = [orders[True][name].contributions["demand"] for name in ("a", "b")]
    assert off[0] < off[1]
    codes = {name: {reason.code for reason in pair.reasons} for name, pair in orders[True].items()}
    assert "fits_many" in codes["a"]
    assert "fits_many" not in codes["b"]
    assert all("fits_many" not in {reason.code for reason in pair.reasons} for pair in orders[False].values())


def test_few_needs_teach_nothing_about_offers():
    assert not is_telling(40)
    assert is_telling(41)
    assert pairs_of(FEW, together=True) == pairs_of(FEW)


def test_with_candidates_only_it_stays_nearly_the_same(together, monkeypatch):
    monkeypatch.setattr("matchmaking.engine.index.EXACT_UP_TO", 0)
    kept, wanted = 0, 0
    for need, pairs in pairs_of(NEEDS, together=True).items():
        best = {pair.offer_id for pair in together[need][:5]}
        wanted += len(best)
        kept += len(best & {pair.offer_id for pair in pairs[:5]})
    assert kept >= 0.97 * wanted


@pytest.mark.parametrize("profile", ["text", "full"])
def test_files_hold_all_needs_and_only_text_is_ranked_by_it(tmp_path, profile):
    files = {"needs": NEEDS, "offers": OFFERS}
    for name, documents in files.items():
        rows = [json.dumps({"id": each.id, "text": each.text}) for each in documents]
        (tmp_path / name).write_text("\n".join(rows), encoding="utf-8")
    given = {name: str(tmp_path / name) for name in files}
    call_command("match_files", **given, out=str(tmp_path / "out"), profile=profile)
    lines = [json.loads(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]
    assert {"demand" in line["contributions"] for line in lines} == {profile == "text"}
