"""Making somebody responsible for several needs: who is concerned, what is left out, and a second click."""

import pytest
from django.urls import reverse

from accounts.bias import declare_bias
from companies.models import Need
from contactlog.models import Handover
from mail.models import OutboxMessage
from tests.cases import need_in

pytestmark = pytest.mark.django_db

URL = reverse("companies:need_assign")


def owners() -> set[str]:
    return set(Need.objects.values_list("assigned_to__email", flat=True))


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_the_page_says_how_many_cases_are_affected_before_anything_happens(sign_in, people):
    needs = [need_in(state, people) for state in ("submitted", "qualified", "rejected")]

    response = sign_in("lead").get(URL, {"case": [need.pk for need in needs]})

    assert response.context["affected"] == needs[:2]
    assert response.context["skipped"] == needs[2:]
    assert Need.objects.get(pk=needs[0].pk).assigned_to is None


def test_what_is_possible_is_done_and_the_rest_is_told_and_no_company_is_written_to(sign_in, people):
    fresh_, given, own, ended = (
        need_in("submitted", people),
        need_in("qualified", people),
        need_in("qualified", people, lead=people.lead2),
        need_in("rejected", people),
    )
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    data = {"case": [need.pk for need in (fresh_, given, own, ended)], "owner": people.lead2.pk}
    client = sign_in("lead")

    response = client.post(URL, data, follow=True)

    assert set(Need.objects.exclude(pk=ended.pk).values_list("assigned_to", flat=True)) == {people.lead2.pk}
    assert "Für 2 Fälle erledigt." in said(response)
    assert "Diese Person ist schon zuständig." in said(response)
    letters = OutboxMessage.objects.exclude(pk__in=before)
    assert not {people.anna.email, people.ben.email} & {address for letter in letters for address in letter.to}
    assert Handover.objects.get().receiver == people.lead2

    again = client.post(URL, data, follow=True)
    assert "Für 0 Fälle erledigt." in said(again)
    assert Handover.objects.count() == 1
    assert client.get(given.get_absolute_url()).status_code == 200


def test_nobody_gets_a_case_of_another_region_or_one_for_which_they_are_biased(sign_in, people):
    need = need_in("submitted", people)
    declare_bias(people.lead2, need, region=need.region, reason="Verwandt.")
    client = sign_in("lead")
    for owner in (people.lead2, people.far_lead):
        client.post(URL, {"case": need.pk, "owner": owner.pk})
    assert owners() == {None}


def test_needs_of_others_are_left_out_in_silence(sign_in, people):
    need = need_in("submitted", people)
    response = sign_in("far_lead").get(URL, {"case": need.pk})
    assert need.title not in response.content.decode()


@pytest.mark.parametrize("case", ["x", "0", "-1", "9" * 40, "1,2,x", "²"])
def test_nonsense_chooses_nothing(sign_in, people, case):
    need_in("submitted", people)
    response = sign_in("lead").post(URL, {"case": case, "owner": people.lead.pk})
    assert response.status_code == 200
    assert owners() == {None}


def test_all_cases_of_a_page_are_chosen_without_a_script(sign_in, people):
    for _number in range(3):
        need_in("submitted", people)
    client = sign_in("lead")
    assert client.get(reverse("companies:need_queue")).content.decode().count(" checked") == 0
    assert client.get(reverse("companies:need_queue"), {"select": "page"}).content.decode().count(" checked") == 3
