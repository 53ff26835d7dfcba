"""Pages for everybody: kept for visitors, never for people, stale as soon as something changes."""

import gzip

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.stamps import stamps, touch
from regions.models import CooperationAgreement
from tests.landscape.steps import listed_startup

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "shares:register"


@pytest.fixture(autouse=True)
def _keep_pages(settings):
    settings.PUBLIC_PAGE_SECONDS = 60


def _queries(client, url: str, **headers) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, headers=headers).status_code == 200
    return len(asked)


def test_the_second_visitor_costs_no_query(client):
    assert _queries(client, reverse(PAGE)) > 0
    assert _queries(client, reverse(PAGE)) == 0


def test_a_browser_that_has_the_page_gets_none(client):
    first = client.get(reverse(PAGE))
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = client.get(reverse(PAGE), headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("name", ["home", "landscape:directory", "board:list", "profile"])
def test_pages_that_visitors_open_first_are_asked_for_again_cheaply(client, people, name):
    url = listed_startup(people).get_absolute_url() if name == "profile" else reverse(name)
    first = client.get(url)
    assert first.headers["Cache-Control"] == "public, no-cache"
    with CaptureQueriesContext(connection) as asked:
        again = client.get(url, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert len(asked) == 0


def test_a_change_makes_the_page_stale_at_once(client):
    client.get(reverse(PAGE))
    touch("shares")
    assert _queries(client, reverse(PAGE)) > 0


def test_saving_a_row_touches_what_it_stands_for():
    before = stamps(["regions"])
    CooperationAgreement.objects.first().save()
    assert stamps(["regions"]) != before


def test_the_page_is_sent_packed_to_who_takes_it_so(client):
    plain = client.get(reverse(PAGE)).content
    packed = client.get(reverse(PAGE), headers={"accept-encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain
    assert {"Accept-Encoding", "Cookie"} <= {name.strip() for name in packed.headers["Vary"].split(",")}


def test_who_has_signed_in_gets_an_own_page_that_nobody_else_gets(client, people):
    visitors = client.get(reverse(PAGE)).content.decode()
    client.force_login(people.anna)
    own = client.get(reverse(PAGE))
    assert "Anna Feldkamp" in own.content.decode()
    assert own.headers["Cache-Control"] == "private, no-cache"
    client.logout()
    assert client.get(reverse(PAGE)).content.decode() == visitors


def test_each_language_is_kept_for_itself(client):
    german = client.get(reverse(PAGE)).content.decode()
    english = client.get(f"{reverse(PAGE)}?lang=en").content.decode()
    assert '<html lang="de">' in german
    assert '<html lang="en">' in english
    assert "lang=en" not in english.partition('name="next"')[2].partition(">")[0]


def test_a_page_with_a_query_is_made_anew(client):
    url = f"{reverse(PAGE)}?as_of=2018-02-15"
    assert _queries(client, url) == _queries(client, url) > 0
    answer = client.get(url)
    assert client.get(url, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304


def test_nothing_is_kept_where_the_cache_is_down(client, settings, monkeypatch):
    def down(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "get_many", down)
    assert _queries(client, reverse(PAGE)) == _queries(client, reverse(PAGE)) > 0


def test_a_link_in_english_is_followed_by_pages_in_english(client):
    client.get(f"{reverse(PAGE)}?lang=en")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert '<html lang="en">' in client.get(reverse("imprint")).content.decode()


def test_a_language_that_does_not_exist_changes_nothing(client):
    response = client.get(f"{reverse(PAGE)}?lang=tlh")
    assert '<html lang="de">' in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize(("name", "findable"), [("home", True), (PAGE, True), ("account_login", False)])
def test_search_engines_are_told_what_they_may_list(client, name, findable):
    html = client.get(reverse(name)).content.decode()
    assert ('rel="canonical"' in html) is findable
    assert ('name="robots" content="noindex"' in html) is not findable
    if findable:
        here = f"{settings.BASE_URL}{reverse(name)}"
        assert f'hreflang="de" href="{here}"' in html
        assert f'hreflang="en" href="{here}?lang=en"' in html
        assert html.count('<meta name="description" content="') == 1
