"""What a lead sees of the answers, and what follows from them."""

from datetime import datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone

from core.states import GuardFailed
from dzm.due import Due
from dzm.today import Today
from matchmaking.models import Introduction
from matchmaking.services import outcomes
from outcomes import services
from outcomes.asking import ask
from outcomes.ladder import rounds_of, suggestions
from outcomes.selectors import answers_to_decide, surveys_of
from tests.cases import introduction_in
from tests.conftest import fresh
from tests.outcomes.conftest import survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def month(case, walk):
    """`month("talks", "contract")`: what company and provider say on the thirtieth day; "" for no answer."""

    def _month(company: str, provider: str, reasons: dict[str, str] | None = None) -> Introduction:
        walk(30)
        for name, value in (("company", company), ("provider", provider)):
            if value:
                row = survey(case, name, 30)
                size = "5k_25k" if value == "contract" else ""
                reason = (reasons or {}).get(name, "")
                services.answer(row, contact=row.contact, value=value, size_class=size, reason=reason)
        return Introduction.objects.get(pk=case.pk)

    return _month


def offered(case: Introduction) -> list[tuple[str, str, int]]:
    newest = rounds_of(surveys_of(case))[0]
    return [
        (each.transition, each.fields.get("outcome") or each.fields.get("reason", ""), len(each.said_by))
        for each in suggestions(case, newest)
    ]


@pytest.mark.parametrize(
    ("company", "provider", "wanted"),
    [
        ("contract", "contract", [("record_success", "contract", 2)]),
        ("paid_pilot", "paid_pilot", [("start_pilot", "", 2), ("record_success", "paid_pilot", 2)]),
        ("unpaid_pilot", "unpaid_pilot", [("start_pilot", "", 2), ("record_success", "unpaid_pilot", 2)]),
        ("talks", "still_in_contact", [("start_follow_up", "", 2)]),
        ("learned", "learned", [("record_success", "solved_with_advice_only", 2)]),
        ("learned", "", []),
        ("learned", "talks", [("start_follow_up", "", 1)]),
        ("no_contact", "no_contact", [("record_no_success", "no_reaction", 2)]),
        ("contract", "no_contact", [("record_success", "contract", 1), ("record_no_success", "no_reaction", 1)]),
    ],
)
def test_answers_suggest_what_the_ladder_says_and_nothing_is_averaged(month, company, provider, wanted):
    case = month(company, provider)
    assert offered(case) == wanted
    assert case.state == "introduced"


def test_a_reason_suggests_an_end_with_this_reason(month):
    case = month("no_contact", "learned", reasons={"company": "no_time", "provider": "price"})
    assert offered(case) == [("record_no_success", "no_time", 1), ("record_no_success", "price", 1)]


def test_differing_answers_are_work_for_the_lead_until_they_are_noted(month, people, sign_in):
    case = month("contract", "talks")
    assert list(answers_to_decide(fresh(people.lead))) == [case]
    page = sign_in("lead").get(case.get_absolute_url()).content.decode()
    assert "Antworten verschieden" in page
    assert "Die Seiten sagen Verschiedenes." in page

    client = sign_in("lead")
    assert client.post(reverse("outcomes:noted", args=[case.pk])).status_code == 302

    assert not answers_to_decide(fresh(people.lead))
    assert survey(case, "company", 30).settled_by == people.lead


def test_a_correction_brings_the_case_back_to_the_lead(month, people):
    case = month("contract", "talks")
    services.take_note(case, actor=people.lead)
    row = survey(case, "company", 30)
    services.answer(row, contact=row.contact, value="no_contact")
    assert list(answers_to_decide(fresh(people.lead))) == [case]


def test_a_case_waits_for_the_other_side_before_it_is_work(month, people, walk):
    case = month("contract", "")
    assert not answers_to_decide(fresh(people.lead))
    walk(46, first_day=31)
    assert list(answers_to_decide(fresh(people.lead))) == [case]


def test_talks_on_both_sides_are_no_work(month, people):
    month("talks", "talks")
    assert not answers_to_decide(fresh(people.lead))


def test_one_button_records_what_both_say_with_the_answers_as_evidence(month, people, sign_in):
    case = month("contract", "contract")
    suggestion = suggestions(case, rounds_of(surveys_of(case))[0])[0]
    sign_in("lead").post(reverse(suggestion.url_name, args=[case.pk]), suggestion.fields)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("success", "contract")
    assert "5.000 bis 25.000 Euro" in case.outcome_note


def test_silence_counts_only_after_both_were_asked_and_had_their_time(case, walk, people):
    walk(29)
    outcome = {"actor": people.lead, "reason": "no_reaction"}
    walk(31, first_day=30)
    with pytest.raises(GuardFailed, match="wird noch gefragt"):
        outcomes.record_no_success(Introduction.objects.get(pk=case.pk), **outcome)
    walk(45, first_day=32)
    outcomes.record_no_success(Introduction.objects.get(pk=case.pk), **outcome)
    case.refresh_from_db()
    assert case.no_success_reason == "no_reaction"


def test_nobody_is_called_silent_who_was_never_asked(case, walk, people):
    walk(29)
    case.follow_ups.get(side="company").surveys.all().delete()
    with pytest.raises(GuardFailed, match="Erst wenn beide Seiten"):
        outcomes.record_no_success(Introduction.objects.get(pk=case.pk), actor=people.lead, reason="no_reaction")


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("to_decide", True),
        ("differing", True),
        ("answered", True),
        ("waiting", False),
        ("silent", True),
        ("due", False),
    ],
)
def test_the_list_narrows_by_state_and_counts(month, sign_in, status, found):
    case = month("contract", "talks")
    page = sign_in("lead").get(reverse("outcomes:list"), {"status": status}).content.decode()
    assert (case.number in page) is found
    assert "zu entscheiden" in page


def test_the_list_finds_words_and_days_and_survives_nonsense(month, sign_in):
    case = month("talks", "talks")
    client, address = sign_in("lead"), reverse("outcomes:list")
    assert case.number in client.get(address, {"q": "Maschinenfunk", "checkpoint": "30"}).content.decode()
    assert case.number not in client.get(address, {"checkpoint": "180"}).content.decode()
    assert client.get(address, {"status": "x", "checkpoint": "y", "page": "z"}).status_code == 200


def test_a_region_lead_sees_the_cases_of_the_own_region_only(month, sign_in):
    case = month("contract", "talks")
    assert case.number not in sign_in("far_lead").get(reverse("outcomes:list")).content.decode()


def test_the_list_reads_as_much_for_two_cases_as_for_one(month, people, sign_in, queries):
    month("contract", "talks")
    client, address = sign_in("lead"), reverse("outcomes:list")
    client.get(address)
    with queries() as one:
        client.get(address)
    other = introduction_in("introduced", people)
    for follow_up in other.follow_ups.all():
        ask(follow_up, 14)
    with queries() as two:
        client.get(address)
    assert len(two) == len(one)


def test_the_page_of_today_names_the_case_and_counts_it_when_it_is_due(month, people, time_machine):
    case = month("contract", "talks")
    user = fresh(people.lead)
    jobs = [job for job in Today(user).jobs if job.url.endswith("#outcomes")]
    assert [job.title for job in jobs] == [case.need.title]
    before = Due(user).introductions
    time_machine.move_to(datetime.combine(jobs[0].due_on, time(9), tzinfo=timezone.get_default_timezone()), tick=False)
    assert Due(user).introductions == before + 1
    assert jobs[0] in Today(user).due_today
