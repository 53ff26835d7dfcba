import datetime
from fractions import Fraction

import pytest
from django.urls import reverse

from regions.models import Municipality
from shares.models import JoiningDecision
from tests.shares.steps import empty_register, transferred

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client):
    def fetch(**query):
        return client.get(reverse("shares:register"), query)

    return fetch


def test_the_register_is_public_and_lists_holder_fraction_and_percent(get):
    response = get()
    assert response.status_code == 200
    html = response.content.decode()
    for text in ("Wirtschaft und Marketing Soest GmbH", "12/32", "8/32", "3,13 %", "37,5 %", "15.02.2018"):
        assert text in html
    assert "32/32" in html
    assert "100 %" in html
    assert html.count("1/32") == 12


def test_the_undecided_municipality_has_a_line_of_its_own(get):
    assert "Gemeinde Möhnesee" in get().content.decode()


def test_the_line_of_a_municipality_that_decided_is_gone(get):
    moehnesee = Municipality.objects.get(name="Möhnesee")
    JoiningDecision.objects.create(municipality=moehnesee, status="declined", as_of=datetime.date(2020, 5, 1))
    assert "Gemeinde Möhnesee" not in get().content.decode()
    assert "Gemeinde Möhnesee" in get(as_of="2020-04-30").content.decode()


def test_who_holds_a_share_is_no_longer_undecided(get):
    transferred(Fraction(1, 32))
    assert get().context["register"].undecided == []
    assert len(get(as_of="2021-06-30").context["register"].undecided) == 1


def test_a_past_date_shows_the_register_as_it_was(get):
    transferred(Fraction(1, 32))
    assert "34,38 %" in get().content.decode()
    past = get(as_of="2021-06-30")
    assert "37,5 %" in past.content.decode()
    assert "34,38 %" not in past.content.decode()
    assert [date.isoformat() for date in past.context["dates"]] == ["2018-02-15", "2021-07-01"]


@pytest.mark.parametrize("as_of", ["2018-02-15", "15.02.2018", "", "2099-01-01"])
def test_dates_from_the_start_of_the_register_are_accepted(get, as_of):
    response = get(as_of=as_of)
    assert response.status_code == 200
    assert len(response.context["register"].holdings) == 14


@pytest.mark.parametrize("as_of", ["2018-02-14", "2018-02-30", "gestern", "0001-01-01"])
def test_other_dates_are_explained_and_todays_register_is_shown(get, as_of):
    response = get(as_of=as_of)
    assert response.status_code == 400
    assert response.context["form"].errors["as_of"]
    assert len(response.context["register"].holdings) == 14


def test_a_date_in_the_future_is_marked_as_such(get):
    assert get(as_of="2099-01-01").context["is_future"]
    assert not get().context["is_future"]


def test_an_empty_register_says_so(get):
    empty_register()
    response = get()
    assert response.status_code == 200
    assert response.context["register"].total == 0


def test_the_page_takes_the_same_queries_however_long_the_register(get, django_assert_num_queries):
    with django_assert_num_queries(6):
        get()


def test_the_register_only_answers_to_reading(client):
    assert client.post(reverse("shares:register")).status_code == 405
