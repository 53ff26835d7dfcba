"""The board as visitors, providers, companies and leads read it."""

import pytest
from django.urls import reverse

from board.enums import OffReason
from board.facets import BoardSearch
from board.models import Interest, Posting
from board.selectors import newest
from board.services.postings import take_off
from companies import services as needs
from companies.models import Need
from dzm.due import Due
from dzm.today import Today
from matchmaking.exclusions.services import exclude
from matchmaking.models import Introduction
from search.models import Document
from taxonomy.models import Sector, Topic
from tests.board.conftest import agreed, interest_in, on_board
from tests.cases import TEASER, need_in, offer_in
from tests.conftest import fresh
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

FULL_TEXT = {"title": "Zitronenfalter zählen", "description": "Unser Morgentauprotokoll ist aus Papier und sehr lang."}
HIDDEN = ("Steinrück", "Anna", "Feldkamp", "anna@example.org", "Zitronenfalter", "Morgentau")


def text(response) -> str:
    """Return the page without the marks of a search."""
    return response.content.decode().replace("<mark>", "").replace("</mark>", "")


def board(client, **asked) -> list[str]:
    page = client.get(reverse("board:list"), asked)
    assert page.status_code == 200
    return [posting.title for posting in page.context["page_obj"]]


@pytest.fixture
def marked(people) -> Posting:
    """A need on the board whose full text holds words that must never be public."""
    need = need_in("qualified", people)
    Need.objects.filter(pk=need.pk).update(**FULL_TEXT)
    return on_board(people, Need.objects.get(pk=need.pk))


@pytest.mark.parametrize("person", [None, "clara", "carl", "dora", "far_lead", "editor", "partner", "operator"])
def test_nothing_public_tells_who_is_looking(marked, people, sign_in, person):
    client = sign_in(person)
    offer_in("published", people)
    for url in (reverse("board:list"), marked.public_path, reverse("board:list") + "?q=Laufzeit"):
        page = text(client.get(url))
        assert TEASER["title"] in page
        assert [word for word in HIDDEN if word in page] == []
        assert marked.need.number not in page
        assert people.company.municipality.name not in page
        assert f"/needs/{marked.need_id}/" not in page


def test_the_full_text_is_not_searched(marked, client):
    assert board(client, q="Zitronenfalter") == []
    assert board(client, q="Steinrück") == []
    assert board(client, q="laufzeit maschinen") == [TEASER["title"]]
    assert board(client, q="Maschienen") == [TEASER["title"]]


def test_what_was_found_is_marked_and_found_in_the_whole_portal(marked, client):
    assert "<mark>Laufzeit</mark>" in client.get(reverse("board:list"), {"q": "laufzeit"}).content.decode()
    assert TEASER["title"] in text(client.get(reverse("search:page"), {"q": "laufzeit"}))


def test_what_is_off_the_board_is_found_no_more(marked, people, client):
    take_off(marked.need, actor=people.lead, reason=OffReason.OTHER)
    assert TEASER["title"] not in text(client.get(reverse("search:page"), {"q": "laufzeit"}))
    assert Document.objects.filter(kind="need").count() == 0


def test_the_interest_of_a_provider_tells_it_nothing_of_the_company(marked, people, sign_in):
    interest = interest_in("taken_up", people, posting=marked)
    client = sign_in("clara")
    for url in (interest.get_absolute_url(), reverse("board:interest_list", args=[people.startup.pk])):
        page = text(client.get(url))
        assert TEASER["title"] in page
        assert [word for word in HIDDEN if word in page] == []


@pytest.mark.parametrize(
    ("person", "says"),
    [
        (None, "Melden Sie sich an"),
        ("anna", "Das ist Ihr Aushang"),
        ("clara", "Interesse bekunden"),
        ("carl", "Zu Ihren Angeboten"),
        ("lead", "Sie betreuen diesen Bedarf"),
        ("partner", "Zu Ihrer Übersicht"),
    ],
)
def test_everybody_reads_what_they_can_do(posting, people, sign_in, person, says):
    offer_in("published", people)

    assert says in text(sign_in(person).get(posting.public_path))


