"""What leads and companies read about places, chances, and what would have to change."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from matchmaking.enums import Placing
from matchmaking.explanation import Explanation, placing_reasons
from matchmaking.models import Introduction, MatchingOutcome, MatchingRun
from matchmaking.runs import execute
from tests.cases import need_in, offer_in, suggestion
from tests.matchmaking.test_views_moderation import fill, proposals_url

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 12, 31)


def placed(row: Introduction, **columns) -> Introduction:
    Introduction.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("columns", "against", "change"),
    [
        (
            {"places": 3, "booked_until": UNTIL},
            "Bis 31.12.2026 ausgebucht: Alle 3 Plätze sind an Bedarfe vergeben, denen das Angebot mehr bringt.",
            "Ein Platz müsste vorher frei werden. Nach dem 31.12.2026 hat der Anbieter wieder Plätze.",
        ),
        ({"places": 0, "booked_until": UNTIL}, "Bis 31.12.2026 ausgebucht.", "Nach dem 31.12.2026 hat"),
        ({"places": 0}, "Zurzeit ausgebucht.", "Der Anbieter müsste wieder Kontakte annehmen."),
    ],
)
def test_who_is_fully_booked_says_until_when(people, columns, against, change):
    row = placed(suggestion(need_in("qualified", people), offer_in("published", people)), placing="full", **columns)
    explained = Explanation(row, {})
    assert explained.speaks_against == [against]
    assert explained.changes[0].startswith(change)
    row.state = "shortlisted"  # a lead has decided otherwise
    assert placing_reasons(row) == []


def test_a_newcomer_that_is_proposed_says_so(people):
    row = suggestion(need_in("qualified", people), offer_in("published", people))
    assert Explanation(placed(row, placing="proposed", slot=1), {}).speaks_for == []
    explained = Explanation(placed(row, is_newcomer=True), {})
    assert explained.speaks_for == ["Das Angebot ist neu und soll gesehen werden."]
    assert Explanation(placed(row, placing="further"), {}).speaks_for == []


def test_who_is_fully_booked_stands_apart_and_can_still_be_compared(sign_in, people):
    need = need_in("qualified", people)
    rows = fill(need, people, 4)
    for row in rows[:2]:
        placed(row, placing="full", places=2, booked_until=UNTIL, place_price=12.34)
    client = sign_in("lead")

    response = client.get(proposals_url(need))

    page = response.content.decode()
    assert [row.pk for _rank, row, *_rest in response.context["ranked"]] == [rows[2].pk, rows[3].pk]
    assert [row.pk for row, *_rest in response.context["full"]] == [rows[0].pk, rows[1].pk]
    assert page.count("Bis 31.12.2026 ausgebucht") == 2
    assert page.count("12,3 Punkte") == 2
    compared = client.get(proposals_url(need), {"show": rows[0].pk}).context["compared"]
    assert rows[0].pk in [explained.introduction.pk for _slot, explained, *_rest in compared]


def test_where_everybody_is_fully_booked_the_best_of_them_are_compared(sign_in, people):
    need = need_in("qualified", people)
    rows = fill(need, people, 2)
    for row in rows:
        placed(row, placing="full", places=0)

    response = sign_in("lead").get(proposals_url(need))

    assert {explained.introduction.pk for _slot, explained, *_rest in response.context["compared"]} == {
        row.pk for row in rows
    }
    assert response.context["ranked"] == []
    assert "Was sich ändern müsste" in response.content.decode()


def test_the_list_stands_in_the_order_that_was_recorded(sign_in, people):
    need = need_in("qualified", people)
    rows = fill(need, people, 9)
    for rank, row in enumerate([*rows[:7], rows[8], rows[7]], 1):
        placed(row, shown_rank=rank, propensity=0.5 if row in rows[7:] else None, placing=Placing.FURTHER)

    response = sign_in("lead").get(proposals_url(need))

    assert [row.pk for _rank, row, *_rest in response.context["ranked_first"]] == [
        row.pk for row in [*rows[:7], rows[8]]
    ]
    assert response.content.decode().count("Von weiter unten ausgelost") == 1


@pytest.mark.parametrize(("acceptance", "shown"), [(0.374, True), (None, False)])
def test_the_chance_is_shown_to_leads_only_where_it_is_known(sign_in, people, acceptance, shown):
    need = need_in("qualified", people)
    row = placed(suggestion(need, offer_in("published", people)), acceptance=acceptance)
    client = sign_in("lead")

    for url in (proposals_url(need), reverse("matchmaking:introduction_detail", args=[row.pk])):
        assert ("kamen bisher etwa 37 in die engere Auswahl" in client.get(url).content.decode()) == shown
    assert ("ausgewählt: 37 von 100" in client.get(proposals_url(need)).content.decode()) == shown


def outcome(need, *hints) -> None:
    """Store what a run that has ended found missing."""
    MatchingRun.objects.all().delete()
    MatchingOutcome.objects.update_or_create(need=need, defaults={"hints": list(hints)})


def hint(code, **params) -> dict:
    return {"code": code, "params": params}


def test_a_need_without_proposals_says_what_would_have_to_change_to_leads_and_company(sign_in, people):
    need = need_in("qualified", people)
    outcome(need, hint("budget_below_minimum", budget=5000.0, minimum=12000.0), hint("a_code_of_another_engine"))

    lead = sign_in("lead").get(proposals_url(need)).content.decode()
    company = sign_in("anna").get(need.get_absolute_url()).content.decode()

    assert "das Budget reicht bis 5.000 Euro" in lead
    assert "Das Budget müsste auf 12.000 Euro steigen" in lead
    assert "Passende Angebote beginnen bei 12.000 Euro, Ihr Budget reicht bis 5.000 Euro." in company
    assert "müsste" not in company


def test_words_of_a_hint_are_escaped(sign_in, people):
    need = need_in("qualified", people)
    outcome(need, hint("closest_lacks", words=["<xyzzy>"]))
    for person, url in (("lead", proposals_url(need)), ("anna", need.get_absolute_url())):
        page = sign_in(person).get(url).content.decode()
        assert "<xyzzy>" not in page
        assert "&lt;xyzzy&gt;" in page


def test_the_company_reads_hints_in_english_too(sign_in, people):
    need = need_in("qualified", people)
    outcome(need, hint("nothing_close"))
    client = sign_in("anna")
    client.cookies["django_language"] = "en"
    page = client.get(need.get_absolute_url()).content.decode()
    assert "No offer answers what you describe so far." in page


@pytest.mark.parametrize("state", ["matching", "paused", "in_qualification"])
def test_the_company_reads_no_hint_while_something_else_is_going_on(sign_in, people, state):
    need = need_in(state, people)
    outcome(need, hint("nothing_close"))
    assert "beantwortet bisher kein Angebot" not in sign_in("anna").get(need.get_absolute_url()).content.decode()


def test_what_the_engine_found_missing_reaches_both_pages(sign_in, people):
    need = need_in("qualified", people)
    offer = offer_in("published", people)
    type(offer).objects.filter(pk=offer.pk).update(
        title="Bienenstöcke wiegen", description="Wir wiegen Bienenstöcke am Waldrand und zählen den Honig."
    )
    offer.topics.clear()
    run = execute(MatchingRun.objects.filter(need=need).latest("pk").pk)
    assert run.finished_at <= timezone.now()
    codes = {row["code"] for row in MatchingOutcome.objects.get(need=need).hints}
    assert codes == {"topic_without_offers"}  # nobody in this region deals with machines

    for person, url in (("lead", proposals_url(need)), ("anna", need.get_absolute_url())):
        assert "Sensorik" in "".join(_missing_of(sign_in(person).get(url)))


def _missing_of(response) -> list[str]:
    missing = response.context["missing"]
    return missing if isinstance(missing, list) else missing.reasons
