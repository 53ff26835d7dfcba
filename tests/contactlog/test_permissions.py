"""Who reads the log: two forms of each rule that agree, and a planted note that reaches nobody else."""

import pytest
from django.core import serializers
from django.urls import reverse

from accounts.bias import declare_bias
from accounts.enums import Role
from accounts.models import PlatformRole
from contactlog.models import ContactEntry, Handover
from contactlog.permissions import can_read_note, can_take_entry_step, can_view_entry, can_view_handover
from core.models import CaseEvent, LogEntry
from mail.models import OutboxMessage
from organisations.models import Organisation
from organisations.services.merging import merge
from tests.cases import introduction_in
from tests.conftest import PERSONS, fresh
from tests.factories import ContactEntryFactory, MembershipFactory, OrganisationFactory
from tests.matchmaking.test_two_keys import found_in, read, readable

pytestmark = pytest.mark.django_db

SUMMARY, NOTE, STEP, REASON = "Quittenmarmelade", "Zwergpinscher", "Lampionblume", "Wackelpudding"
ALL = {SUMMARY, NOTE, STEP, REASON}


def rich_log(people) -> None:
    """Entries about organisations of several regions, with members, biases and a merge among the leads."""
    far = OrganisationFactory(region=people.provider.region, municipality=None)
    loser = OrganisationFactory()
    for organisation in (people.company, people.other_company, people.startup, people.provider, far, loser):
        ContactEntryFactory(organisation=organisation, created_by=people.lead)
    MembershipFactory(organisation=people.other_company, contact=people.lead.contact)
    MembershipFactory(organisation=far, contact=people.far_lead.contact)
    PlatformRole.objects.create(user=people.dora, role=Role.REGION_LEAD, region=people.other_company.region)
    merge(people.startup, loser, {}, actor=people.lead)
    ContactEntryFactory(organisation=Organisation.objects.get(pk=loser.pk), created_by=people.lead)
    for name, organisation in (("lead2", people.company), ("far_lead", people.provider)):
        declare_bias(fresh(getattr(people, name)), organisation, region=organisation.region, reason="Verwandt.")


def test_the_rules_on_paper_and_in_sql_agree(people):
    rich_log(people)
    Handover.objects.create(giver=people.lead, receiver=people.lead2, actor=people.lead)
    Handover.objects.create(giver=people.far_lead, receiver=people.lead2, actor=people.lead)
    seen = {}
    for name in PERSONS:
        user = fresh(getattr(people, name))
        every = ContactEntry.objects.select_related("organisation")
        visible = {entry for entry in every if can_view_entry(user, entry)}
        assert set(ContactEntry.objects.visible_to(user)) == visible, name
        noted = {entry for entry in every if can_read_note(user, entry)}
        assert set(ContactEntry.objects.noted_for(user)) == noted, name
        assert noted <= visible, name
        assert {entry for entry in every if can_take_entry_step(user, "edit", entry)} == noted, name
        handovers = {each for each in Handover.objects.all() if can_view_handover(user, each)}
        assert set(Handover.objects.visible_to(user)) == handovers, name
        seen[name] = (len(visible), len(noted))
    assert seen["lead2"] == (6, 5)
    assert seen["far_lead"] == (1, 0)
    assert seen["anna"] == seen["editor"] == seen["partner"] == seen["operator"] == (0, 0)
    assert seen["dora"] == (1, 1)  # leads the region, but not for the own firm


def test_a_member_who_leads_the_region_does_not_read_about_the_own_firm(people, sign_in):
    PlatformRole.objects.create(user=people.dora, role=Role.REGION_LEAD, region=people.other_company.region)
    ContactEntryFactory(organisation=people.other_company, summary=SUMMARY)
    client = sign_in("dora")
    assert client.get(reverse("contactlog:log", args=[people.other_company.pk])).status_code == 403
    assert SUMMARY not in client.get(people.other_company.get_absolute_url()).content.decode()


def test_whoever_is_biased_reads_on_but_neither_notes_nor_writes(people, sign_in):
    entry = ContactEntryFactory(organisation=people.company, summary=SUMMARY, confidential_note=NOTE)
    declare_bias(fresh(people.lead), people.company, region=people.company.region, reason="Mein Bruder.")
    client = sign_in("lead")
    page = client.get(entry.get_absolute_url()).content.decode()
    assert SUMMARY in page
    assert NOTE not in page
    for name in ("edit", "withdraw", "restore", "step_done", "step_open"):
        assert client.post(reverse(f"contactlog:{name}", args=[people.company.pk, entry.pk])).status_code == 403, name
    assert client.post(reverse("contactlog:add", args=[people.company.pk])).status_code == 403
    assert client.get(reverse("contactlog:edit", args=[people.company.pk, entry.pk])).status_code == 403
    assert NOTE in sign_in("lead2").get(entry.get_absolute_url()).content.decode()


def test_the_confidential_note_reaches_no_page_mail_or_log_of_others(people, sign_in, write_down, caplog):
    caplog.set_level("INFO")
    case = introduction_in("awaiting_provider", people)
    for organisation in (people.company, people.startup):
        noted = write_down(
            people.lead,
            organisation,
            summary=SUMMARY,
            confidential_note=NOTE,
            next_step=STEP,
            counts_as_consultation="on",
            **({"need": case.need_id} if organisation == people.company else {}),
        )
        url = reverse("contactlog:edit", args=[organisation.pk, noted.pk])
        sign_in("lead").post(url, {"kind": "call"})
        sign_in("lead").post(reverse("contactlog:withdraw", args=[organisation.pk, noted.pk]), {"reason": REASON})
        sign_in("lead").post(reverse("contactlog:restore", args=[organisation.pk, noted.pk]))
    entries = ContactEntry.objects.all()
    paths = [*readable(people, [case])]
    paths += [
        reverse(f"contactlog:{name}", args=[e.organisation_id, e.pk]) for e in entries for name in ("entry", "edit")
    ]
    paths += [reverse("contactlog:log", args=[e.organisation_id]) for e in entries]
    leaks = []
    for person in [name for name in PERSONS if name not in ("lead", "lead2")] + [None]:
        client = sign_in(person)
        for path in paths:
            response = client.get(path, {"q": "a"})
            if hits := found_in(read(response), ALL):
                leaks.append((person, path, hits))
    assert leaks == []
    assert NOTE in sign_in("lead2").get(noted.get_absolute_url()).content.decode()
    mails = "".join(f"{m.subject}{m.body_text}{m.body_html}" for m in OutboxMessage.objects.all())
    assert found_in(mails, ALL) == set()
    assert found_in(caplog.text, ALL) == set()
    stored = serializers.serialize("json", [*LogEntry.objects.all(), *CaseEvent.objects.all()], ensure_ascii=False)
    assert found_in(stored, ALL) == set()


def test_lists_and_timelines_never_show_the_confidential_note(people, sign_in, write_down):
    write_down(people.lead, confidential_note=NOTE, next_step=STEP)
    client = sign_in("lead")
    for path in (
        people.company.get_absolute_url(),
        reverse("contactlog:log", args=[people.company.pk]),
        reverse("contactlog:steps"),
        reverse("dashboard"),
        reverse("contactlog:handover"),
    ):
        assert NOTE not in client.get(path).content.decode(), path