def test_a_provider_expresses_interest_and_withdraws_it(posting, people, sign_in):
    offer, client = offer_in("published", people), sign_in("clara")
    url = reverse("board:interest_create", args=[posting.code])
    assert f'value="{offer.pk}" selected' in text(client.get(url))

    without = client.post(url, {"offer": offer.pk, "note": " "})
    assert (without.status_code, Interest.objects.count()) == (200, 0)
    client.post(url, {"offer": offer.pk, "note": "Das machen wir jede Woche."})
    interest = Interest.objects.get()
    assert (interest.note, interest.contact, interest.state) == (
        "Das machen wir jede Woche.",
        people.clara.contact,
        "open",
    )
    assert "Sie haben Interesse bekundet" in text(client.get(posting.public_path))

    again = client.post(url, {"offer": offer.pk, "note": "Noch einmal."})
    assert "Noch einmal." in text(again)
    client.post(reverse("board:interest_withdraw", args=[interest.pk]))
    interest.refresh_from_db()
    assert interest.state == "withdrawn"


def test_an_offer_of_somebody_else_cannot_be_named(posting, people, sign_in):
    offer_in("published", people)
    foreign = offer_in("published", people, organisation=people.provider, author=people.carl)

    page = sign_in("clara").post(
        reverse("board:interest_create", args=[posting.code]), {"offer": foreign.pk, "note": "Das machen wir."}
    )

    assert (page.status_code, Interest.objects.count()) == (200, 0)


def test_the_lead_decides_from_the_page_of_today(posting, people, sign_in):
    interest = interest_in("open", people, posting=posting)
    Interest.objects.update(created_at="2026-01-05T09:00Z")
    user = fresh(people.lead)

    (job,) = [each for each in Today(user).jobs if each.url == interest.get_absolute_url()]
    assert (job.title, job.due_on.isoformat()) == (posting.need.title, "2026-01-08")
    assert Due(user).everything == len(Today(user).overdue) + len(Today(user).due_today)

    client = sign_in("lead")
    for url in (posting.need.get_absolute_url(), reverse("matchmaking:proposals", args=[posting.need_id])):
        assert "Maschinenfunk UG" in text(client.get(url))
    client.post(reverse("board:interest_take_up", args=[interest.pk]))
    assert Introduction.objects.get().origin == "provider"
    assert not [each for each in Today(fresh(people.lead)).jobs if each.url == interest.get_absolute_url()]


def test_the_answer_to_a_provider_is_looked_through_for_what_gives_the_company_away(posting, people, sign_in):
    interest, client = interest_in("open", people, posting=posting), sign_in("lead")
    url = reverse("board:interest_decline", args=[interest.pk])

    warned = client.post(url, {"reason": "other", "answer": "Die Steinrück Drehteile GmbH sucht nicht mehr."})
    interest.refresh_from_db()
    assert (warned.status_code, interest.state) == (200, "open")
    assert "Steinrück Drehteile" in text(warned)

    client.post(url, {"reason": "other", "answer": "Es wird nicht mehr gesucht."})
    interest.refresh_from_db()
    assert (interest.state, interest.answer) == ("declined", "Es wird nicht mehr gesucht.")


def test_the_lead_reads_that_the_company_does_not_want_the_provider_and_the_provider_does_not(posting, people, sign_in):
    exclude(people.company, people.startup, actor=people.anna)
    interest = interest_in("open", people, posting=posting)

    lead_page = text(sign_in("lead").get(interest.get_absolute_url()))
    provider_page = text(sign_in("clara").get(interest.get_absolute_url()))

    assert "Der Anbieter darf das nicht erfahren" in lead_page
    assert reverse("board:interest_take_up", args=[interest.pk]) not in lead_page
    assert "not-these" not in provider_page
    assert "Die Projektleitung sieht es an" in provider_page


def test_a_company_agrees_and_withdraws_on_the_page_of_its_need(people, sign_in):
    need, client = need_in("qualified", people), sign_in("anna")
    page = reverse("board:need", args=[need.pk])
    assert "checked" not in text(client.get(page))

    assert client.post(reverse("board:agree", args=[need.pk])).status_code == 200
    assert not Posting.objects.exists()
    client.post(reverse("board:agree", args=[need.pk]), {"agreed": "on"})
    posting = Posting.objects.get()
    assert (posting.consent.contact, posting.consent.channel) == (people.anna.contact, "portal")
    assert "Einwilligung widerrufen" in text(client.get(page))

    client.post(reverse("board:end", args=[need.pk]))
    posting.refresh_from_db()
    assert (posting.state, posting.consent.is_valid) == ("ended", False)


def test_a_consent_is_withdrawn_from_the_list_of_consents_too(posting, sign_in, client):
    sign_in("anna").post(reverse("privacy:consent_withdraw", args=[posting.consent_id]))

    assert client.get(posting.public_path).status_code == 404


