"""The list with its filters, its map and its address."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from landscape.models import Entry
from landscape.services import choose_visibility, refresh
from organisations.enums import Kind
from regions.models import Municipality, Region
from startups.models import Reference
from taxonomy.models import Sector
from tests.cases import offer_in
from tests.factories import MembershipFactory, ProviderFactory
from tests.landscape.steps import directory, listed_startup

pytestmark = pytest.mark.django_db


def names(page: str) -> list[str]:
    return re.findall(r'<h3 class="dzm-result__title"><a href="[^"]+">([^<]+)</a>', page)


def number_of(page: str, facet: str, value: str) -> int:
    found = re.search(rf'name="{facet}" value="{value}".*?dzm-check__n">(\d+)<', page)
    return int(found[1])


@pytest.fixture
def several(people):
    """Clara's startup in Düsseldorf; an IT provider in Soest that speaks English, has a reference in trade C25 and is
    booked; a startup in Lippstadt."""
    listed_startup(people)
    soest, lippstadt = (Municipality.objects.get(name=name) for name in ("Soest", "Lippstadt"))
    home = Region.objects.get(slug="soest")
    it = ProviderFactory(name="Hellweg Automation", kind=Kind.IT_PROVIDER, region=home, municipality=soest)
    young = ProviderFactory(name="Ähre Analytics", region=home, municipality=lippstadt)
    for organisation in (it, young):
        author = MembershipFactory(organisation=organisation).contact.user
        offer_in("published", people, organisation=organisation, author=author)
    it.sectors.add(Sector.objects.get(scheme="wz2008", code="25"))
    it.provider_profile.speaks_english = True
    it.provider_profile.save()
    Reference.objects.create(organisation=it, title="Drehteilefertiger")
    refresh(it)
    until = timezone.localdate() + timedelta(days=20)
    choose_visibility(it, actor=people.lead, visibility="default", booked_until=until)
    return people.startup, it, young


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ["Ähre Analytics", "Hellweg Automation", "Maschinenfunk UG"]),
        ("place=soest", ["Ähre Analytics", "Hellweg Automation"]),
        ("place=05974028", ["Ähre Analytics"]),
        ("place=05974028&place=duesseldorf", ["Ähre Analytics", "Maschinenfunk UG"]),
        ("kind=it_provider", ["Hellweg Automation"]),
        ("topic=iiot&kind=startup", ["Ähre Analytics", "Maschinenfunk UG"]),
        ("sector=C", ["Hellweg Automation"]),
        ("sector=C25&place=duesseldorf", []),
        ("language=en", ["Hellweg Automation"]),
        ("references=any", ["Hellweg Automation"]),
        ("open=yes&place=soest", ["Ähre Analytics"]),
        ("kind=spaceship&topic=%00&place=", ["Ähre Analytics", "Hellweg Automation", "Maschinenfunk UG"]),
    ],
)
def test_each_filter_works_alone_and_with_others(query, wanted, several, client):
    assert names(directory(client, query)) == wanted


def test_a_number_says_what_an_option_would_find_beside_the_other_filters(several, client):
    page = directory(client, "kind=startup")
    assert number_of(page, "kind", "it_provider") == 1
    assert number_of(page, "place", "soest") == 1
    assert number_of(page, "language", "en") == 0


def test_a_chip_leads_to_the_page_without_its_filter(several, client):
    page = directory(client, "place=soest&kind=startup")
    assert 'href="?kind=startup#results"' in page
    assert 'href="?place=soest#results"' in page


def test_the_map_and_its_list_say_where_the_found_ones_are(several, client):
    page = directory(client, "kind=startup")
    assert '<th scope="row"><a href="?kind=startup&amp;place=05974028#results">Lippstadt</a></th>' in page
    assert 'Düsseldorf</a></th><td>Partnerregion</td><td class="num">1</td>' in page
    assert 'Soest</th><td>Kreis Soest</td><td class="num">0</td>' in page


def test_nothing_found_says_what_to_do(several, client):
    page = directory(client, "q=gibtesnicht")
    assert "Niemand passt zu allen diesen Filtern" in page


@pytest.mark.parametrize(
    "query", ["page=99", "page=x", "q=%00", "q=" + "a" * 5000, "topic=" + "&topic=".join("ab" * 200)]
)
def test_a_broken_address_is_no_failure(query, several, client):
    assert client.get(f"{reverse('landscape:directory')}?{query}").status_code == 200


def test_an_old_confirmation_is_said(several, client):
    Entry.objects.filter(organisation=several[0]).update(confirmed_on=timezone.localdate() - timedelta(days=181))
    assert directory(client).count("vor mehr als 180 Tagen") == 1


@pytest.mark.parametrize("query", ["", "topic=iiot&place=soest"])
def test_the_number_of_queries_does_not_grow_with_the_rows(query, several, people, client, queries):
    def asked() -> int:
        directory(client, query)
        with queries() as seen:
            directory(client, query)
        return len(seen)

    few = asked()
    home = Region.objects.get(slug="soest")
    for number in range(15):
        organisation = ProviderFactory(name=f"Anbieter {number}", region=home)
        offer_in(
            "published",
            people,
            organisation=organisation,
            author=MembershipFactory(organisation=organisation).contact.user,
        )
    assert asked() == few
    assert few <= 2


def test_contact_persons_are_on_no_public_page(several, people, client):
    entry = Entry.objects.get(organisation=people.startup)
    pages = directory(client) + client.get(entry.get_absolute_url()).content.decode()
    assert "Winterberg" not in pages
    assert people.clara.email not in pages
