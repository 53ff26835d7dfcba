"""Periods: each data class ends when it promised, dry rounds change nothing, people are told before."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Contact, ContactRead, Session, User
from accounts.session_store import SessionStore
from contactlog.models import ContactEntryVersion
from core.models import LogEntry
from core.personal import data_classes
from core.retention import Job, jobs
from legal.models import Ticket
from mail.models import OutboxMessage
from matchmaking.models import ContactDisclosure, Introduction
from organisations.models import Invitation
from organisations.services.invitations import invite, withdraw_invitation
from privacy import retention, tasks
from privacy.enums import ErasureCause
from privacy.models import ErasureRequest, HeldRecord, RetentionRun
from privacy.retention import run
from tests.cases import introduction_in, need_in
from tests.factories import ContactEntryFactory, ContactFactory, UserFactory
from tests.transfer.conftest import gefak, imported

pytestmark = pytest.mark.django_db


def days_ago(days: int):
    """By the clock on the wall: late in the evening of a winter day, hours counted back to summer end a day later."""
    return timezone.localtime() - timedelta(days=days)


def results(**options) -> dict:
    return {slug: counted["done"] for slug, counted in run(**options).results.items() if counted["done"]}


def test_every_data_class_with_a_period_has_a_job():
    with_period = {slug for slug, each in data_classes().items() if each.period}
    assert with_period == set(jobs())
    assert set(retention.WITHOUT_JOB) == set(data_classes()) - with_period


def _unconfirmed(days: int) -> User:
    user = UserFactory(date_joined=days_ago(days))
    user.emailaddress_set.create(email=user.email, verified=False, primary=True)
    ContactFactory(user=user)
    return user


def test_accounts_that_nobody_confirmed_go_after_seven_days(people):
    late, early = _unconfirmed(9), _unconfirmed(6)
    assert results() == {"unconfirmed_account": 1}
    assert not User.objects.filter(pk=late.pk).exists()
    assert not Contact.objects.filter(email=late.email).exists()
    assert User.objects.filter(pk=early.pk).exists()


def test_a_confirmed_account_stays(people):
    user = _unconfirmed(30)
    user.emailaddress_set.update(verified=True)
    assert results() == {}


def test_the_operator_sets_the_period(people, settings):
    _unconfirmed(6)
    settings.RETENTION = {"unconfirmed_account": "5d"}
    assert results() == {"unconfirmed_account": 1}


def test_a_dry_round_counts_and_changes_nothing(people, capsys):
    user = _unconfirmed(30)
    call_command("retention", "--dry-run")
    lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()[1:]}
    assert lines["unconfirmed_account"] == ["7d", "1", "0"]
    assert set(lines) == set(jobs())
    assert User.objects.filter(pk=user.pk).exists()


def test_a_draft_is_announced_and_then_emptied(people):
    need = need_in("draft", people)
    type(need).objects.filter(pk=need.pk).update(updated_at=days_ago(151))
    assert results() == {}
    letter = OutboxMessage.objects.get(kind="privacy.draft_ends")
    assert "anna@example.org" in str(letter.to)
    run()
    assert OutboxMessage.objects.filter(kind="privacy.draft_ends").count() == 1
    type(need).objects.filter(pk=need.pk).update(updated_at=days_ago(190))
    assert results() == {}  # nobody was told a month ago
    retention.RetentionReminder.objects.update(sent_at=days_ago(31))
    assert results() == {"draft": 1}
    need.refresh_from_db()
    assert (need.state, need.description) == ("expired", "")


def test_a_draft_that_is_used_again_stays(people):
    need = need_in("draft", people)
    type(need).objects.filter(pk=need.pk).update(updated_at=days_ago(20))
    assert results() == {}
    assert not OutboxMessage.objects.filter(kind="privacy.draft_ends").exists()


def test_an_unused_account_is_announced_and_then_erased(people):
    User.objects.filter(pk=people.dora.pk).update(last_login=days_ago(705), date_joined=days_ago(900))
    assert results() == {}
    assert OutboxMessage.objects.filter(kind="privacy.account_ends").count() == 1
    User.objects.filter(pk=people.dora.pk).update(last_login=days_ago(740))
    retention.RetentionReminder.objects.update(sent_at=days_ago(31))
    assert results() == {"inactive_account": 1}
    assert ErasureRequest.objects.get(contact=people.dora.contact).cause == ErasureCause.INACTIVITY


def test_an_account_in_an_open_case_or_with_a_role_stays(people):
    need_in("submitted", people)
    long_ago = {"last_login": days_ago(1000), "date_joined": days_ago(2000)}
    User.objects.filter(pk__in=[people.anna.pk, people.lead.pk, people.operator.pk]).update(**long_ago)
    run()
    assert not OutboxMessage.objects.filter(kind="privacy.account_ends").exists()


def test_sent_messages_go_after_ninety_days_and_open_ones_stay(people):
    need_in("submitted", people)
    first, second = OutboxMessage.objects.order_by("pk")[:2]
    OutboxMessage.objects.filter(pk=first.pk).update(
        state="sent", sent_at=days_ago(95), claimed_at=days_ago(95), attempts=1, state_changed_at=days_ago(95)
    )
    OutboxMessage.objects.filter(pk=second.pk).update(state_changed_at=days_ago(95))
    assert results() == {"mail_log": 1}
    assert OutboxMessage.objects.filter(pk=second.pk).exists()


def test_the_log_goes_after_twelve_months(people):
    need = need_in("submitted", people)
    LogEntry.objects.about(need).update(at=days_ago(370))
    ContactRead.objects.create(
        contact=people.anna.contact, reader=people.lead, reader_role="project_lead", place="need", read_on=days_ago(370)
    )
    run()
    assert not LogEntry.objects.about(need).exists()
    assert not ContactRead.objects.exists()


def test_decided_invitations_go_after_twelve_months(people):
    invited = invite(people.company, email="x@example.org", role="member", language="de", actor=people.anna)
    Invitation.objects.update(state_changed_at=days_ago(400))
    assert results() == {}  # open
    withdraw_invitation(invited, actor=people.anna)
    Invitation.objects.update(state_changed_at=days_ago(400))
    assert results() == {"verification": 1}


def test_expired_sessions_go(people):
    SessionStore().create()
    Session.objects.update(expire_date=days_ago(3))
    assert results() == {"session": 1}


def test_ended_introductions_forget_people_after_three_years_to_the_end_of_the_year(people, settings):
    case = introduction_in("success", people)
    Introduction.objects.filter(pk=case.pk).update(closed_at=days_ago(4 * 366), outcome_note="Frau Feldkamp war froh.")
    settings.GRANT_RETENTION_UNTIL = timezone.localdate()
    assert results() == {}  # the grant must be proven
    settings.GRANT_RETENTION_UNTIL = None
    assert results() == {"case": 1}
    case.refresh_from_db()
    assert case.outcome_note == ""
    assert not ContactDisclosure.objects.filter(introduction=case).exists()
    assert results() == {}


def test_held_proofs_go_on_their_day(people):
    today = timezone.localdate()
    HeldRecord.objects.create(contact=people.ben.contact, hold="grant", values={}, until=today)
    assert results() == {}
    HeldRecord.objects.update(until=today - timedelta(days=1))
    assert results() == {"case": 1}


def test_contacts_without_account_go_when_nobody_needs_them(people):
    lonely = ContactFactory(user=None, email="lonely@example.org")
    used = ContactFactory(user=None, email="used@example.org")
    people.company.memberships.create(contact=used)
    Contact.objects.filter(pk__in=[lonely.pk, used.pk]).update(created_at=days_ago(800))
    assert results() == {"company_contact": 1}
    assert ErasureRequest.objects.get().contact == lonely


def test_much_is_done_in_batches(people, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _number in range(5):
        _unconfirmed(30)
    assert results() == {"unconfirmed_account": 5}


def test_an_error_of_one_class_stops_no_other(people, monkeypatch):
    _unconfirmed(30)
    SessionStore().create()
    Session.objects.update(expire_date=days_ago(3))
    job = jobs()["unconfirmed_account"]
    broken = Job(job.data_class, job.due, lambda batch: 1 / 0)
    monkeypatch.setattr(retention, "jobs", lambda: {**jobs(), "unconfirmed_account": broken})
    counted = run().results
    assert counted["unconfirmed_account"] == {"due": 1, "done": 0, "error": "ZeroDivisionError"}
    assert counted["session"]["done"] == 1


def test_the_nightly_task_runs_once(people):
    tasks.retain()
    tasks.retain()
    assert RetentionRun.objects.count() == 1


def test_staff_see_the_last_rounds(people, sign_in):
    _unconfirmed(30)
    run(dry=True)
    run()
    page = sign_in("lead").get(reverse("privacy:retention")).content.decode()
    assert "1 von 1" in page
    for each in data_classes().values():
        assert (str(each.title) in page) == (each.period is not None)


def test_old_entries_of_the_contact_log_keep_the_fact_and_lose_person_and_texts(people, settings):
    settings.GRANT_RETENTION_UNTIL = None
    fresh, old, consultation = (
        ContactEntryFactory(
            organisation=people.company,
            contact=people.anna.contact,
            created_by=people.lead,
            next_step="Anrufen",
            next_step_for=people.lead,
            occurred_at=days_ago(days),
            counts_as_consultation=counts,
        )
        for days, counts in ((10, False), (5 * 366, False), (5 * 366, True))
    )
    ContactEntryVersion.objects.create(
        entry=old, number=1, kind="call", staff=people.lead, summary="s", written_by=people.lead, written_at=days_ago(1)
    )
    settings.GRANT_RETENTION_UNTIL = timezone.localdate() + timedelta(days=1)
    assert results() == {"contact_log": 1}
    settings.GRANT_RETENTION_UNTIL = None
    assert results() == {"contact_log": 1}
    for entry in (fresh, old, consultation):
        entry.refresh_from_db()
    assert (fresh.summary, fresh.contact, fresh.next_step) != ("", None, "")
    for entry in (old, consultation):
        assert (entry.summary, entry.confidential_note, entry.contact, entry.next_step) == ("", "", None, "")
        assert (entry.organisation, entry.kind) == (people.company, "call")
    assert not old.versions.exists()


def test_who_reported_something_is_forgotten_and_the_report_stays(people):
    common = {
        "kind": "F",
        "due_on": timezone.localdate(),
        "where": "Start",
        "text": "t",
        "reporter_name": "Rosa Melderin",
    }
    decided = {"state": "decided", "decision": "no_action", "reasons": "r", "decided_by": people.lead}
    old = Ticket.objects.create(number="F-1", form_key=uuid4(), **common, **decided, decided_at=days_ago(5 * 366))
    late = Ticket.objects.create(number="F-2", form_key=uuid4(), **common, **decided, decided_at=days_ago(30))
    assert results() == {"report": 1}
    old.refresh_from_db()
    late.refresh_from_db()
    assert (old.reporter_name, old.text, late.reporter_name) == ("", "t", "Rosa Melderin")


def test_files_of_imports_end_with_their_time(people):
    job = imported(gefak(), people.lead)
    assert results() == {}
    type(job).objects.update(expires_at=days_ago(1))
    assert results() == {"transfer": 1}
    job.refresh_from_db()
    assert job.is_purged