def test_a_lead_records_how_the_company_has_agreed_and_puts_the_need_up(people, sign_in):
    need, client = need_in("qualified", people), sign_in("lead")
    assert client.post(reverse("board:agree", args=[need.pk])).status_code == 200
    client.post(reverse("board:agree", args=[need.pk]), {"channel": "phone"})
    consent = Posting.objects.get().consent
    assert (consent.channel, consent.contact, consent.recorded_by) == ("phone", need.contact, people.lead)

    preview = text(client.get(reverse("board:preview", args=[need.pk])))
    client.post(reverse("board:post", args=[need.pk]))

    assert TEASER["text"] in preview
    assert Posting.objects.on_board().count() == 1
    assert "Hängt aus" in text(client.get(need.get_absolute_url()))


def test_the_company_reads_since_when_its_need_hangs_there(posting, sign_in):
    page = text(sign_in("ben").get(posting.need.get_absolute_url()))

    assert "Ihr Bedarf hängt seit" in page


def _three_needs(people) -> None:
    """Three needs of two kinds and topics in one trade that is common enough to be shown."""
    sector = Sector.objects.get(code="C", scheme="wz2008")
    for firm in (people.company, *(OrganisationFactory() for _number in range(3))):
        firm.sectors.add(sector)
    for number, (kind, topic) in enumerate(
        (("solution", "iiot"), ("solution", "e-rechnung"), ("advice", "e-rechnung"))
    ):
        need = need_in("qualified", people)
        Need.objects.filter(pk=need.pk).update(need_kind=kind)
        need.topics.set([Topic.objects.get(slug=topic)])
        needs.write_teaser(need, actor=people.lead, title=f"Bedarf {number}", text="Kurz.", checked=True)
        on_board(people, Need.objects.get(pk=need.pk))


def test_each_facet_narrows_alone_and_with_all_others(people, client):
    _three_needs(people)

    assert board(client) == ["Bedarf 2", "Bedarf 1", "Bedarf 0"]
    assert board(client, kind="solution") == ["Bedarf 1", "Bedarf 0"]
    assert board(client, topic="e-rechnung") == ["Bedarf 2", "Bedarf 1"]
    assert board(client, topic="e-rechnung", kind="solution") == ["Bedarf 1"]
    assert board(client, topic=["e-rechnung", "iiot"], trade="C", region="soest") == [
        "Bedarf 2",
        "Bedarf 1",
        "Bedarf 0",
    ]
    assert board(client, region="dortmund") == []
    assert board(client, q="Bedarf 2", kind="advice") == ["Bedarf 2"]
    assert board(client, kind="nonsense", page="99") == []


def test_the_counts_of_a_facet_say_what_choosing_it_would_leave(people, rf):
    _three_needs(people)

    search = BoardSearch(rf.get("/", {"kind": "solution"}).GET)

    counts = {facet.name: {option.value: option.number for option in first} for facet, first, _further in search.facets}
    assert counts["kind"] == {"solution": 2, "advice": 1}
    assert counts["topic"] == {"iiot": 1, "e-rechnung": 1}
    assert counts["trade"] == {"C": 2}
    assert [option.without for option in search.chosen] == ["?"]


def test_what_is_not_shown_cannot_be_asked_for(people, client):
    people.company.sectors.add(Sector.objects.get(code="C", scheme="wz2008"))
    on_board(people)

    assert board(client) == [TEASER["title"]]
    assert board(client, trade="C") == []
    assert board(client, region="soest") == []


@pytest.mark.parametrize("more", [0, 4])
def test_the_list_takes_the_same_number_of_queries_with_few_and_many(people, client, queries, more):
    for _number in range(2 + more):
        on_board(people)

    with queries() as seen:
        client.get(reverse("board:list"))

    assert len(seen) == 8


def test_the_start_page_gets_the_newest(people):
    on_board(people)
    last = on_board(people)

    assert list(newest(1)) == [last]


def test_an_empty_board_says_so(client, people):
    agreed(people)

    assert "Zurzeit hängt kein Bedarf aus" in text(client.get(reverse("board:list")))


def test_taking_off_what_never_hung_there_is_refused(people, sign_in):
    need = need_in("qualified", people)
    response = sign_in("lead").post(reverse("board:take_off", args=[need.pk]), {"reason": "enough"})

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
