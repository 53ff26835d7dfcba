"""Leads who are away, and who stands in."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.absences import represented_by, works_for
from accounts.enums import Role
from accounts.models import Absence, PlatformRole
from accounts.permissions import can_change_absence, can_view_absence
from accounts.selectors import lead_contacts, leads_of_region
from companies import services as needs
from core.models import LogEntry
from dzm.today import Today
from mail.models import OutboxMessage
from tests.cases import need_in
from tests.conftest import PERSONS, fresh
from tests.factories import AbsenceFactory

pytestmark = pytest.mark.django_db


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def enter(client, who, stands_in, first=0, last=6, **data):
    typed = {"user": who.pk, "deputy": stands_in.pk, "first_day": str(day(first)), "last_day": str(day(last))}
    return client.post(reverse("accounts:absences"), typed | data)


def test_a_lead_enters_an_absence_and_colleagues_see_it(people, sign_in):
    response = enter(sign_in("lead"), people.lead, people.lead2, note="Mobil erreichbar")
    assert response.status_code == 302
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy, absence.entered_by) == (people.lead, people.lead2, people.lead)
    page = sign_in("far_lead").get(reverse("accounts:absences")).content.decode()
    assert people.lead.contact.full_name in page
    assert "Mobil erreichbar" in page
    letter = OutboxMessage.objects.get(kind="absence.deputy")
    assert people.lead2.contact.email in str(letter.to)
    assert "Mobil erreichbar" not in letter.body_text
    assert LogEntry.objects.about(absence).get().verb == "enter_absence"


def test_the_deputy_finds_the_cases_with_a_mark_and_unchanged_deadlines(people, sign_in, queries):
    need = need_in("in_qualification", people)
    due_on = need.qualification_due_on
    client = sign_in("lead2")
    assert not Today(fresh(people.lead2)).jobs
    AbsenceFactory(user=people.lead, deputy=people.lead2)
    (job,) = Today(fresh(people.lead2)).jobs
    assert (job.title, job.due_on, job.stands_in_for) == (need.title, due_on, people.lead.contact.full_name)
    assert "in Vertretung für" in client.get(reverse("dashboard")).content.decode()
    queue = client.get(reverse("companies:need_queue"), {"responsible": "mine"}).content.decode()
    assert need.title in queue
    assert "in Vertretung für" in queue
    (own,) = Today(fresh(people.lead)).jobs
    assert own.stands_in_for == ""
    need.refresh_from_db()
    assert (need.assigned_to, need.qualification_due_on) == (people.lead, due_on)


@pytest.mark.parametrize(("first", "last", "stands_in"), [(0, 0, True), (-5, 0, True), (1, 9, False), (-9, -1, False)])
def test_a_deputy_stands_in_from_the_first_to_the_last_day(people, first, last, stands_in):
    AbsenceFactory(user=people.lead, deputy=people.lead2, first_day=day(first), last_day=day(last))
    assert (represented_by(fresh(people.lead2)) == [people.lead]) is stands_in


def test_chains_are_not_followed(people):
    AbsenceFactory(user=people.lead, deputy=people.lead2)
    AbsenceFactory(user=people.lead2, deputy=people.far_lead)
    assert works_for(fresh(people.far_lead)) == [people.far_lead, people.lead2]
    assert lead_contacts(people.lead, people.company.region) == [people.lead.contact, people.lead2.contact]


def test_the_letters_of_the_absent_go_to_the_deputy_as_well(people):
    need = need_in("returned", people)
    AbsenceFactory(user=people.lead, deputy=people.lead2)
    needs.answer_question(need, actor=people.anna, text="Zwölf Stück sind es.")
    letters = OutboxMessage.objects.filter(kind="need.answered.lead")
    assert {people.lead.contact.email in str(m.to) for m in letters} == {True, False}
    assert letters.count() == 2


def test_letters_to_all_leads_of_a_region_reach_each_person_once(people):
    AbsenceFactory(user=people.lead, deputy=people.lead2)
    contacts = leads_of_region(people.company.region)
    assert sorted(c.pk for c in contacts) == sorted([people.lead.contact.pk, people.lead2.contact.pk])
    AbsenceFactory(user=people.far_lead, deputy=people.lead)
    assert leads_of_region(people.provider.region) == [people.far_lead.contact, people.lead.contact]


def test_overlapping_absences_are_refused(people, sign_in):
    client = sign_in("lead")
    enter(client, people.lead, people.lead2, 0, 6)
    response = enter(client, people.lead, people.lead2, 6, 9, note="Noch eine Woche")
    assert response.status_code == 200
    assert "Noch eine Woche" in response.content.decode()
    assert Absence.objects.count() == 1
    assert enter(client, people.lead, people.lead2, 7, 9).status_code == 302
    with pytest.raises(IntegrityError), transaction.atomic():
        AbsenceFactory(user=people.lead, deputy=people.lead2, first_day=day(8), last_day=day(20))


def test_overlaps_are_refused_where_the_form_does_not_ask_who(people, sign_in):
    PlatformRole.objects.create(user=people.dora, role=Role.REGION_LEAD, region=people.provider.region)
    client = sign_in("far_lead")
    assert enter(client, people.lead, people.lead2).status_code == 302
    assert Absence.objects.get().user == people.far_lead
    assert enter(client, people.lead, people.lead2, 3, 4).status_code == 200
    assert Absence.objects.count() == 1


def test_a_deputy_who_is_away_too_is_a_warning(people, sign_in):
    AbsenceFactory(user=people.lead2, deputy=people.lead, first_day=day(3), last_day=day(4))
    response = enter(sign_in("lead"), people.lead, people.lead2)
    assert response.status_code == 302
    page = unescape(sign_in("lead").get(reverse("accounts:absences")).content.decode())
    assert "auch abwesend" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_day": "2026-13-01"},
        {"last_day": ""},
        {"last_day": "2020-01-01"},
        {"deputy": "0"},
        {"deputy": "x"},
        {"user": "0"},
        {"note": "x" * 301},
        {"note": "\x00"},
    ],
)
def test_bad_input_is_explained(people, sign_in, wrong):
    assert enter(sign_in("lead"), people.lead, people.lead2, **wrong).status_code == 200
    assert not Absence.objects.exists()


def test_only_who_may_work_on_the_cases_stands_in(people, sign_in):
    client = sign_in("lead")
    for deputy in (people.far_lead, people.lead, people.anna, people.editor):
        assert enter(client, people.lead, deputy).status_code == 200
    assert not Absence.objects.exists()
    assert enter(sign_in("far_lead"), people.far_lead, people.lead).status_code == 302


def test_a_deputy_gets_no_right_by_it(people):
    PlatformRole.objects.filter(user=people.lead2).delete()
    need_in("in_qualification", people)
    AbsenceFactory(user=people.lead, deputy=people.far_lead)  # as if the roles had changed since
    assert not Today(fresh(people.far_lead)).jobs


def test_an_absence_is_removed_by_the_person_or_a_project_lead(people, sign_in):
    absence = AbsenceFactory(user=people.lead2, deputy=people.lead)
    url = reverse("accounts:absence_remove", args=[absence.pk])
    assert sign_in("far_lead").post(url).status_code == 403
    assert sign_in("anna").post(url).status_code == 404
    assert sign_in("lead").post(url).status_code == 302
    assert represented_by(fresh(people.lead)) == []
    assert LogEntry.objects.filter(verb="remove_absence", actor=people.lead).count() == 1


def test_the_rules_on_paper_and_in_sql_agree(people):
    AbsenceFactory(user=people.lead, deputy=people.lead2)
    AbsenceFactory(user=people.far_lead, deputy=people.lead)
    for name in PERSONS:
        user = fresh(getattr(people, name))
        visible = {each for each in Absence.objects.all() if can_view_absence(user, each)}
        assert set(Absence.objects.visible_to(user)) == visible, name
        changed = {each for each in Absence.objects.all() if can_change_absence(user, each)}
        assert set(Absence.objects.changed_by(user)) == changed, name
