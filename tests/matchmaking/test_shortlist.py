"""The order and the reasons of a shortlist, what was set aside, and how busy providers are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.states import InvalidTransition
from matchmaking.models import Introduction
from matchmaking.services import keys, moderation, shortlist
from startups.models import ProviderProfile
from tests.cases import introduction_in, need_in, offer_in, suggestion

pytestmark = pytest.mark.django_db


def url(introduction, step: str) -> str:
    return reverse(f"matchmaking:introduction_{step}", args=[introduction.pk])


def shortlisted(need, people, count: int) -> list[Introduction]:
    rows = []
    for number in range(count):
        offer = offer_in("published", people)
        row = suggestion(need, offer)
        moderation.shortlist(row, actor=people.lead, note=f"Passt {number}.")
        rows.append(row)
    return rows


def order(need) -> list[int]:
    standing = need.introductions.filter(position__isnull=False).order_by("position")
    return list(standing.values_list("pk", flat=True))


def test_what_is_shortlisted_later_stands_behind(people):
    need = need_in("qualified", people)
    rows = shortlisted(need, people, 3)
    assert order(need) == [row.pk for row in rows]


def test_a_proposal_moves_up_and_down_until_it_stands_at_the_end(sign_in, people):
    need = need_in("qualified", people)
    first, second, third = shortlisted(need, people, 3)
    client = sign_in("lead")

    client.post(url(third, "move"), {"direction": "up"})
    assert order(need) == [first.pk, third.pk, second.pk]
    client.post(url(first, "move"), {"direction": "down"})
    assert order(need) == [third.pk, first.pk, second.pk]
    for row, direction in ((third, "up"), (second, "down"), (first, "sideways")):
        client.post(url(row, "move"), {"direction": direction})
    assert order(need) == [third.pk, first.pk, second.pk]


def test_rows_from_before_there_was_an_order_get_one_when_somebody_moves(people):
    need = need_in("qualified", people)
    first, second = shortlisted(need, people, 2)
    need.introductions.update(position=None)
    assert shortlist.move(second, "up", actor=people.lead)
    assert order(need) == [second.pk, first.pk]


def test_the_company_reads_the_proposals_in_the_order_of_the_lead(sign_in, people):
    need = need_in("qualified", people)
    rows = shortlisted(need, people, 3)
    for row in rows:
        moderation.ask_company(row, actor=people.lead)
    shortlist.move(rows[2], "up", actor=people.lead)
    shortlist.move(rows[2], "up", actor=people.lead)

    response = sign_in("anna").get(reverse("matchmaking:request_list", args=[people.company.pk]))

    assert [row.pk for row, *_rest in response.context["rows"]] == [rows[2].pk, rows[0].pk, rows[1].pk]


def test_a_contact_that_came_about_stands_in_no_order_any_more(people):
    case = introduction_in("introduced", people)
    with pytest.raises(InvalidTransition):
        shortlist.move(case, "up", actor=people.lead)


def test_the_reason_changes_until_the_company_has_been_asked(sign_in, people):
    case = introduction_in("shortlisted", people)
    client = sign_in("lead")

    client.post(url(case, "change_reason"), {"note": "Kennt alte Steuerungen."})
    case.refresh_from_db()
    assert case.shortlist_note == "Kennt alte Steuerungen."

    moderation.ask_company(case, actor=people.lead)
    client.post(url(case, "change_reason"), {"note": "Zu spät."})
    case.refresh_from_db()
    assert case.shortlist_note == "Kennt alte Steuerungen."


def test_an_empty_reason_is_refused_and_the_page_says_so(sign_in, people):
    case = introduction_in("shortlisted", people)
    response = sign_in("lead").post(url(case, "change_reason"), {"note": " "})
    assert "note" in response.context["form"].errors


def test_what_is_set_aside_is_listed_and_brought_back(sign_in, people):
    late, early = (introduction_in("suggested", people) for _number in range(2))
    for row, days in ((late, 9), (early, 2)):
        moderation.snooze(row, actor=people.lead, until=timezone.localdate() + timedelta(days=days))
    client = sign_in("lead")
    listed = client.get(reverse("matchmaking:snoozed")).context["page_obj"].object_list
    assert [row.pk for row in listed] == [early.pk, late.pk]

    for _click in range(2):
        client.post(url(early, "wake"), {"back": "list"})

    listed = client.get(reverse("matchmaking:snoozed")).context["page_obj"].object_list
    assert [row.pk for row in listed] == [late.pk]
    early.refresh_from_db()
    assert early.snoozed_until is None


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_of_what_is_set_aside_takes_the_same_number_of_queries(sign_in, people, queries, count):
    for _number in range(count):
        row = introduction_in("suggested", people)
        moderation.snooze(row, actor=people.lead, until=timezone.localdate() + timedelta(days=3))
    client = sign_in("lead")
    with queries() as seen:
        client.get(reverse("matchmaking:snoozed"))
    assert len(seen) == 10


def test_the_lead_sees_how_busy_a_provider_is_while_choosing(sign_in, people):
    ProviderProfile.objects.update_or_create(organisation=people.startup, defaults={"capacity": 1})
    offer = offer_in("published", people)
    busy = introduction_in("awaiting_company", people, offer=offer)
    keys.company_agrees(busy, actor=people.anna)
    need = need_in("qualified", people)

    response = sign_in("lead").get(reverse("matchmaking:introduction_add", args=[need.pk]))

    ((_offer, load, is_unwanted),) = response.context["rows"]
    assert (load.asked, load.remaining, is_unwanted) == (1, 0, False)
    assert load.full_until >= timezone.localdate()
    assert "ausgebucht bis" in response.content.decode()
