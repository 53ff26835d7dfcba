"""What a Document accepts."""

from decimal import Decimal

import pytest

from matchmaking.engine import Document


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": ""}, "id must not be empty"),
        ({"id": 7}, "id must be a string"),
        ({"text": None}, "text must be a string"),
        ({"title": 1}, "title must be a string"),
        ({"language": "fr"}, "language must be one of de, en"),
        ({"topics": "erp"}, "topics must be a list of strings"),
        ({"sectors": (25,)}, "sectors must be a list of strings"),
        ({"ags": 5974028}, "ags must be a string of 5 or 8 digits"),
        ({"ags": "059740"}, "ags must be a string of 5 or 8 digits"),
        ({"region": "Soest"}, "region must be one of"),
        ({"budget_eur": -1}, "budget_eur"),
        ({"budget_eur": float("nan")}, "budget_eur"),
        ({"budget_eur": "5000"}, "budget_eur"),
        ({"budget_eur": True}, "budget_eur"),
        ({"budget_eur": 10**400}, "budget_eur"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": 1.5}, "capacity"),
        ({"capacity": True}, "capacity"),
        ({"need_kind": "help"}, "need_kind must be one of"),
    ],
)
def test_impossible_values_are_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        Document(**{"id": "n", "text": "Lager", **fields})


@pytest.mark.parametrize("budget", [0, 5000, 99.5, Decimal("1200.00")])
def test_amounts_may_be_of_any_number_type(budget):
    assert Document("n", "Lager", budget_eur=budget).budget_eur == budget


def test_lists_become_tuples():
    assert Document("n", "Lager", topics=["erp"], sectors=["25"]).topics == ("erp",)
