"""What search engines and those who share a link are given."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from PIL import Image

from core import cards, findable
from core.findable import json_ld
from landscape.selectors import newest_offers
from landscape.services import refresh
from tests.cases import offer_in

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_robots_are_sent_to_the_sitemap_and_away_from_links_of_single_persons(client):
    text = client.get(reverse("robots")).content.decode()
    assert "Disallow: /l/" in text
    assert f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}" in text


def test_every_address_of_the_sitemap_is_a_page_that_may_be_listed(client):
    root = ElementTree.fromstring(client.get(reverse("sitemap")).content)
    addresses = [found.text for found in root.iter(f"{SITEMAP}loc")]
    assert len(addresses) == len(set(addresses)) >= len(findable.Pages.names)
    for address in addresses:
        page = client.get(re.sub(r"https?://[^/]+", "", address))
        assert page.status_code == 200
        assert 'rel="canonical"' in page.content.decode()


def test_a_room_adds_its_section(client, monkeypatch):
    class Two(Sitemap):
        def items(self):
            return ["/one/", "/two/"]

        def location(self, item):
            return item

    monkeypatch.setitem(findable.sections, "two", Two)
    assert "/two/?lang=en" in client.get(reverse("sitemap")).content.decode()


def _picture(response) -> Image.Image:
    assert response.headers["Content-Type"] == "image/png"
    return Image.open(BytesIO(response.content))


def test_the_page_names_a_card_that_is_there(client):
    html = client.get(reverse("home")).content.decode()
    address = re.search(r'property="og:image" content="([^"]+)"', html)[1]
    picture = _picture(client.get(address.removeprefix(settings.BASE_URL)))
    assert picture.size == (cards.WIDTH, cards.HEIGHT)


@pytest.mark.parametrize("title", ["Kurz", "Überlange Wörter " * 40, "ohneleerzeichen" * 30, "", "<b>&amp;</b>"])
def test_a_card_is_drawn_whatever_the_title(client, monkeypatch, title):
    monkeypatch.setitem(cards._cards, "test", lambda key: cards.Card("Angebot", title, key))
    picture = _picture(client.get(reverse("card", args=["test", "one"])))
    assert picture.size == (cards.WIDTH, cards.HEIGHT)
    sand = tuple(int(cards._SAND[place : place + 2], 16) for place in (1, 3, 5))
    assert {color for _count, color in picture.convert("RGB").crop((1130, 0, 1200, 630)).getcolors(9_999)} == {sand}


def test_there_is_no_card_of_what_is_not_public(client):
    assert client.get(reverse("card", args=["unheard", "of"])).status_code == 404


def test_what_machines_read_about_a_page_cannot_leave_its_element():
    text = json_ld({"name": "</script><script>alert(1)</script> & Söhne"})
    assert "<" not in text
    assert "Söhne" in text


ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_of_offers_names_what_is_published_and_leads_there(client, people):
    offer = offer_in("published", people)
    refresh(offer.organisation)
    root = ElementTree.fromstring(client.get(reverse("feed_offers")).content)
    (entry,) = root.iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == offer.title
    assert client.get(re.sub(r"https?://[^/]+", "", entry.find(f"{ATOM}link").get("href"))).status_code == 200


@pytest.mark.parametrize("name", ["feed_needs", "feed_events"])
def test_an_empty_feed_is_a_feed(client, name):
    response = client.get(reverse(name))
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert ElementTree.fromstring(response.content).find(f"{ATOM}title").text


def test_a_profile_and_an_offer_say_to_machines_what_they_are(client, people):
    offer = offer_in("published", people)
    refresh(offer.organisation)
    entry = offer.organisation.landscape_entry
    profile = client.get(entry.get_absolute_url()).content.decode()
    assert '"@type": "Organization"' in profile
    assert f'property="og:image" content="{settings.BASE_URL}{reverse("card", args=["entry", entry.slug])}"' in profile
    _picture(client.get(reverse("card", args=["entry", entry.slug])))
    address = newest_offers(1)[0].address
    assert '"@type": "Service"' in client.get(address).content.decode()
