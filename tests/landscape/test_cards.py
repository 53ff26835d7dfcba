"""What is kept of the cards of the directory: for visitors it saves queries, and it never outlives a change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from landscape.services import refresh
from tests.landscape.steps import directory, listed_startup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _keep_pieces(settings):
    settings.PUBLIC_PAGE_SECONDS = 60


def test_an_entry_that_was_shown_once_is_not_read_again_for_another_choice_of_filters(client, people):
    listed_startup(people)
    directory(client, "kind=startup")
    with CaptureQueriesContext(connection) as asked:
        assert people.startup.name in directory(client, "place=duesseldorf")
    assert [each["sql"] for each in asked if "landscape_entry" in each["sql"]] == []


def test_a_kept_card_shows_the_topics_of_each_wish(client, people):
    listed_startup(people)
    assert 'class="dzm-chip dzm-chip--on">' not in directory(client, "kind=startup").partition('id="results"')[2]
    assert '<li class="dzm-chip dzm-chip--on">' in directory(client, "topic=iiot")


def test_a_change_of_an_entry_is_seen_at_once(client, people):
    listed_startup(people)
    directory(client, "kind=startup")
    people.startup.name = "Umbenannt UG"
    people.startup.save()
    refresh(people.startup)
    assert "Umbenannt UG" in directory(client, "kind=startup")


def test_each_language_has_cards_of_its_own(client, people):
    listed_startup(people)
    assert "nimmt Anfragen an" in directory(client, "kind=startup")
    assert "takes requests</span>" in directory(client, "kind=startup&lang=en")
