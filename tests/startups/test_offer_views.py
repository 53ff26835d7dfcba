"""The provider's pages as a browser sees them."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import LogEntry
from startups import services
from startups.enums import OfferState
from startups.models import Offer
from taxonomy.models import Sector
from tests.cases import introduction_in, need_in, offer_in, suggestion
from tests.conftest import PERSONS
from tests.factories import OfferFactory
from tests.startups.conftest import filled, present_values

pytestmark = pytest.mark.django_db

CANARY = "Kanarienvogel"


def url(verb: str, offer) -> str:
    return reverse(f"startups:{verb}", args=[offer.pk])


def list_url(organisation) -> str:
    return reverse("startups:offer_list", args=[organisation.pk])


def create_url(organisation) -> str:
    return reverse("startups:offer_create", args=[organisation.pk])


def changes_of(offer) -> list[str]:
    return list(LogEntry.objects.about(offer).order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("verb", "state", "allowed"),
    [
        ("offer_submit", "draft", {"clara"}),
        ("offer_submit", "returned", {"clara", "lead", "lead2"}),
        ("offer_suspend", "published", {"clara", "lead", "lead2"}),
        ("offer_reconfirm", "suspended", {"clara", "lead", "lead2"}),
        ("offer_archive", "suspended", {"clara", "lead", "lead2"}),
    ],
)
def test_each_step_is_open_to_its_people_only(sign_in, people, verb, state, allowed):
    offer = offer_in(state, people)
    for person in [name for name in PERSONS if name not in allowed]:
        expected = 404 if not Offer.objects.visible_to(getattr(people, person)).exists() else 403
        assert sign_in(person).post(url(verb, offer)).status_code == expected, person
        assert sign_in(person).get(url(verb, offer)).status_code == 405, person
    assert Offer.objects.get(pk=offer.pk).state == state
    for person in sorted(allowed):
        fresh_offer = offer_in(state, people)
        assert sign_in(person).post(url(verb, fresh_offer)).url == fresh_offer.get_absolute_url(), person
        assert Offer.objects.get(pk=fresh_offer.pk).state != state


@pytest.mark.parametrize("state", OfferState.values)
def test_a_step_from_the_wrong_state_changes_nothing_and_says_so(sign_in, people, state):
    offer = offer_in(state, people)
    client = sign_in("clara")
    verbs = {"offer_submit": "submit", "offer_suspend": "suspend", "offer_reconfirm": "reconfirm"}
    for verb, step in (verbs | {"offer_archive": "archive"}).items():
        if state in offer.workflow[step].sources or (verb, state) == ("offer_submit", "submitted"):
            continue
        response = client.post(url(verb, offer), headers={"referer": f"http://testserver{offer.get_absolute_url()}"})
        assert response.url.endswith(offer.get_absolute_url())
        assert "nicht mehr möglich" in client.get(response.url).content.decode()
    assert Offer.objects.get(pk=offer.pk).state == state


def test_a_second_click_on_submit_finds_the_offer_submitted(sign_in, people):
    offer = offer_in("draft", people)
    client = sign_in("clara")
    for _ in range(2):
        response = client.post(url("offer_submit", offer), follow=True)
        assert "Seine Nummer ist" in response.content.decode()
    assert changes_of(offer).count("submit") == 1


@pytest.mark.parametrize("state", OfferState.values)
def test_the_page_of_an_offer_opens_in_every_state_for_both_sides(sign_in, people, state):
    offer = offer_in(state, people)
    assert offer.title in sign_in("clara").get(offer.get_absolute_url()).content.decode()
    assert sign_in("lead").get(offer.get_absolute_url()).status_code == (404 if state == "draft" else 200)


def test_the_form_saves_a_draft_once_however_often_it_is_sent(sign_in, people, typed):
    client, data = sign_in("clara"), typed(form_key=str(uuid4()), draft="1")
    first = client.post(create_url(people.startup), data)
    offer = Offer.objects.get()
    assert first.url == url("offer_edit", offer)
    assert client.post(create_url(people.startup), data).url == first.url
    assert changes_of(offer) == ["create"]
    assert (offer.organisation, offer.created_by, offer.state) == (people.startup, people.clara, OfferState.DRAFT)


def test_the_form_creates_and_submits_in_one_step_also_when_sent_twice(sign_in, people, typed):
    client, data = sign_in("clara"), typed(form_key=str(uuid4()), hand_in="1")
    answers = [client.post(create_url(people.startup), data) for _ in range(2)]
    offer = Offer.objects.get()
    assert [answer.url for answer in answers] == [offer.get_absolute_url()] * 2
    assert (offer.state, changes_of(offer)) == (OfferState.SUBMITTED, ["create", "submit"])


def test_the_form_keeps_what_was_typed_when_something_is_missing(sign_in, people, typed):
    client = sign_in("clara")
    response = client.post(create_url(people.startup), typed(title="", description=CANARY, hand_in="1"))
    page = response.content.decode()
    assert response.status_code == 200
    assert CANARY in page
    assert "Geben Sie dem Angebot einen Titel." in page
    assert not Offer.objects.exists()


def test_suggested_topics_are_offered_and_the_text_is_kept(sign_in, people, typed):
    data = typed(description="Wir rüsten alte Maschinen mit Sensorik nach.", topics=[], suggest="1")
    page = sign_in("clara").post(create_url(people.startup), data).content.decode()
    assert "Diese Themen haben wir erkannt" in page
    assert "IIoT, Sensorik und Retrofit" in page
    assert "Wir rüsten alte Maschinen" in page
    assert not Offer.objects.exists()


def test_an_old_form_does_not_overwrite_what_a_colleague_saved(sign_in, people):
    offer = offer_in("draft", people)
    client, seen = sign_in("clara"), offer.version
    services.edit_offer(filled(offer, title="Von der Kollegin"), actor=people.clara)
    response = client.post(url("offer_edit", offer), present_values(offer) | {"title": CANARY, "version": seen})
    page = response.content.decode()
    assert CANARY in page
    assert "hat sich inzwischen verändert" in page
    assert Offer.objects.get(pk=offer.pk).title == "Von der Kollegin"

    current = Offer.objects.get(pk=offer.pk)
    assert current.version in page
    data = present_values(current) | {"title": "Beides", "version": current.version}
    assert client.post(url("offer_edit", offer), data).status_code == 302
    assert Offer.objects.get(pk=offer.pk).title == "Beides"


def test_text_typed_while_a_colleague_submitted_is_kept_on_the_page(sign_in, people):
    offer = offer_in("draft", people)
    data = present_values(offer) | {"description": CANARY, "version": offer.version}
    services.submit_offer(Offer.objects.get(pk=offer.pk), actor=people.clara)
    page = sign_in("clara").post(url("offer_edit", offer), data).content.decode()
    assert CANARY in page
    assert CANARY not in Offer.objects.get(pk=offer.pk).description


def test_an_offer_that_cannot_be_changed_sends_its_reader_back(sign_in, people):
    offer = offer_in("submitted", people)
    response = sign_in("clara").get(url("offer_edit", offer), follow=True)
    assert response.redirect_chain == [(offer.get_absolute_url(), 302)]
    assert "lässt sich das Angebot nicht ändern" in response.content.decode()


def test_a_published_offer_says_before_saving_that_changes_are_reviewed(sign_in, people):
    offer = offer_in("published", people)
    client = sign_in("clara")
    assert "prüfen wir die Änderung zuerst" in client.get(url("offer_edit", offer)).content.decode()

    data = present_values(offer) | {"title": CANARY, "version": offer.version}
    response = client.post(url("offer_edit", offer), data, follow=True)
    page = response.content.decode()
    assert "Wir prüfen Ihre Änderung" in page
    assert f"<ins>{CANARY}</ins>" in page
    assert Offer.objects.get(pk=offer.pk).title == offer.title
    # the second of two clicks, and the form opening with the waiting version
    assert client.post(url("offer_edit", offer), data).url == offer.get_absolute_url()
    assert offer.revisions.count() == 1
    assert CANARY in client.get(url("offer_edit", offer)).content.decode()


def test_a_returned_offer_shows_the_question_and_is_submitted_again_from_the_form(sign_in, people):
    offer = offer_in("returned", people)
    client = sign_in("clara")
    assert offer.review_note in client.get(offer.get_absolute_url()).content.decode()
    assert offer.review_note in client.get(url("offer_edit", offer)).content.decode()
    answer = {"description": offer.description + " Es kostet 900 Euro.", "hand_in": "1", "version": offer.version}
    client.post(url("offer_edit", offer), present_values(offer) | answer)
    again = Offer.objects.get(pk=offer.pk)
    assert (again.state, "900 Euro" in again.description) == (OfferState.SUBMITTED, True)


def test_the_provider_reads_its_checked_summary_and_why_a_change_was_declined(sign_in, people):
    offer = offer_in("published", people)
    services.write_teaser(offer, actor=people.lead, title="Entwurf", text=CANARY, checked=False)
    services.edit_offer(filled(offer, title="Neuer Titel"), actor=people.clara)
    services.decline_revision(Offer.objects.get(pk=offer.pk), actor=people.lead, note="Bitte ohne Werbung.")
    page = sign_in("clara").get(offer.get_absolute_url()).content.decode()
    assert offer.teasers.get(version=1).text in page
    assert CANARY not in page
    assert "Bitte ohne Werbung." in page


def test_figures_tell_how_often_but_nothing_about_the_needs(sign_in, people):
    introduction = introduction_in("introduced", people)
    offer = introduction.offer
    for title in (CANARY, f"{CANARY} zwei"):
        need = need_in("qualified", people)
        type(need).objects.filter(pk=need.pk).update(title=title)
        suggestion(need, offer)
    page = sign_in("clara").get(offer.get_absolute_url()).content.decode()
    for number in ("3 Mal", "1 Mal"):
        assert number in page
    for secret in (CANARY, introduction.need.title, people.company.name):
        assert secret not in page


def test_an_empty_list_says_what_to_do_and_a_full_one_whose_turn_it_is(sign_in, people):
    client = sign_in("clara")
    empty = client.get(list_url(people.startup)).content.decode()
    assert "Sie haben kein aktives Angebot" in empty
    assert empty.count(create_url(people.startup)) == 1
    offer_in("returned", people)
    offer_in("archived", people)
    full = client.get(list_url(people.startup)).content.decode()
    assert "Sie sind gefragt" in full
    assert "Abgeschlossen" in full
    assert full.count(create_url(people.startup)) == 1


def test_leads_see_no_drafts_in_the_list(sign_in, people):
    offer_in("draft", people)
    submitted = offer_in("submitted", people)
    response = sign_in("lead").get(list_url(people.startup))
    assert [row[0] for row in response.context["open_offers"]] == [submitted]


def test_the_list_takes_the_same_queries_for_one_offer_and_thirty(sign_in, people, queries):
    client = sign_in("clara")
    offer_in("published", people)
    with queries() as one:
        client.get(list_url(people.startup))
    for _ in range(29):
        OfferFactory(
            organisation=people.startup,
            contact=people.clara.contact,
            created_by=people.clara,
            state="suspended",
            number=f"A-2018-{Offer.objects.count():04d}",
            submitted_at=timezone.now(),
            published_at=timezone.now(),
            confirmed_on=timezone.localdate(),
            confirm_due_on=timezone.localdate(),
        )
    with queries() as thirty:
        client.get(list_url(people.startup))
    assert len(one) == len(thirty) == 10


def test_the_pages_of_an_offer_read_topics_sectors_and_references_together(sign_in, people, queries):
    offer = offer_in("published", people)
    for person in ("clara", "lead"):
        client = sign_in(person)
        offer.sectors.clear()
        people.startup.provider_references.all().delete()
        with queries() as few:
            client.get(offer.get_absolute_url())
        sectors = list(Sector.objects.filter(level="division")[:6])
        offer.sectors.set(sectors)
        for sector in sectors:
            people.startup.provider_references.create(title=f"Kunde {sector.code}", sector=sector, year=2017)
        with queries() as many:
            client.get(offer.get_absolute_url())
        assert len(many) - len(few) <= 2, person  # the sections of sectors and of references
