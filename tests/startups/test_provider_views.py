from uuid import uuid4

import pytest
from django.urls import reverse

from core.models import LogEntry
from startups.models import ProviderProfile, Reference
from taxonomy.models import Sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(people) -> str:
    return reverse("startups:provider_edit", args=[people.startup.pk])


@pytest.fixture
def typed(people):
    """`typed(references=[{...}])` returns what Clara types into the page, with the version it was opened in."""

    def _typed(references=(), **changes) -> dict:
        prefix = "provider_references"
        existing = [row for row in references if "id" in row]
        data = {
            "version": ProviderProfile.objects.get(organisation=people.startup).version,
            "form_key": str(uuid4()),
            "capacity": "5",
            "speaks_german": "on",
            "about": "Elf Leute, drei davon gelernte Zerspaner.",
            "website": "https://maschinenfunk.example",
            f"{prefix}-TOTAL_FORMS": len(references),
            f"{prefix}-INITIAL_FORMS": len(existing),
        }
        for number, row in enumerate([*existing, *(row for row in references if "id" not in row)]):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
        return data | changes

    return _typed


def test_capacity_languages_text_and_references_are_saved_together(sign_in, people, page, typed):
    sector = Sector.objects.by_code("25")
    reference = {
        "title": "Hersteller von Drehteilen",
        "text": "Vierzehn Maschinen.",
        "sector": sector.pk,
        "year": "2017",
    }
    response = sign_in("clara").post(page, typed([reference]))
    assert response.url == reverse("startups:offer_list", args=[people.startup.pk])

    profile = ProviderProfile.objects.get(organisation=people.startup)
    assert (profile.capacity, profile.speaks_german, profile.speaks_english) == (5, True, False)
    people.startup.refresh_from_db()
    assert people.startup.about == "Elf Leute, drei davon gelernte Zerspaner."
    saved = Reference.objects.get(organisation=people.startup)
    assert (saved.title, saved.sector, saved.year) == ("Hersteller von Drehteilen", sector, 2017)
    assert LogEntry.objects.about(people.startup).get(verb="edit_provider").actor == people.clara


def test_references_are_changed_removed_and_added_one_after_the_other(sign_in, people, page, typed):
    kept, gone = (people.startup.provider_references.create(title=title) for title in ("Bleibt", "Geht"))
    rows = [
        {"id": kept.pk, "title": "Bleibt anders"},
        {"id": gone.pk, "title": "Geht", "DELETE": "on"},
        {"title": "Neu"},
    ]
    response = sign_in("clara").post(page, typed(rows, more="1"))
    assert response.url == page
    titles = people.startup.provider_references.values_list("title", flat=True)
    assert sorted(titles) == ["Bleibt anders", "Neu"]


def test_a_second_click_adds_no_second_reference(sign_in, people, page, typed):
    client, data = sign_in("clara"), typed([{"title": "Hersteller von Drehteilen"}])
    assert [client.post(page, data).status_code for _ in range(2)] == [302, 302]
    assert people.startup.provider_references.count() == 1


def test_an_old_page_does_not_overwrite_what_a_colleague_saved(sign_in, people, page, typed):
    client, old = sign_in("clara"), typed(capacity="9", about="Mein Text")
    client.post(page, typed(about="Von der Kollegin"))
    response = client.post(page, old)
    shown = response.content.decode()
    assert "hat eine andere Person diese Seite gespeichert" in shown
    assert "Mein Text" in shown
    people.startup.refresh_from_db()
    assert people.startup.about == "Von der Kollegin"
    again = old | {"version": ProviderProfile.objects.get(organisation=people.startup).version}
    assert again["version"] in shown
    assert client.post(page, again).status_code == 302


def test_a_provider_without_a_profile_gets_one(sign_in, people, page, typed):
    data = typed(version="")
    ProviderProfile.objects.all().delete()
    assert sign_in("clara").get(page).status_code == 200
    assert sign_in("clara").post(page, data).status_code == 302
    assert ProviderProfile.objects.get(organisation=people.startup).capacity == 5


def test_mistakes_are_listed_and_nothing_is_saved(sign_in, people, page, typed):
    data = typed([{"title": "", "text": "Ohne Überschrift"}], capacity="", website="kein Link")
    response = sign_in("clara").post(page, data)
    shown = response.content.decode()
    assert response.status_code == 200
    assert "Bitte prüfen Sie Ihre Angaben" in shown
    for target in ("#id_capacity", "#id_website", "#provider_references-0"):
        assert f'href="{target}"' in shown
    assert "Ohne Überschrift" in shown
    assert not people.startup.provider_references.exists()


def test_references_of_others_cannot_be_touched(sign_in, people, page, typed):
    foreign = people.provider.provider_references.create(title="Von Carl")
    sign_in("clara").post(page, typed([{"id": foreign.pk, "title": "Übernommen"}]))
    foreign.refresh_from_db()
    assert (foreign.title, foreign.organisation) == ("Von Carl", people.provider)


def test_sectors_are_read_once_for_all_references(sign_in, people, page, queries):
    client = sign_in("clara")
    people.startup.provider_references.create(title="Kunde")
    with queries() as one:
        client.get(page)
    for number in range(9):
        people.startup.provider_references.create(title=f"Kunde {number}")
    with queries() as ten:
        client.get(page)
    assert len(one) == len(ten)
