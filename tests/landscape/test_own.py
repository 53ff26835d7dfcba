"""What an organisation decides and reads about its own entry."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import LogEntry
from landscape.models import DailyViews, Entry
from tests.cases import introduction_in
from tests.landscape.steps import agreed_company, entry_of, listed_startup

pytestmark = pytest.mark.django_db


def own(organisation, step: str = "own") -> str:
    return reverse(f"landscape:{step}", args=[organisation.pk])


def test_nothing_is_chosen_beforehand_for_a_company(people, sign_in):
    page = sign_in("anna").get(own(people.company)).content.decode()
    assert 'name="visibility"' in page
    assert "checked" not in page
    assert "nicht zugestimmt" in page


def test_an_administrator_agrees_and_takes_it_back(people, sign_in, client):
    sign_in("anna").post(own(people.company, "choose"), {"visibility": "listed"})
    entry = entry_of(people.company)
    assert (entry.is_listed, entry.chosen_by) == (True, people.anna)
    assert LogEntry.objects.about(people.company).filter(verb="choose_visibility", actor=people.anna).exists()
    client.post(own(people.company, "choose"), {"visibility": "hidden"})
    assert not entry_of(people.company).is_listed


@pytest.mark.parametrize("sent", [{}, {"visibility": "default"}, {"visibility": "listed", "booked_until": "gestern"}])
def test_a_broken_form_comes_back_with_what_was_typed_and_changes_nothing(sent, people, sign_in):
    page = sign_in("anna").post(own(people.company, "choose"), sent).content.decode()
    assert "Bitte prüfen" in page
    assert sent.get("booked_until", "") in page
    assert not Entry.objects.filter(organisation=people.company).exists()


def test_a_day_that_is_over_is_refused(people, sign_in):
    day = timezone.localdate() - timedelta(days=1)
    page = sign_in("clara").post(own(people.startup, "choose"), {"visibility": "listed", "booked_until": day})
    assert "Dieser Tag ist vorbei" in page.content.decode()


def test_members_see_what_is_missing_and_why(people, sign_in):
    listed_startup(people)
    page = sign_in("clara").get(own(people.startup)).content.decode()
    assert "Eine Referenz" in page
    assert f"{reverse('startups:provider_edit', args=[people.startup.pk])}#references-0" in page


def test_confirming_moves_the_day(people, sign_in):
    listed_startup(people)
    Entry.objects.update(confirmed_on=timezone.localdate() - timedelta(days=300))
    sign_in("clara").post(own(people.startup, "confirm"))
    assert entry_of(people.startup).confirmed_on == timezone.localdate()


def test_own_figures_count_months_and_no_needs(people, sign_in):
    introduction_in("introduced", people)
    entry = entry_of(people.startup)
    today = timezone.localdate()
    DailyViews.objects.create(entry=entry, day=today.replace(day=1), views=7)
    DailyViews.objects.create(entry=entry, day=today - timedelta(days=400), views=90)
    page = sign_in("clara").get(own(people.startup))
    this = page.context["months"][0]
    assert (this.seen, this.proposed, this.introduced) == (7, 1, 1)
    assert sum(month.seen for month in page.context["months"]) == 7


def test_the_preview_is_for_its_people_also_while_nothing_is_shown(people, sign_in):
    page = sign_in("anna").get(own(people.company, "preview")).content.decode()
    assert people.company.name in page
    assert "Ihr Eintrag wird zurzeit nicht gezeigt" in page
    assert sign_in("clara").get(own(people.company, "preview")).status_code == 404


def test_a_lead_takes_down_with_a_reason_only(people, sign_in):
    agreed_company(people)
    client = sign_in("lead")
    assert "Schreiben Sie den Grund" in client.post(own(people.company, "take_down"), {"reason": " "}).content.decode()
    assert entry_of(people.company).is_listed
    client.post(own(people.company, "take_down"), {"reason": "Falsche Angaben."})
    assert not entry_of(people.company).is_listed
    assert "Falsche Angaben." in sign_in("ben").get(own(people.company)).content.decode()
    sign_in("lead").post(own(people.company, "put_back"))
    assert entry_of(people.company).is_listed
