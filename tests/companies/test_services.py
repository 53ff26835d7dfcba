from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from companies import services
from companies.consents import record_consent
from companies.enums import NeedState
from companies.forms import NeedForm
from companies.models import Need
from companies.workflow import NEED
from core.models import CaseEvent, LogEntry
from core.states import GuardFailed, InvalidTransition, advance
from mail.models import OutboxMessage
from tests.cases import introduction_in
from tests.companies.conftest import ALL_STATES
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db

# Before Easter 2018: Good Friday on 30 March, Easter Monday on 2 April, no work on 1 May, 10 May and 21 May.
BEFORE_EASTER = "2018-03-29 09:00:00+00:00"


def edit(need, **changes) -> NeedForm:
    fields = NeedForm(instance=need, organisation=need.organisation).initial
    data = {name: "" if value is None else value for name, value in fields.items()}
    data["topics"] = [topic.pk for topic in need.topics.all()]
    form = NeedForm({**data, **changes}, instance=need, organisation=need.organisation)
    assert form.is_valid(), form.errors
    return form


def verbs(need) -> list[str]:
    return list(LogEntry.objects.about(need).order_by("pk").values_list("verb", flat=True))


def mails_to(user) -> list[str]:
    return [message.kind for message in OutboxMessage.objects.order_by("pk") if f"<{user.email}>" in str(message.to)]


@time_machine.travel(BEFORE_EASTER)
def test_submission_gives_a_number_deadlines_in_working_days_and_a_receipt(people, need_in):
    need = need_in("submitted")

    assert need.number == "B-2018-0001"
    assert need.response_due_on == date(2018, 4, 4)  # Tuesday and Wednesday after Easter
    assert need.qualification_due_on == date(2018, 4, 16)
    assert mails_to(people.anna) == ["need.submitted"]
    assert mails_to(people.lead) == mails_to(people.lead2) == ["need.submitted.lead"]
    assert CaseEvent.objects.get(need_id=need.pk).kind == "need_registered"


def test_numbers_rise_within_a_year_and_begin_anew(people, need_in):
    with time_machine.travel("2018-12-31 10:00:00+00:00"):
        assert [need_in("submitted").number for _ in range(2)] == ["B-2018-0001", "B-2018-0002"]
    with time_machine.travel("2019-01-02 10:00:00+00:00"):
        assert need_in("submitted").number == "B-2019-0001"


def test_the_first_reply_of_a_region_is_asked_of_its_own_lead(people, need_in):
    need_in("submitted", organisation=people.provider, author=people.carl)
    assert mails_to(people.far_lead) == ["need.submitted.lead"]
    assert mails_to(people.lead) == []


@pytest.mark.parametrize("description", ["", "Zu kurz."])
def test_a_need_that_says_nothing_cannot_be_submitted(people, description):
    need = NeedFactory(organisation=people.company, description=description)
    with pytest.raises(GuardFailed) as failure:
        services.submit_need(need, actor=people.anna)
    assert len(failure.value.problems) == 1
    assert (need.state, need.number) == ("draft", None)


def test_a_lead_submits_on_behalf_and_the_log_says_how_it_was_asked_for(people, need_in):
    need = need_in("draft", created_by=people.lead, source="phone")
    record_consent(need, contact=need.contact, channel="phone", actor=people.lead)
    services.submit_need(need, actor=people.lead, on_behalf_source="phone")
    entry = LogEntry.objects.about(need).get(verb="submit")
    assert (entry.actor, entry.on_behalf_source) == (people.lead, "phone")


def test_taking_over_makes_the_lead_responsible(people, need_in):
    need = need_in("in_qualification")
    assert need.assigned_to == people.lead
    assert "need.taken_over" in mails_to(people.anna)


def test_the_clock_stops_while_a_question_is_open(people, need_in):
    with time_machine.travel(BEFORE_EASTER):
        need = need_in("returned")
    with time_machine.travel("2018-04-06 09:00:00+00:00"):
        services.answer_question(need, actor=people.anna, text="Zwölf Maschinen.")

    # Due on 16 April; between question and answer lie four working days (3 to 6 April).
    assert need.qualification_due_on == date(2018, 4, 20)
    assert need.state == NeedState.IN_QUALIFICATION
    question = need.questions.get()
    assert (question.answer, question.answered_by, question.answer_source) == (
        "Zwölf Maschinen.",
        people.anna,
        "portal",
    )
    assert "need.answered.lead" in mails_to(people.lead)
    assert "need.answered.lead" not in mails_to(people.lead2)


