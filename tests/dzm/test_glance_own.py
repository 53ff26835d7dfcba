"""Boards of organisations, editors and the operator: what each of them may read anyway, and nothing beside."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.models import JobLease
from events.models import Attendance
from events.participation.selectors import attended
from landscape.selectors import figures_by_month
from mail.enums import MessageState
from mail.models import OutboxMessage
from reporting.measures import COUNTY
from reporting.models import Cell, Snapshot
from tests.cases import introduction_in, need_in
from tests.dzm.glance import URL, board_of, charts_of, values
from tests.events.cases import event_in
from tests.events.steps import registered as registered_at
from tests.factories import MembershipFactory
from tests.newsletter.issues import draft_issue, sent_issue
from tests.reporting.cases import at

pytestmark = pytest.mark.django_db


# --- Members ---------------------------------------------------------------------------------------


def test_a_company_sees_how_far_its_needs_came_and_no_proposal_before_it_was_asked(people, sign_in):
    introduction_in("suggested", people)
    assert values(charts_of(board_of(sign_in("anna")))["needs"]) == [1, 1, 0, 0, 0]
    introduction_in("awaiting_company", people)
    introduction_in("first_meeting", people)
    need_in("submitted", people)
    need_in("draft", people)
    assert values(charts_of(board_of(sign_in("anna")))["needs"]) == [4, 3, 2, 1, 1]
    assert "needs" not in charts_of(board_of(sign_in("dora")))


def test_a_provider_sees_how_many_were_proposed_but_nothing_of_the_company(people, sign_in):
    case = introduction_in("awaiting_company", people)
    response = sign_in("clara").get(URL)
    charts = charts_of(response.context["board"])
    assert values(charts["offers"]) == [1, 0, 0, 0]
    assert values(charts["offers"])[0] == sum(month.proposed for month in figures_by_month(people.startup))
    page = response.content.decode()
    for secret in (people.company.name, case.number, case.need.number, case.need.title):
        assert secret not in page
    introduction_in("first_meeting", people)
    charts = charts_of(board_of(sign_in("clara")))
    assert values(charts["offers"]) == [2, 1, 1, 1]
    assert charts["made"].series[1].data[-1].value == 1
    assert "offers" not in charts_of(board_of(sign_in("anna")))


def test_what_is_looked_for_is_what_everybody_may_read(people, sign_in):
    need_in("submitted", people)
    client = sign_in("anna")
    assert "sought" not in charts_of(board_of(client))
    newest = {"kind": "quarter", "first": date(2026, 1, 1), "fewest": 3, "largest_share": "0.80", "sha256": "0" * 64}
    snapshot = Snapshot.objects.create(**newest)
    for slug, value, is_shown in (("erp", 6, True), ("bi", 37, False)):
        cell = {"place": COUNTY, "measure": "needs", "series": f"topic/{slug}"}
        Cell.objects.create(snapshot=snapshot, value=value, is_shown=is_shown, **cell)
    response = client.get(URL)
    assert values(charts_of(response.context["board"])["sought"]) == [6]
    assert ">37<" not in response.content.decode()


def test_who_acts_for_two_organisations_chooses(people, sign_in):
    MembershipFactory(organisation=people.other_company, contact=people.anna.contact)
    need_in("submitted", people)
    client = sign_in("anna")
    assert "needs" not in charts_of(board_of(client, of=str(people.other_company.pk)))
    assert "needs" in charts_of(board_of(client, of=str(people.company.pk)))


# --- Editors and the operator ----------------------------------------------------------------------


def test_editors_see_who_was_registered_and_came(people, sign_in):
    event, unnoted = (event_in("published", people, title=title) for title in ("Rundgang", "Vortrag"))
    rows = [registered_at(event), registered_at(event)]
    registered_at(unnoted)
    for each in (event, unnoted):
        begin = timezone.now() - timedelta(days=3)
        each.dates.update(starts_at=begin, ends_at=begin + timedelta(hours=1))
    Attendance.objects.create(registration=rows[0], date=event.dates.get(), how="staff", checked_by=people.editor)
    assert [(each.registered, each.came) for each in attended([event, unnoted])] == [(2, 1), (1, None)]
    charts = charts_of(board_of(sign_in("editor")))
    names = {datum.label.partition(" (")[0]: datum.value for datum in charts["registered"].data}
    assert names == {"Rundgang": 2, "Vortrag": 1}
    assert sorted(values(charts["came"]), key=str) == [1, None]
    assert "nicht notiert" in charts["came"].finding


def test_editors_see_what_became_of_issues_that_were_sent(people, sign_in):
    issue = sent_issue(people.editor, subject="Neues im März")
    draft_issue(people.editor, subject="Noch nicht fertig")
    issue.deliveries.update(left_at=timezone.now(), leave_reason="too_often")
    response = sign_in("editor").get(URL)
    charts = charts_of(response.context["board"])
    assert [values(charts[f"issues-{column}"]) for column in ("sent", "answers", "left")] == [[1], [0], [1]]
    page = response.content.decode()
    assert "Noch nicht fertig" not in page
    assert "leser@example.org" not in page


def test_the_operator_sees_numbers_of_mails_and_jobs_and_nothing_of_what_they_say(people, sign_in):
    case = introduction_in("awaiting_company", people)
    JobLease.objects.create(job="night", period="2026-01-01", taken_at=timezone.now() - timedelta(days=1))
    JobLease.objects.create(job="fresh", period="2026-01-01")
    message = OutboxMessage.objects.first()
    failed = {"state": MessageState.FAILED, "last_error": "X", "claimed_at": timezone.now(), "attempts": 1}
    OutboxMessage.objects.filter(pk=message.pk).update(**failed)
    response = sign_in("operator").get(URL)
    board, charts = response.context["board"], charts_of(response.context["board"])
    keys = {str(key.label): key.value for key in board.keys}
    assert keys["geschriebene E-Mails"] == OutboxMessage.objects.count()
    assert keys["nicht zugestellt oder unklar"] == 1
    assert [(datum.label, datum.value) for datum in charts["stuck"].data] == [("night", 1)]
    row = next(one for one in charts["mails"].series if one.name == "nicht zugestellt oder unklar")
    assert [datum.value for datum in row.data] == [0] * 13 + [1]
    page = response.content.decode()
    for secret in (message.subject, people.anna.email, people.company.name, case.number, case.need.title):
        assert secret not in page


def test_the_queries_of_an_editor_do_not_grow_with_events_and_issues(people, sign_in, queries):
    def taken_place() -> None:
        event = event_in("published", people)
        registered_at(event)
        event.dates.update(starts_at=at("2025-01-01"), ends_at=at("2025-01-02"))

    taken_place()
    sent_issue(people.editor)
    client = sign_in("editor")
    client.get(URL)
    with queries() as few:
        client.get(URL)
    for _number in range(3):
        taken_place()
        sent_issue(people.editor)
    with queries() as many:
        assert len(charts_of(board_of(client))["registered"].data) == 4
    assert len(many) == len(few)
