"""Two hundred days of a case: every letter with its day, and silence where nobody answers."""

from collections import Counter

import pytest

from core.models import CaseEvent
from matchmaking.models import Introduction
from matchmaking.services import keys, outcomes
from outcomes import services
from scheduling.models import Timer
from scheduling.planning import replan_all
from scheduling.sweeping import sweep
from tests.cases import leave
from tests.conftest import fresh
from tests.factories import MembershipFactory
from tests.outcomes.conftest import letters, side, survey

pytestmark = pytest.mark.django_db


def says(case, name: str, checkpoint: int, value: str, **more):
    """Return what lets a side answer."""

    def act() -> None:
        asked = survey(case, name, checkpoint)
        services.answer(asked, contact=asked.contact, value=value, **more)

    return act


def to(name: str, sent: list) -> list[tuple[int, str]]:
    return [(day, kind) for day, kind, recipient in sent if recipient == name]


def test_who_never_answers_gets_four_questions_each_with_one_reminder_and_is_noted_as_silent(case, walk):
    sent = walk(200)
    days = [(day, kind) for asked in (14, 30, 90, 180) for day, kind in ((asked, "asked"), (asked + 7, "reminded"))]
    assert to("Anna", sent) == to("Clara", sent) == days
    silent = CaseEvent.objects.filter(kind="survey_silent")
    assert Counter(event.attributes["survey_checkpoint"] for event in silent) == {14: 2, 30: 2, 90: 2, 180: 2}
    assert survey(case, "company", 30).state == "silent"
    assert survey(case, "company", 30).state_changed_at.date() == survey(case, "company", 30).closes_at.date()
    assert not CaseEvent.objects.filter(kind="survey_answered").exists()


def test_who_answers_early_is_not_reminded_and_who_answers_late_is_reminded_once(case, walk):
    acts = {
        15: says(case, "company", 14, "yes"),
        26: says(case, "provider", 14, "not_yet"),
        30: says(case, "company", 30, "talks"),
        44: says(case, "provider", 30, "still_in_contact"),
    }
    sent = walk(89, acts)
    assert to("Anna", sent) == [(14, "asked"), (30, "asked")]
    assert to("Clara", sent) == [(14, "asked"), (21, "reminded"), (30, "asked"), (37, "reminded")]
    assert survey(case, "provider", 30).state == "answered"


def test_who_opts_out_is_never_written_to_again_and_the_other_side_is(case, walk):
    def stop() -> None:
        company = side(case, "company")
        services.opt_out(company, contact=company.surveys.get().contact)

    sent = walk(200, {16: stop})
    assert to("Anna", sent) == [(14, "asked")]
    assert len(to("Clara", sent)) == 8
    assert survey(case, "company", 14).state == "stopped"
    assert CaseEvent.objects.filter(kind="survey_opted_out").count() == 1


def test_questions_go_on_after_a_success_until_the_side_has_said_its_last_word(case, walk, people):
    def success() -> None:
        current = Introduction.objects.get(pk=case.pk)
        outcomes.record_success(current, actor=fresh(people.lead), outcome="unpaid_pilot", note="Beide bestätigt.")

    acts = {
        31: says(case, "company", 30, "unpaid_pilot"),
        33: success,
        91: says(case, "company", 90, "contract", size_class="5k_25k"),
        92: says(case, "provider", 90, "paid_pilot"),
        181: says(case, "provider", 180, "contract", size_class="5k_25k"),
    }
    sent = walk(200, acts)
    assert to("Anna", sent) == [(14, "asked"), (21, "reminded"), (30, "asked"), (90, "asked")]
    assert [day for day, kind in to("Clara", sent) if kind == "asked"] == [14, 30, 90, 180]
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("success", "unpaid_pilot")


def test_who_says_why_it_went_no_further_is_asked_no_more(case, walk):
    sent = walk(200, {31: says(case, "provider", 30, "no_contact", reason="no_time")})
    assert to("Clara", sent) == [(14, "asked"), (21, "reminded"), (30, "asked")]


def test_a_correction_to_something_less_than_final_lets_the_questions_go_on(case, walk):
    acts = {
        31: says(case, "company", 30, "contract", size_class="under_5k"),
        33: says(case, "company", 30, "talks"),
    }
    assert (90, "asked") in to("Anna", walk(95, acts))


def test_after_a_withdrawal_nobody_is_asked(case, walk, people):
    def withdraw() -> None:
        keys.withdraw_consent(Introduction.objects.get(pk=case.pk), actor=people.anna, side="company")

    sent = walk(200, {17: withdraw})
    assert {day for day, _kind, _name in sent} == {14}
    assert survey(case, "provider", 14).state == "stopped"
    assert not CaseEvent.objects.filter(kind="survey_silent").exists()


def test_after_an_end_without_result_nobody_is_asked(case, walk, people):
    def end() -> None:
        outcomes.record_no_success(Introduction.objects.get(pk=case.pk), actor=people.lead, reason="price")

    assert max(day for day, _kind, _name in walk(200, {40: end})) == 37


def test_who_has_left_is_not_asked_but_the_present_contact_of_the_need_is(case, walk, people):
    def anna_leaves() -> None:
        leave(people.anna, people.company)
        case.need.contact = people.ben.contact
        case.need.save(update_fields=["contact"])

    sent = walk(40, {16: anna_leaves})
    assert to("Anna", sent) == [(14, "asked")]
    assert to("Ben", sent) == [(21, "reminded"), (30, "asked"), (37, "reminded")]


def test_an_erased_contact_is_not_asked(case, walk, people):
    def erase() -> None:
        contact = people.clara.contact
        contact.erased_at = contact.created_at
        contact.save(update_fields=["erased_at"])

    sent = walk(200, {16: erase})
    assert to("Clara", sent) == [(14, "asked")]
    assert not survey_exists(case, "provider", 30)


def survey_exists(case, name: str, checkpoint: int) -> bool:
    return side(case, name).surveys.filter(checkpoint=checkpoint).exists()


def test_after_an_outage_only_the_newest_question_goes_out(case, walk):
    sent = walk(95, first_day=95)
    assert sent == [(95, "asked", "Anna"), (95, "asked", "Clara")]
    assert survey(case, "company", 90).asked_on.isoformat() == "2027-04-16"
    assert not survey_exists(case, "company", 30)


def test_a_step_twice_writes_no_letter_twice(case, walk):
    walk(14)
    Timer.objects.filter(kind="outcome.ask_14").update(state="waiting", done_at=None)
    sweep()
    replan_all()
    sweep()
    assert letters() == [(14, "asked", "Anna"), (14, "asked", "Clara")]


def test_a_first_meeting_becomes_follow_up_with_the_second_question(case, walk, people):
    def met() -> None:
        current = Introduction.objects.get(pk=case.pk)
        outcomes.record_meeting(current, actor=people.lead, met_on=current.introduced_at.date())

    walk(31, {10: met})
    case.refresh_from_db()
    assert case.state == "follow_up"


def test_without_a_recorded_meeting_the_state_stays(case, walk):
    walk(31)
    case.refresh_from_db()
    assert case.state == "introduced"


def test_somebody_who_joined_later_does_not_get_the_questions_of_others(case, walk, people):
    MembershipFactory(organisation=people.company)
    assert {name for _day, _kind, name in walk(31)} == {"Anna", "Clara"}
