"""Writing contacts down: what is derived, what is kept, what is counted."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from contactlog.forms import EntryForm
from contactlog.models import ContactEntry
from contactlog.selectors import consultations_between, open_steps_of
from contactlog.services import entries as services
from core.models import CaseEvent, LogEntry
from core.states import GuardFailed, InvalidTransition
from dzm.today import Today
from organisations.services.merging import merge, undo
from taxonomy.models import Topic
from tests.cases import need_in
from tests.conftest import fresh
from tests.factories import ContactEntryFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def edit(entry, user, typed, based_on=None):
    entry = ContactEntry.objects.get(pk=entry.pk)
    form = EntryForm(typed, instance=entry, organisation=entry.organisation, author=user)
    assert form.is_valid(), form.errors
    services.edit_entry(form, actor=user, based_on=based_on or entry.version)
    return ContactEntry.objects.get(pk=entry.pk)


def consultations() -> int:
    today = timezone.localdate()
    return consultations_between(today - timedelta(days=400), today)


def test_kind_and_summary_are_enough_during_a_call(people, sign_in):
    client = sign_in("lead")
    url = reverse("contactlog:add", args=[people.company.pk])
    page = client.get(url).content.decode()
    assert "Notieren" in page or "notieren" in page
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    answer = client.post(url, {"kind": "call", "summary": "Ruft zurück.", "occurred_at": now, "staff": people.lead.pk})
    assert answer.status_code == 302
    entry = ContactEntry.objects.get()
    assert (entry.format, entry.staff, entry.created_by, entry.version) == ("phone", people.lead, people.lead, 1)
    assert "Ruft zurück." in client.get(people.company.get_absolute_url()).content.decode()
    assert LogEntry.objects.about(entry).get().verb == "create"


def test_the_form_on_the_page_of_the_organisation_writes_to_the_log(people, sign_in):
    client = sign_in("lead")
    page = client.get(people.company.get_absolute_url()).content.decode()
    assert f'action="{reverse("contactlog:add", args=[people.company.pk])}"' in page


def test_a_double_click_writes_one_entry(people, filled, sign_in):
    client, key = sign_in("lead"), str(uuid4())
    for _ in range(2):
        client.post(reverse("contactlog:add", args=[people.company.pk]), filled(people.lead) | {"form_key": key})
    assert ContactEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "smoke signal"),
        ("occurred_at", "2999-01-01T10:00"),
        ("occurred_at", "yesterday"),
        ("minutes", "0"),
        ("minutes", "99999"),
        ("contact", "0"),
        ("need", "0"),
        ("staff", "0"),
        ("topics", "0"),
        ("next_step_on", "2026-12-01"),
        ("summary", " "),
        ("summary", "\x00"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(people, filled, sign_in, field, value):
    typed = filled(people.lead, confidential_note="Brombeerhecke") | {field: value}
    response = sign_in("lead").post(reverse("contactlog:add", args=[people.company.pk]), typed)
    assert response.status_code == 200
    assert "Brombeerhecke" in response.content.decode()
    assert not ContactEntry.objects.exists()


def test_people_and_needs_of_other_firms_cannot_be_chosen(people, filled):
    need = need_in("submitted", people, organisation=people.other_company, author=people.dora)
    for field, value in (("contact", people.dora.contact.pk), ("need", need.pk)):
        typed = filled(people.lead, **{field: value})
        assert field in EntryForm(typed, organisation=people.company, author=people.lead).errors


def test_the_service_itself_refuses_a_stranger_as_partner(people, filled):
    form = EntryForm(filled(people.lead), organisation=people.company, author=people.lead)
    assert form.is_valid()
    form.instance.contact = people.dora.contact
    with pytest.raises(GuardFailed):
        services.add_entry(form, organisation=people.company, actor=people.lead)
    assert not ContactEntry.objects.exists()


def test_an_edit_keeps_what_was_said_before(people, filled, write_down):
    iiot = Topic.objects.get(slug="iiot")
    entry = write_down(people.lead, summary="Alt.", confidential_note="Vertraulich alt.", topics=[iiot.pk])
    moment = timezone.localtime(entry.occurred_at).strftime("%Y-%m-%dT%H:%M")
    typed = filled(people.lead, summary="Neu.", format="phone", occurred_at=moment)
    entry = edit(entry, people.lead2, typed)
    assert (entry.summary, entry.confidential_note, entry.version, entry.written_by) == ("Neu.", "", 2, people.lead2)
    assert not entry.topics.exists()
    old = entry.versions.get()
    assert (old.summary, old.confidential_note, old.number, old.written_by) == (
        "Alt.",
        "Vertraulich alt.",
        1,
        people.lead,
    )
    assert list(old.topics.all()) == [iiot]
    log = LogEntry.objects.about(entry).get(verb="edit")
    assert log.details == {"fields": ["confidential_note", "summary", "topics"]}


def test_an_edit_without_a_change_writes_no_version(people, sign_in, write_down):
    entry = write_down(people.lead)
    page = sign_in("lead").get(reverse("contactlog:edit", args=[entry.organisation_id, entry.pk]))
    form = page.context["form"]
    typed = {f.name: f.value() for f in form if f.value() is not None}
    typed["occurred_at"] = timezone.localtime(entry.occurred_at).strftime("%Y-%m-%dT%H:%M")
    entry = edit(entry, people.lead, typed)
    assert entry.version == 1


def test_of_two_who_edit_at_once_the_second_is_told_and_loses_nothing(people, sign_in, filled, write_down):
    entry = write_down(people.lead)
    edit(entry, people.lead2, filled(people.lead, summary="Malte war schneller."))
    response = sign_in("lead").post(
        reverse("contactlog:edit", args=[entry.organisation_id, entry.pk]),
        filled(people.lead, summary="Mein langer Text") | {"version": "1"},
    )
    page = unescape(response.content.decode())
    assert "Mein langer Text" in page
    assert "in der Zwischenzeit" in page
    assert ContactEntry.objects.get().summary == "Malte war schneller."


def test_withdrawing_needs_a_reason_and_can_be_undone(people, sign_in, write_down):
    entry = write_down(people.lead, counts_as_consultation="on")
    client = sign_in("lead2")
    url = reverse("contactlog:withdraw", args=[entry.organisation_id, entry.pk])
    assert client.post(url, {"reason": " "}).status_code == 200
    assert client.post(url, {"reason": "Doppelt."}).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.withdraw_reason) == ("withdrawn", "Doppelt.")
    assert consultations() == 0
    page = client.get(reverse("contactlog:log", args=[entry.organisation_id])).content.decode()
    assert "Zurückgezogen" in page
    client.post(reverse("contactlog:restore", args=[entry.organisation_id, entry.pk]))
    entry.refresh_from_db()
    assert (entry.state, entry.withdraw_reason) == ("valid", "")
    assert consultations() == 1


def test_a_withdrawn_entry_is_not_edited(people, filled, write_down):
    entry = write_down(people.lead)
    stale = ContactEntry.objects.get(pk=entry.pk)
    services.withdraw_entry(entry, actor=people.lead, reason="Doppelt.")
    form = EntryForm(
        filled(people.lead, summary="Neu."), instance=stale, organisation=people.company, author=people.lead
    )
    assert form.is_valid()
    with pytest.raises(InvalidTransition):
        services.edit_entry(form, actor=people.lead, based_on=1)
    assert not entry.versions.exists()


def test_consultations_are_counted_from_facts(people, filled, write_down):
    topic = Topic.objects.get(slug="iiot")
    entry = write_down(people.lead, counts_as_consultation="on", minutes="45", topics=[topic.pk])
    write_down(people.lead, summary="Nur eine Terminfrage.")
    fact = CaseEvent.objects.get(kind="consultation")
    assert fact.occurred_at == entry.occurred_at
    assert fact.organisation_id == people.company.pk
    assert fact.attributes["minutes"] == 45
    assert fact.attributes["topics"] == ["iiot"]
    assert fact.attributes["ags"] == people.company.municipality.ags
    assert "Halle" not in str(fact.attributes)
    assert consultations() == 1


def test_a_changed_consultation_is_counted_once_and_as_it_is_now(people, filled, write_down):
    entry = write_down(people.lead, counts_as_consultation="on", minutes="45")
    entry = edit(entry, people.lead, filled(people.lead, counts_as_consultation="on", minutes="90"))
    kinds = list(CaseEvent.objects.filter(attributes__entry=entry.pk).values_list("kind", "attributes__minutes"))
    assert sorted(kinds) == [("consultation", 45), ("consultation", 90), ("consultation_cancelled", 45)]
    assert consultations() == 1
    entry = edit(entry, people.lead, filled(people.lead, minutes="90"))
    assert consultations() == 0


def test_a_changed_summary_alone_changes_no_figure(people, filled, write_down):
    moment = "2026-03-02T10:00"
    entry = write_down(people.lead, counts_as_consultation="on", occurred_at=moment)
    edit(entry, people.lead, filled(people.lead, counts_as_consultation="on", occurred_at=moment, summary="Genauer."))
    assert CaseEvent.objects.filter(attributes__entry=entry.pk).count() == 1


def test_a_consultation_counts_on_the_day_it_took_place(people, write_down):
    day = timezone.localdate() - timedelta(days=10)
    write_down(people.lead, counts_as_consultation="on", occurred_at=f"{day}T23:30")
    assert consultations_between(day, day) == 1
    assert consultations_between(day + timedelta(days=1), timezone.localdate()) == 0


def test_next_steps_stand_on_the_page_of_today_until_they_are_done(people, sign_in, write_down):
    yesterday = timezone.localdate() - timedelta(days=1)
    entry = write_down(people.lead, next_step="Förderantrag schicken", next_step_on=str(yesterday))
    assert entry.next_step_for == people.lead
    assert [job.title for job in Today(fresh(people.lead)).overdue] == ["Förderantrag schicken"]
    assert not Today(fresh(people.lead2)).jobs
    client = sign_in("lead")
    assert "Förderantrag schicken" in client.get(reverse("dashboard")).content.decode()
    assert "Förderantrag schicken" in client.get(reverse("contactlog:steps")).content.decode()
    client.post(reverse("contactlog:step_done", args=[entry.organisation_id, entry.pk]), {"back": "steps"})
    assert not open_steps_of(fresh(people.lead)).exists()
    assert not Today(fresh(people.lead)).jobs
    client.post(reverse("contactlog:step_open", args=[entry.organisation_id, entry.pk]))
    assert open_steps_of(fresh(people.lead)).get() == entry


def test_a_new_next_step_is_open_again(people, filled, write_down):
    entry = write_down(people.lead, next_step="Zurückrufen")
    services.finish_step(entry, actor=people.lead)
    entry = edit(entry, people.lead, filled(people.lead, next_step="Besuch ausmachen"))
    assert entry.next_step_done_at is None
    entry = edit(entry, people.lead, filled(people.lead))
    assert entry.next_step_for is None


def test_the_timeline_is_narrowed_by_kind(people, sign_in, write_down):
    write_down(people.lead, summary="Am Telefon.")
    write_down(people.lead, kind="visit", summary="In der Halle.")
    client, url = sign_in("lead"), reverse("contactlog:log", args=[people.company.pk])
    page = client.get(url, {"kind": "visit"}).content.decode()
    assert "In der Halle." in page
    assert "Am Telefon." not in page
    assert client.get(url, {"kind": "nonsense", "page": "x"}).status_code == 200


def test_a_page_of_the_log_costs_a_fixed_number_of_queries(people, sign_in, write_down, queries):
    client, url = sign_in("lead"), reverse("contactlog:log", args=[people.company.pk])
    write_down(people.lead, contact=people.anna.contact.pk)
    with queries() as few:
        client.get(url)
    for _ in range(6):
        write_down(people.lead2, contact=people.ben.contact.pk)
    with queries() as many:
        client.get(url)
    assert len(many) == len(few)


def test_an_entry_of_another_organisation_is_not_found_under_this_one(people, sign_in, write_down):
    entry = write_down(people.lead, people.other_company)
    assert sign_in("lead").get(reverse("contactlog:entry", args=[people.company.pk, entry.pk])).status_code == 404


def test_a_merge_moves_the_log_and_its_undo_brings_it_back(people):
    loser = OrganisationFactory()
    entry = ContactEntryFactory(organisation=loser, created_by=people.lead)
    loser.owner = people.lead2
    loser.save()
    merged = merge(people.company, loser, {}, actor=people.lead)
    entry.refresh_from_db()
    people.company.refresh_from_db()
    assert entry.organisation == people.company
    assert people.company.owner == people.lead2
    undo(merged, actor=people.lead)
    entry.refresh_from_db()
    people.company.refresh_from_db()
    assert entry.organisation == loser
    assert people.company.owner is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"minutes": 2000},
        {"next_step": "Anrufen"},
        {"next_step_on": "2026-01-01"},
        {"state": "withdrawn"},
        {"withdraw_reason": "Doppelt."},
    ],
)
def test_the_database_refuses_what_does_not_belong_together(people, wrong):
    entry = ContactEntryFactory(organisation=people.company, created_by=people.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactEntry.objects.filter(pk=entry.pk).update(**wrong)