def test_a_lead_answers_on_behalf_and_the_source_is_recorded(people, need_in):
    need = need_in("returned")
    services.answer_question(need, actor=people.lead, text="Zwölf.", source="visit")
    assert need.questions.get().answer_source == "visit"
    assert LogEntry.objects.about(need).get(verb="answer_question").on_behalf_source == "visit"


@pytest.mark.parametrize(
    ("state", "verb"), [("in_qualification", services.ask_company), ("returned", services.answer_question)]
)
def test_an_empty_question_or_answer_is_refused(people, need_in, state, verb):
    with pytest.raises(GuardFailed):
        verb(need_in(state), actor=people.lead, text="  ")


@pytest.mark.parametrize("missing", ["goal", "time_frame", "topics"])
def test_an_unclear_need_cannot_be_qualified(people, need_in, missing):
    need = need_in("in_qualification", **({} if missing == "topics" else {missing: ""}))
    if missing == "topics":
        need.topics.clear()
    assert list(services.qualification_problems(need)) == [missing]
    with pytest.raises(GuardFailed):
        services.qualify_need(need, actor=people.lead)
    assert need.state == NeedState.IN_QUALIFICATION


@time_machine.travel(BEFORE_EASTER)
def test_a_qualified_need_asks_for_a_run_and_for_a_selection_within_fifteen_working_days(people, need_in):
    need = need_in("qualified")
    assert need.shortlist_due_on == date(2018, 4, 23)
    assert need.runs.get().trigger == "need"
    assert CaseEvent.objects.filter(need_id=need.pk, kind="need_qualified").count() == 1


@pytest.mark.parametrize("field", ["title", "description", "goal"])
def test_a_material_edit_of_a_qualified_need_takes_it_back(people, need_in, field):
    need = need_in("qualified")
    asked = introduction_in("awaiting_company", people, need=need)
    need.refresh_from_db()
    form = edit(need, **{field: "Es geht jetzt um die neue Halle und nicht mehr um alte Maschinen."})

    reopened = services.edit_need(form, actor=people.anna, parties={"company"})

    assert reopened
    assert need.state == NeedState.IN_QUALIFICATION
    assert need.shortlist_due_on is None
    asked.refresh_from_db()
    assert (asked.state, asked.obsolete_reason) == ("obsolete", "need_changed")
    assert "need.reopened.lead" in mails_to(people.lead)


def test_another_edit_of_a_qualified_need_changes_nothing_else(people, need_in):
    need = need_in("qualified")
    assert not services.edit_need(edit(need, budget="under_5k"), actor=people.anna, parties={"company"})
    need.refresh_from_db()
    assert (need.state, need.budget) == ("qualified", "under_5k")
    assert LogEntry.objects.about(need).get(verb="edit").details == {"fields": ["budget"]}


def test_other_line_ends_from_the_browser_are_no_change(people, need_in):
    need = need_in("qualified", description="Ein Absatz mit fünf Wörtern.\n\nNoch ein Absatz.\n")
    assert not edit(need, description="Ein Absatz mit fünf Wörtern.\r\n\r\nNoch ein Absatz.").has_changed()


def test_an_edit_of_a_need_that_has_moved_on_is_refused_and_writes_nothing(people, need_in):
    need = need_in("in_qualification")
    form = edit(need, title="Ein anderer Titel")
    services.qualify_need(Need.objects.get(pk=need.pk), actor=people.lead)
    with pytest.raises(InvalidTransition):
        services.edit_need(form, actor=people.anna, parties={"company"})
    assert Need.objects.get(pk=need.pk).title != "Ein anderer Titel"


def test_the_region_follows_the_municipality(people, need_in):
    need = need_in("draft")
    dortmund = people.provider.municipality
    services.edit_need(edit(need, municipality=dortmund.pk), actor=people.anna, parties={"company"})
    need.refresh_from_db()
    assert need.region.slug == "dortmund"


@pytest.mark.parametrize(
    ("state", "transition"),
    [("submitted", "reject_at_intake"), ("in_qualification", "reject"), ("returned", "reject_after_silence")],
)
def test_a_rejection_tells_reason_and_text(people, need_in, state, transition):
    need = need_in(state)
    services.reject_need(need, actor=people.lead, reason="too_vague_no_reply", text="Wir hörten nichts mehr.")
    assert (need.state, need.reject_reason) == ("rejected", "too_vague_no_reply")
    assert LogEntry.objects.about(need).get(verb=transition).reason == "too_vague_no_reply"
    message = OutboxMessage.objects.get(kind="need.rejected")
    assert "Wir hörten nichts mehr." in message.body_text


