"""The reviewers' pages as a browser sees them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from regions.models import Region
from startups import services
from startups.enums import OfferState, RevisionState
from startups.models import Offer
from taxonomy.models import Topic
from tests.cases import offer_in
from tests.conftest import PERSONS
from tests.factories import OfferFactory, ProviderFactory
from tests.startups.conftest import filled

pytestmark = pytest.mark.django_db

QUEUE = reverse("startups:offer_queue")
CANARY = "Kanarienvogel"
TEASER = {"title": "Ein Anbieter liest aus", "text": "Ein Startup liest alte Maschinen aus.", "checked": "on"}

# Verb -> what is posted, and the state it leaves from.
VERBS = {
    "offer_publish": ({}, "submitted"),
    "offer_return": ({"question": "Was kostet es?"}, "submitted"),
    "offer_reject": ({"reason": "duplicate", "text": "Das Angebot gibt es schon."}, "submitted"),
    "offer_teaser": (TEASER, "submitted"),
    "revision_accept": ({}, "changed"),
    "revision_decline": ({"note": "Bitte ohne Werbung."}, "changed"),
}


def url(verb: str, offer) -> str:
    return reverse(f"startups:{verb}", args=[offer.pk])


def carls(state: str, people) -> Offer:
    """Return an offer of Carl, whose region Dortmund has its own lead; "changed" is published with a waiting change."""
    organisation = {"organisation": people.provider, "author": people.carl}
    offer = offer_in("published" if state == "changed" else state, people, **organisation)
    if state == "submitted":
        services.write_teaser(offer, actor=people.lead, title="Ein Anbieter", text="Liest aus.", checked=True)
    if state == "changed":
        services.edit_offer(filled(offer, title=CANARY), actor=people.carl)
    return Offer.objects.get(pk=offer.pk)


@pytest.mark.parametrize("verb", VERBS)
def test_each_decision_is_open_to_the_leads_of_the_case_only(sign_in, people, verb):
    data, state = VERBS[verb]
    offer = carls(state, people)
    before = offer.version
    for person in PERSONS:
        if person in ("lead", "lead2", "far_lead"):
            continue
        assert sign_in(person).post(url(verb, offer), data).status_code == (403 if person == "carl" else 404), person
    assert Offer.objects.get(pk=offer.pk).version == before
    for person in ("lead", "far_lead"):
        case = carls(state, people)
        client = sign_in(person)
        assert client.get(url(verb, case)).status_code == 405
        assert client.post(url(verb, case), data).url == case.get_absolute_url(), person


@pytest.mark.parametrize("verb", VERBS)
def test_a_lead_of_another_region_finds_nothing(sign_in, people, verb):
    offer = offer_in("submitted", people)
    assert sign_in("far_lead").post(url(verb, offer), VERBS[verb][0]).status_code == 404
    assert sign_in("far_lead").get(offer.get_absolute_url()).status_code == 404


def test_an_unchecked_summary_stops_the_publication(sign_in, people):
    offer = offer_in("submitted", people)
    client = sign_in("lead")
    assert url("offer_publish", offer) not in client.get(offer.get_absolute_url()).content.decode()
    referer = {"referer": f"http://testserver{offer.get_absolute_url()}"}
    response = client.post(url("offer_publish", offer), headers=referer, follow=True)
    assert "Prüfen Sie zuerst die anonyme Kurzfassung." in response.content.decode()
    assert Offer.objects.get(pk=offer.pk).state == OfferState.SUBMITTED


def test_from_summary_to_publication(sign_in, people):
    offer = offer_in("submitted", people)
    client = sign_in("lead")
    leaky = TEASER | {"text": f"{people.startup.name} aus Hilden liest Maschinen aus, www.funk.example"}
    page = client.post(url("offer_teaser", offer), leaky).content.decode()
    for place in ("Maschinenfunk", "www.funk.example"):
        assert f'<span class="dzm-strong">{place}</span>' in page
    assert "liest Maschinen aus, www.funk.example</textarea>" in page
    assert not offer.teasers.exists()

    client.post(url("offer_teaser", offer), TEASER)
    page = client.get(offer.get_absolute_url()).content.decode()
    assert url("offer_publish", offer) in page
    client.post(url("offer_publish", offer))
    assert Offer.objects.get(pk=offer.pk).state == OfferState.PUBLISHED


@pytest.mark.parametrize(
    ("verb", "data", "problem"),
    [
        ("offer_return", {"question": " "}, "Schreiben Sie die Frage auf."),
        ("offer_reject", {"reason": "", "text": CANARY}, "Wählen Sie einen Grund."),
        ("offer_reject", {"reason": "duplicate", "text": ""}, "Begründen Sie die Entscheidung für den Anbieter."),
        ("offer_teaser", {"title": CANARY, "text": ""}, "Dieses Feld ist zwingend erforderlich."),
    ],
)
def test_a_decision_without_words_comes_back_with_what_was_typed(sign_in, people, verb, data, problem):
    offer = offer_in("submitted", people)
    response = sign_in("lead").post(url(verb, offer), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert problem in page
    assert CANARY not in data.values() or CANARY in page
    assert Offer.objects.get(pk=offer.pk).state == OfferState.SUBMITTED


@pytest.mark.parametrize("verb", ["offer_return", "offer_reject"])
def test_a_decision_that_comes_second_keeps_its_text(sign_in, people, verb):
    offer = offer_in("submitted", people)
    services.return_offer(Offer.objects.get(pk=offer.pk), actor=people.lead2, question="Was kostet es?")
    data = {"question": CANARY, "reason": "duplicate", "text": CANARY}
    page = sign_in("lead").post(url(verb, offer), data).content.decode()
    assert CANARY in page
    assert "hat sich inzwischen verändert" in page
    assert "Rückfrage" in page
    assert Offer.objects.get(pk=offer.pk).review_note == "Was kostet es?"


def test_a_change_is_read_side_by_side_and_declined_with_words(sign_in, people):
    offer = carls("changed", people)
    client = sign_in("lead")
    page = client.get(offer.get_absolute_url()).content.decode()
    assert f"<ins>{CANARY}</ins>" in page
    assert url("revision_accept", offer) in page
    assert "Begründen Sie" in client.post(url("revision_decline", offer), {"note": ""}).content.decode()
    client.post(url("revision_decline", offer), {"note": "Bitte ohne Werbung."})
    assert offer.revisions.get().state == RevisionState.DECLINED


def test_two_leads_who_decide_about_one_change_do_not_decide_twice(sign_in, people):
    offer = carls("changed", people)
    sign_in("lead").post(url("revision_accept", offer))
    client = sign_in("lead2")
    page = client.post(url("revision_decline", offer), {"note": "Nein, danke."}).content.decode()
    assert "hat sich inzwischen verändert" in page
    assert "Nein, danke." in page
    client.post(url("revision_accept", offer))
    assert (offer.revisions.get().state, offer.revisions.get().reviewed_by) == (RevisionState.ACCEPTED, people.lead)


def test_a_change_of_an_ended_offer_cannot_be_decided(sign_in, people):
    offer = offer_in("archived", people)
    assert sign_in("lead").post(url("revision_accept", offer)).status_code == 403
    assert sign_in("lead").post(url("offer_teaser", offer), TEASER).status_code == 403


def test_the_history_names_who_did_what(sign_in, people):
    offer = offer_in("published", people)
    page = sign_in("lead").get(offer.get_absolute_url()).content.decode()
    for line in ("Angebot eingereicht", "Anonyme Kurzfassung geschrieben", "Angebot veröffentlicht"):
        assert line in page
    assert people.clara.get_full_name() in page


@pytest.mark.parametrize("name", PERSONS)
def test_the_queue_is_for_those_who_moderate(sign_in, people, name):
    expected = 200 if name in ("lead", "lead2", "far_lead") else 403
    assert sign_in(name).get(QUEUE).status_code == expected


def test_the_queue_shows_changed_offers_first_then_new_ones_then_the_rest(sign_in, people):
    published, submitted = carls("published", people), carls("submitted", people)
    returned, changed = carls("returned", people), carls("changed", people)
    carls("archived", people)
    carls("draft", people)
    response = sign_in("far_lead").get(QUEUE)
    assert [offer for offer, _due in response.context["rows"]] == [changed, submitted, published, returned]
    assert response.context["waiting"] == 2


def test_each_filter_works_alone_and_with_the_others(sign_in, people):
    carls_offer, claras = carls("submitted", people), offer_in("published", people)
    ended = offer_in("archived", people)
    erp = Topic.objects.get(slug="erp")
    claras.topics.set([erp])
    dortmund = Region.objects.get(slug="dortmund").pk
    client = sign_in("lead")

    def found(**filters) -> set:
        return {offer for offer, _due in client.get(QUEUE, filters).context["rows"]}

    assert found() == {carls_offer, claras}
    assert found(state="waiting") == found(region=dortmund) == found(q=carls_offer.number) == {carls_offer}
    assert found(topic=erp.pk) == found(q="Maschinenfunk", state="published") == {claras}
    assert found(state="archived") == {ended}
    assert found(region=dortmund, topic=erp.pk) == set()
    assert "Kein Angebot passt zu diesen Filtern" in client.get(QUEUE, {"q": CANARY}).content.decode()
    assert found(state="nonsense") == {carls_offer, claras}


def test_the_queue_takes_the_same_queries_for_one_offer_and_thirty(sign_in, people, queries):
    client = sign_in("lead")
    carls("submitted", people)
    with queries() as one:
        client.get(QUEUE)
    iiot = Topic.objects.get(slug="iiot")
    for number in range(29):
        offer = OfferFactory(
            organisation=ProviderFactory(),
            state="submitted",
            number=f"A-2018-9{number:03d}",
            submitted_at=timezone.now(),
        )
        offer.topics.add(iiot)
    with queries() as thirty:
        response = client.get(QUEUE)
    assert response.context["page_obj"].paginator.count == 30
    assert len(response.context["rows"]) == 25
    assert len(one) == len(thirty) == 15
