"""The page of today: what is due, what was missed by colleagues, what was newly proposed, and its numbers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Need
from dzm.due import Due
from dzm.settings import base
from dzm.today import Today
from dzm.today.job import ESCALATION_WORKING_DAYS
from events.following import minutes, notes
from legal.services import file_ticket
from mail.deciding import settle
from mail.models import OutboxMessage
from matchmaking.models import Exclusion, Introduction
from matchmaking.news import note_look
from matchmaking.services import keys
from organisations.enums import Verification
from scheduling.models import Timer
from scheduling.workdays import add_working_days, subtract_working_days
from tests.board.conftest import interest_in
from tests.cases import introduction_in, need_in, offer_in, suggestion
from tests.conftest import fresh
from tests.events.cases import event_in
from tests.factories import AbsenceFactory, ContactEntryFactory, OrganisationFactory
from tests.legal.steps import BARRIER

pytestmark = pytest.mark.django_db


def days_ago(working_days: int):
    return subtract_working_days(timezone.localdate(), working_days)


def titles(jobs) -> list[str]:
    return [job.title for job in jobs]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_counting_working_days_backwards_undoes_counting_them_forwards(count):
    today = timezone.localdate()
    last = subtract_working_days(today, count)
    assert add_working_days(last, count) <= today < add_working_days(last + timedelta(days=1), count)


def test_a_deadline_that_a_colleague_has_missed_for_long_is_shown_to_the_others(people):
    need = need_in("in_qualification", people, lead=people.lead2)
    rows = Need.objects.filter(pk=need.pk)

    rows.update(qualification_due_on=days_ago(ESCALATION_WORKING_DAYS) + timedelta(days=1))
    assert not Today(fresh(people.lead)).escalated

    rows.update(qualification_due_on=days_ago(ESCALATION_WORKING_DAYS))
    (job,) = Today(fresh(people.lead)).escalated
    assert job.left_by == people.lead2.get_full_name()
    assert not Today(fresh(people.lead)).jobs
    assert not Today(fresh(people.lead2)).escalated
    assert titles(Today(fresh(people.lead2)).overdue) == [need.title]


def test_an_unanswered_question_of_a_side_is_escalated_too(people):
    case = introduction_in("awaiting_company", people, need=need_in("qualified", people, lead=people.lead2))
    question = keys.ask_question(case, actor=people.anna, text="Geht das auch samstags?")
    type(question).objects.update(asked_at=timezone.now() - timedelta(days=20))

    (job,) = Today(fresh(people.lead)).escalated

    assert job.url == f"{case.get_absolute_url()}#question_text"


def test_what_somebody_else_stands_in_for_is_not_escalated_to_that_person(people):
    need = need_in("in_qualification", people, lead=people.lead2)
    Need.objects.filter(pk=need.pk).update(qualification_due_on=days_ago(9))
    AbsenceFactory(user=people.lead2, deputy=people.lead)

    work = Today(fresh(people.lead))

    assert (titles(work.overdue), work.escalated) == ([need.title], [])


def test_new_proposals_are_grouped_by_need_until_the_lead_has_looked(people, sign_in):
    need = need_in("qualified", people)
    for score in (55, 84):
        row = suggestion(need, offer_in("published", people))
        Introduction.objects.filter(pk=row.pk).update(score=score)

    (job,) = Today(fresh(people.lead)).proposed
    assert (job.title, job.proposals) == (need.title, 2)
    assert "84" in job.facts[-1]

    sign_in("lead").get(job.url)
    work = Today(fresh(people.lead))
    assert (work.proposed, titles(work.later)) == ([], [need.title])
    assert Today(fresh(people.lead2), everybody=True).proposed, "each lead looks for themselves"


def test_what_was_set_aside_is_new_again_on_its_day(people):
    need = need_in("qualified", people)
    row = suggestion(need, offer_in("published", people))
    note_look(need, people.lead)
    need.looks.update(looked_at=timezone.now() - timedelta(days=3))
    rows, today = Introduction.objects.filter(pk=row.pk), timezone.localdate()
    rows.update(created_at=timezone.now() - timedelta(days=9), snoozed_until=today + timedelta(days=1))
    assert not Today(fresh(people.lead)).jobs

    rows.update(snoozed_until=today)

    assert [job.proposals for job in Today(fresh(people.lead)).proposed] == [1]


def test_a_case_that_is_introduced_already_tells_of_new_proposals_too(people):
    need = need_in("matching", people)
    suggestion(need, offer_in("published", people))

    assert need.title in titles(Today(fresh(people.lead)).proposed)


def test_every_list_is_sorted_by_deadline(people):
    today = timezone.localdate()
    for days in (5, 1, 3):
        need = need_in("in_qualification", people)
        Need.objects.filter(pk=need.pk).update(qualification_due_on=today - timedelta(days=days))

    due = [job.due_on for job in Today(fresh(people.lead)).overdue]

    assert due == sorted(due)


def test_a_case_is_taken_over_from_the_list(people, sign_in):
    need = need_in("submitted", people)
    client = sign_in("lead")
    url = reverse("companies:need_take_over", args=[need.pk])
    assert f'action="{url}"' in client.get(reverse("dashboard")).content.decode()

    client.post(url)

    need.refresh_from_db()
    assert need.assigned_to == people.lead


def test_a_provider_that_became_unwanted_is_a_decision_of_the_lead(people):
    case = introduction_in("awaiting_provider", people)
    assert not Today(fresh(people.lead)).jobs
    Exclusion.objects.create(company=people.company, excluded=people.startup, created_by=people.anna)

    (job,) = Today(fresh(people.lead)).jobs

    assert job.url == f"{case.get_absolute_url()}#unwanted"


def _left_by_an_event(people, old) -> None:
    event = event_in("published", people)
    for since in (old, timezone.now()):
        note = notes.note_offer(event, text="Kann löten.", name="Gesine", actor=people.lead)
        type(note).objects.filter(pk=note.pk).update(created_at=since)
    for days in (-1, 0, 1):
        due_on = timezone.localdate() + timedelta(days=days)
        minutes.add_item(event, text="Anrufen", owner=None, owner_name="F", due_on=due_on, actor=people.lead)


def _much_is_due(people) -> None:
    """One thing of each kind that is due to the lead, and one of each that is not."""
    old = timezone.now() - timedelta(days=30)
    for state in ("submitted", "in_qualification", "qualified", "submitted", "qualified"):
        need_in(state, people)
    late = list(Need.objects.order_by("pk")[:3])
    for need in late:
        day = timezone.localdate() - timedelta(days=3)
        Need.objects.filter(pk=need.pk).update(
            response_due_on=day, qualification_due_on=day, shortlist_due_on=timezone.localdate()
        )
    suggestion(late[2], offer_in("published", people))
    for state in ("shortlisted", "introduced", "awaiting_company", "awaiting_provider"):
        case = introduction_in(state, people)
        Introduction.objects.filter(pk=case.pk).update(
            shortlisted_at=old, contact_check_due_on=timezone.localdate() if state == "introduced" else None
        )
        if state == "awaiting_company":
            question = keys.ask_question(case, actor=people.anna, text="Geht das auch samstags?")
            type(question).objects.update(asked_at=old)
    OutboxMessage.objects.filter(kind="introduction.company_asked").update(state="held", created_at=old)
    introduction_in("shortlisted", people)
    Exclusion.objects.create(company=people.company, excluded=people.startup, created_by=people.anna)
    offer = offer_in("submitted", people)
    type(offer).objects.filter(pk=offer.pk).update(submitted_at=old)
    offer_in("submitted", people)
    for since in (old, timezone.now()):
        OrganisationFactory(verification=Verification.PENDING, verified_at=None, verification_changed_at=since)
    for day in (-1, 0, 1):
        ContactEntryFactory(
            organisation=people.company,
            created_by=people.lead,
            next_step="Anrufen",
            next_step_for=people.lead,
            next_step_on=timezone.localdate() + timedelta(days=day),
        )
    for since in (old, timezone.now()):
        interest = interest_in("open", people)
        type(interest).objects.filter(pk=interest.pk).update(created_at=since)
    _left_by_an_event(people, old)
    ticket = file_ticket("F", BARRIER, form_key="6f0c2a0e-0000-4000-8000-000000000001")
    type(ticket).objects.filter(pk=ticket.pk).update(due_on=timezone.localdate())


@pytest.mark.parametrize("person", ["lead", "lead2", "far_lead"])
def test_the_number_in_the_navigation_is_that_of_the_page(people, person):
    _much_is_due(people)
    AbsenceFactory(user=people.lead, deputy=people.lead2)
    user = fresh(getattr(people, person))

    work = Today(user)

    assert Due(user).everything == len(work.overdue) + len(work.due_today)
    assert (Due(user).everything > 8) == (person != "far_lead")


@pytest.mark.parametrize("more", [0, 3])
def test_the_page_takes_the_same_number_of_queries_with_much_and_more(people, sign_in, queries, more):
    _much_is_due(people)
    for _number in range(more):
        need_in("in_qualification", people, lead=people.lead2)
        introduction_in("suggested", people)
        offer_in("submitted", people)
    Need.objects.filter(assigned_to=people.lead2).update(qualification_due_on=days_ago(9))
    client = sign_in("lead")

    with queries() as seen:
        response = client.get(reverse("dashboard"))

    assert response.status_code == 200
    assert len(seen) == 33


def test_a_letter_that_waits_to_be_released_is_work(people, settings):
    settings.MAIL_HELD_KINDS = base.MAIL_HELD_KINDS
    case = introduction_in("awaiting_company", people)

    (job,) = [each for each in Today(fresh(people.lead)).jobs if each.url.startswith(case.get_absolute_url())]
    assert (job.url.endswith("#letters"), job.due_on) == (True, add_working_days(timezone.localdate(), 1))

    settle(OutboxMessage.objects.get(kind="introduction.company_asked"), "release", actor=people.lead)
    assert not [each for each in Today(fresh(people.lead)).jobs if each.url.startswith(case.get_absolute_url())]


def test_a_need_taken_down_without_consent_waits_for_who_took_it_down(people):
    need = need_in("draft", people, author=people.lead)
    Need.objects.filter(pk=need.pk).update(source="phone")

    assert need.title in titles(Today(fresh(people.lead)).later)
    assert need.title not in titles(Today(fresh(people.lead2)).later)


def test_what_failed_by_itself_is_shown_and_tried_again(people, sign_in):
    need = need_in("returned", people)
    timer = Timer.objects.about(need).order_by("due_at").first()
    Timer.objects.filter(pk=timer.pk).update(state="failed", last_error="ValueError", attempts=5)
    client = sign_in("lead")

    page = client.get(reverse("dashboard")).content.decode()
    assert "ValueError" in page
    assert client.post(reverse("timer_retry", args=[timer.pk])).status_code == 302

    timer.refresh_from_db()
    assert (timer.state, timer.attempts) == ("waiting", 0)
    assert "ValueError" not in client.get(reverse("dashboard")).content.decode()
    assert client.post(reverse("timer_retry", args=[timer.pk])).status_code == 404
