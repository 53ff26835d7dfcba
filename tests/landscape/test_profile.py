"""The public page of one organisation and of its offers."""

import pytest
from django.urls import reverse

from landscape.models import Entry
from landscape.selectors import public_offer
from landscape.services import choose_visibility
from organisations.models import Organisation
from organisations.services.logo import remove_logo, save_logo
from organisations.services.merging import merge
from startups import services as offers
from startups.models import Offer
from tests.factories import ProviderFactory
from tests.files.samples import picture
from tests.landscape.steps import entry_of, listed_startup

pytestmark = pytest.mark.django_db


def test_the_profile_shows_offers_with_price_and_leads_to_them(people, client):
    entry = listed_startup(people)
    people.startup.offers.update(price_from_eur=4_800)
    page = client.get(entry.get_absolute_url()).content.decode()
    offer = people.startup.offers.get()
    address = reverse("landscape:offer", args=[entry.slug, public_offer(offer).slug])
    assert address in page
    assert "ab 4.800 Euro" in page
    assert offer.description.split(".")[0] in client.get(address).content.decode()


def test_an_old_address_leads_to_the_new_name(people, client):
    old = listed_startup(people).get_absolute_url()
    Organisation.objects.filter(pk=people.startup.pk).update(name="Funkwerk Übersee UG")
    new = entry_of(people.startup).get_absolute_url()
    assert "funkwerk-uebersee-ug" in new
    response = client.get(old)
    assert (response.status_code, response.url) == (301, new)


def test_who_was_shown_once_is_gone_and_who_never_was_does_not_exist(people, client):
    entry = listed_startup(people)
    choose_visibility(people.startup, actor=people.clara, visibility="hidden", booked_until=None)
    response = client.get(entry.get_absolute_url())
    assert response.status_code == 410
    assert reverse("landscape:directory") in response.content.decode()
    hidden = Entry.objects.create(organisation=people.company)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(reverse("landscape:profile", args=["nobody-222222"])).status_code == 404


def test_an_offer_that_rests_is_gone_but_its_provider_is_not(people, client):
    entry = listed_startup(people)
    choose_visibility(people.startup, actor=people.clara, visibility="listed", booked_until=None)
    offer = people.startup.offers.get()
    address = reverse("landscape:offer", args=[entry.slug, public_offer(offer).slug])
    offers.suspend_offer(offer, actor=people.clara)
    response = client.get(address)
    assert response.status_code == 410
    assert entry.get_absolute_url() in response.content.decode()


def test_the_address_of_a_merged_organisation_leads_to_the_other(people, client):
    entry = listed_startup(people)
    twin = ProviderFactory(name="Maschinenfunk GmbH", region=people.startup.region)
    choose_visibility(twin, actor=people.lead, visibility="listed", booked_until=None)
    merge(twin, people.startup, {}, actor=people.lead)
    response = client.get(entry.get_absolute_url())
    assert (response.status_code, response.url) == (301, entry_of(twin).get_absolute_url())


def test_readers_get_their_language_and_are_told_where_it_is_missing(people, client):
    entry = listed_startup(people)
    Organisation.objects.filter(pk=people.startup.pk).update(about="Wir messen.", about_en="We measure.")
    german = client.get(entry.get_absolute_url()).content.decode()
    english = client.get(f"{entry.get_absolute_url()}?lang=en").content.decode()
    assert "Wir messen." in german
    assert "We measure." not in german
    assert "We measure." in english
    assert '<h3 class="dzm-entry__title" lang="de">' in english
    assert "Parts of this page are in another language" in english
    Offer.objects.update(title_en="Machine data", description_en="Read without the control.")
    english = client.get(f"{entry.get_absolute_url()}?lang=en").content.decode()
    assert "Machine data" in english
    assert "Parts of this page" not in english


def test_a_browser_that_has_a_logo_does_not_fetch_it_again(people, client):
    save_logo(people.startup, actor=people.clara, picture=picture(), alt="Funkwellen")
    address = reverse("landscape:logo", args=[listed_startup(people).slug, "small"])
    first = client.get(address)
    assert first.status_code == 200
    assert first["Cache-Control"] == "public, no-cache"
    assert first.getvalue()
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    save_logo(people.startup, actor=people.clara, picture=picture(), alt="Funkwellen, neu")
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.getvalue()


def test_a_logo_is_public_only_while_the_entry_is(people, client):
    entry = listed_startup(people)
    address = reverse("landscape:logo", args=[entry.slug, "small"])
    assert client.get(address).status_code == 404
    save_logo(people.startup, actor=people.clara, picture=picture(), alt="Funkwellen")
    assert client.get(address).headers["Content-Type"] == "image/webp"
    choose_visibility(people.startup, actor=people.clara, visibility="hidden", booked_until=None)
    assert client.get(address).status_code == 404
    remove_logo(people.startup, actor=people.clara)


def test_anybody_may_report_what_is_shown(people, client):
    address = f"{reverse('legal:report')}?about=entry-{listed_startup(people).code}"
    assert people.startup.name in client.get(address).content.decode()
    choose_visibility(people.startup, actor=people.clara, visibility="hidden", booked_until=None)
    assert people.startup.name not in client.get(address).content.decode()
    assert client.get(f"{reverse('legal:report')}?about=entry-%00").status_code == 200
