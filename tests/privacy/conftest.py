"""People with a recent sign-in, and one person who has left traces everywhere."""

from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Bias, PlatformRole, SavedFilter, Session
from accounts.session_store import SessionStore
from companies.consents import record_consent
from companies.models import CaptureDraft, NeedIntake, NeedVersion
from contactlog.models import ContactEntryVersion, Handover
from core.models import LogEntry
from legal.models import Ticket
from links.models import SignedLink
from mail.models import OutboxMessage
from matchmaking.lexicon.models import LexiconEdit
from matchmaking.models import Analysis, Exclusion, MatchingRun, MatchingShard, PoolStatistics, ProposalLook
from matchmaking.services.keys import ask_question
from meetings.attendance import report
from organisations.models import OrganisationAlias, OrganisationMerge, VerificationQuestion
from organisations.services.invitations import invite
from organisations.services.joining import ask_to_join
from organisations.services.logo import save_logo
from outcomes.services import answer
from privacy.enums import IncidentRisk
from privacy.models import DataCopy, Incident
from startups.models import OfferRevision, Reference
from startups.services import submit_material_edit
from tests.cases import attach, introduction_in, need_in
from tests.conftest import PASSWORD
from tests.factories import AbsenceFactory, ContactEntryFactory
from tests.files.samples import picture
from tests.meetings.steps import past, proposed
from tests.outcomes.conftest import asked_survey
from transfer.models import ExportJob, ImportChunk, ImportJob, ImportLine


@pytest.fixture
def confirmed(sign_in):
    """`confirmed("anna")` returns the test client of a person who has just entered the password."""

    def _confirmed(name: str):
        client = sign_in(name)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client

    return _confirmed


def _leave_traces_of_talks_and_files(people, case) -> None:
    """Entries of the contact log, hand-overs, absences, reports, files, imports and exports."""
    anna = people.anna
    content = {
        "contact": anna.contact,
        "staff": people.lead,
        "written_by": people.lead,
        "summary": "s",
        "confidential_note": "c",
        "next_step": "n",
    }
    entry = ContactEntryFactory(
        organisation=people.company,
        created_by=people.lead,
        next_step_for=people.lead,
        state="withdrawn",
        withdraw_reason="w",
        **content,
    )
    ContactEntryVersion.objects.create(entry=entry, number=1, kind="call", written_at=timezone.now(), **content)
    CaptureDraft.objects.create(user=anna, form_key=uuid4(), content={"family_name": [anna.contact.family_name]})
    NeedVersion.objects.create(need=case.need, number=99, title="t", description="d", written_by=anna, by_company=True)
    NeedIntake.objects.create(need=case.need, decision_maker="w", written_by=anna)
    record_consent(need_in("draft", people), contact=anna.contact, channel="phone", actor=anna)
    Handover.objects.create(giver=anna, receiver=people.lead, actor=anna, note="n")
    AbsenceFactory(user=anna, note="n")
    report(past(people), party="company", contact=anna.contact, answer="took_place", actor=anna)
    proposed(people)
    SignedLink.objects.create(
        contact=anna.contact, purpose="x", key="x", subject_type="x", subject_id=1, expires_at="2999-01-01T00:00Z"
    )
    SavedFilter.objects.create(user=anna, page="needs", name="x", query="state=submitted")
    Exclusion.objects.create(company=people.company, excluded=people.provider, note="n", created_by=anna)
    ProposalLook.objects.create(need=case.need, user=anna, looked_at=timezone.now())
    asked = asked_survey(case)
    answer(asked, contact=anna.contact, value="not_yet", remark="r")
    asked.settled_by = anna
    asked.save(update_fields=["settled_by"])
    Ticket.objects.create(
        number="M-2026-0001",
        kind="M",
        due_on=timezone.localdate(),
        form_key=uuid4(),
        where="w",
        category="other",
        good_faith=True,
        text="t",
        reporter_name="Anna Feldkamp",
        reporter_email=anna.email,
    )
    attach(need_in("draft", people, author=anna), shared=False)
    save_logo(people.company, picture=picture(), alt="Logo", actor=anna)
    job = ImportJob.objects.create(
        subject="organisations",
        original_name="x.csv",
        file_format="csv",
        requested_by=people.lead,
        expires_at=timezone.now(),
    )
    ImportLine.objects.create(job=job, is_check=False, line=2, outcome="created", label="x")
    ImportChunk.objects.create(job=job, first=0, changes=[{"old": "x"}])
    ExportJob.objects.create(
        subject="contacts",
        columns=[],
        file_format="csv",
        purpose="Einladung",
        requested_by=anna,
        expires_at=timezone.now(),
    )


@pytest.fixture
def traces(people):
    """Anna's company with a finished case, and rows about Anna in every table that can hold something about people."""
    anna, contact = people.anna, people.anna.contact
    case = introduction_in("introduced", people)
    returned = need_in("returned", people)
    waiting = introduction_in("awaiting_company", people, need=need_in("qualified", people))
    ask_question(waiting, actor=anna, text="Wer fragt?")
    submit_material_edit(case.offer, actor=anna, content={"title": "Neu"})
    ask_to_join(people.other_company, actor=anna)
    invite(people.other_company, email=anna.email, role="member", language="de", actor=people.dora)
    store = SessionStore()
    store.create()
    Session.objects.filter(pk=store.row_key).update(user=anna, browser="Firefox", system="Linux")
    Authenticator.objects.create(user=anna, type=Authenticator.Type.TOTP, data={"secret": "x"})
    PlatformRole.objects.create(user=anna, role=Role.EDITOR)
    Bias.objects.create(user=anna, subject_type="companies.need", subject_id=returned.pk, reason="Bekannt")
    VerificationQuestion.objects.create(
        organisation=people.company,
        text="Frage",
        asked_by=people.lead,
        answer="Antwort",
        answered_by=anna,
        answered_at=timezone.now(),
    )
    AdminEntry.objects.create(
        user=anna,
        content_type=ContentType.objects.get_for_model(LogEntry),
        object_repr="x",
        action_flag=CHANGE,
        change_message="y",
    )
    OrganisationAlias.objects.create(organisation=people.company, name="Alt")
    OrganisationMerge.objects.create(
        winner=people.company, loser=people.startup, merged_by=people.lead, changes=[{"old": "x"}]
    )
    Reference.objects.create(organisation=people.startup, title="Kunde", text="Text")
    LexiconEdit.objects.create(concept="hops", number=1, kind="saved", content={}, note="n", created_by=anna)
    Analysis.objects.create(need=case.need, fingerprint="f", version="v", content={"words": ["wort"]})
    PoolStatistics.objects.create(digest="d", version="v", as_of=timezone.now(), needs=1, offers=1, content={"w": 1})
    run = MatchingRun.objects.order_by("pk").first()
    MatchingShard.objects.create(run=run, step="read", side="need", first_pk=1, last_pk=1, found={"counts": {}})
    DataCopy.objects.create(user=anna, state="failed", finished_at=timezone.now())
    Incident.objects.create(
        title="x",
        description="y",
        measures="z",
        noticed_at=timezone.now(),
        risk=IncidentRisk.NONE,
        created_by=people.lead,
    )
    _leave_traces_of_talks_and_files(people, case)
    assert OfferRevision.objects.exists()
    assert OutboxMessage.objects.exists()
    assert contact.pk
    return case