@pytest.mark.parametrize(
    ("state", "reason", "text"),
    [("submitted", "not_digital", " "), ("returned", "not_digital", "Nichts Digitales.")],
)
def test_a_rejection_without_text_or_with_the_wrong_reason_is_refused(people, need_in, state, reason, text):
    need = need_in(state)
    with pytest.raises(GuardFailed):
        services.reject_need(need, actor=people.lead, reason=reason, text=text)
    assert need.state == state


@pytest.mark.parametrize("state", ["qualified", "paused", "withdrawn"])
def test_what_is_past_qualification_cannot_be_rejected(people, need_in, state):
    with pytest.raises(InvalidTransition):
        services.reject_need(need_in(state), actor=people.lead, reason="duplicate", text="Doppelt.")


def test_a_pause_moves_the_deadline_on_by_its_working_days(people, need_in):
    with time_machine.travel(BEFORE_EASTER):
        need = need_in("qualified")
        services.pause_need(need, actor=people.anna, resume_on=date(2018, 5, 2))
    with time_machine.travel("2018-04-05 09:00:00+00:00"):
        services.resume_need(need, actor=people.anna)
    # Due on 23 April; the pause took the three working days 3 to 5 April.
    assert need.shortlist_due_on == date(2018, 4, 26)
    assert (need.state, need.resume_on) == ("qualified", None)


@pytest.mark.parametrize("days", [-1, 0])
def test_a_pause_ends_in_the_future(people, need_in, days):
    with pytest.raises(GuardFailed):
        services.pause_need(
            need_in("qualified"), actor=people.anna, resume_on=timezone.localdate() + timedelta(days=days)
        )


def test_the_timer_resumes_on_the_day_and_not_before(people, need_in):
    need = need_in("paused")
    with pytest.raises(GuardFailed):
        services.resume_need(need)
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        services.resume_need(need)
    assert need.state == NeedState.QUALIFIED


def test_withdrawing_ends_what_the_company_was_asked_and_tells_the_lead(people):
    asked = introduction_in("awaiting_company", people)
    need = Need.objects.get(pk=asked.need_id)
    services.withdraw_need(need, actor=people.anna)
    asked.refresh_from_db()
    assert (asked.state, asked.obsolete_reason) == ("obsolete", "need_closed")
    assert "need.withdrawn.lead" in mails_to(people.lead)


def test_a_withdrawn_draft_is_counted_nowhere_and_told_to_nobody(people, need_in):
    services.withdraw_need(need_in("draft"), actor=people.anna)
    assert not CaseEvent.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_case_cannot_be_closed_as_solved_without_an_outcome(people, need_in):
    with pytest.raises(GuardFailed):
        services.close_need_solved(need_in("qualified"), actor=people.lead, note="Es läuft.")


def test_closing_as_unsolved_needs_a_reason(people, need_in):
    need = need_in("qualified")
    with pytest.raises(GuardFailed):
        services.close_need_unsolved(need, actor=people.lead, reason="")
    services.close_need_unsolved(need, actor=people.lead, reason="no_offer_found", note="Leider nichts dabei.")
    assert need.closing_note == "Leider nichts dabei."
    assert "need.closed" in mails_to(people.anna)


def test_every_new_text_of_the_summary_is_a_new_version(people, need_in):
    need = need_in("in_qualification")
    texts = {"title": "Laufzeiten melden", "text": "Ein Betrieb möchte Laufzeiten sehen."}
    first = services.write_teaser(need, actor=people.lead, **texts, checked=False)
    again = services.write_teaser(need, actor=people.lead, **texts, checked=False)
    checked = services.write_teaser(need, actor=people.lead, **texts, checked=True)
    assert first == again
    assert [first.version, checked.version] == [1, 2]
    assert (checked.checked_by, first.checked_by) == (people.lead, None)
    assert services.write_teaser(need, actor=people.lead, **texts, checked=True) == checked
    assert verbs(need).count("write_teaser") == 2


@pytest.mark.parametrize("state", ALL_STATES)
def test_no_step_leaves_a_state_the_table_does_not_name(state):
    need = Need(pk=1, state=state)
    for transition in NEED.transitions.values():
        if state not in transition.sources:
            with pytest.raises(InvalidTransition):
                advance(need, transition.id, actor=None)
