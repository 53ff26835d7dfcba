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
from board.models import Interest, Posting
from companies.consents import record_consent
from companies.models import CaptureDraft, NeedDraft, NeedIntake, NeedVersion
from contactlog.models import ContactEntryVersion, Handover
from core.models import LogEntry
from events.models import (
    ActionItem,
    Attendance,
    Event,
    EventCalendar,
    EventFile,
    EventNote,
    Feedback,
    Minutes,
    Question,
    Series,
    Timetable,
)
from landscape.models import Entry
from landscape.services import choose_visibility
from legal.models import Ticket
from links.models import SignedLink
from mail.models import OutboxMessage
from matchmaking.lexicon.models import LexiconEdit
from matchmaking.models import Analysis, Exclusion, MatchingRun, MatchingShard, PoolStatistics, ProposalLook
from matchmaking.services.keys import ask_question
from meetings.attendance import report
from newsletter.answers import Said, give, settle
from newsletter.models import Subscription
from newsletter.tokens import answer_token, asked_by
from organisations.models import OrganisationAlias, OrganisationMerge, VerificationQuestion
from organisations.services.invitations import invite
from organisations.services.joining import ask_to_join
from organisations.services.logo import save_logo
from outcomes.services import answer
from privacy.enums import IncidentRisk
from privacy.models import DataCopy, Incident
from projects.models import Narrative
from radar.models import ScoutingTask
from search.registry import Content
from search.services import index
from startups.models import OfferRevision, Reference
from startups.services import submit_material_edit
from tests.board.conftest import interest_in, on_board
from tests.cases import attach, introduction_in, need_in
from tests.conftest import PASSWORD
from tests.events.cases import event_in
from tests.events.days import day_with, draft_of, wish
from tests.factories import AbsenceFactory, ContactEntryFactory
from tests.files.samples import picture
from tests.meetings.steps import past, proposed
from tests.newsletter.cases import asking, issue_by, sent_to_all
from tests.outcomes.conftest import asked_survey
from tests.projects.steps import dnm, one_of_each
from transfer.models import ExportJob, ImportChunk, ImportJob, ImportLine


@pytest.fixture
def confirmed(sign_in):
    """`confirmed("anna")` returns the test client of a person who has just entered the password."""

    def _confirmed(name: str):
        client = sign_in(name)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client

    return _confirmed


def _leave_traces_on_the_board(people) -> None:
    """A posting of Anna's that she has put up herself, and an interest that she has written and decided on."""
    posting = on_board(people)
    interest = interest_in("declined", people, posting=posting)
    Posting.objects.filter(pk=posting.pk).update(posted_by=people.anna, off_note="n")
    Interest.objects.filter(pk=interest.pk).update(contact=people.anna.contact, decided_by=people.anna)


def _subscribe(people) -> None:
    """Anna reads the newsletter."""
    subscription = Subscription.objects.create(email=people.anna.email, leave_note="n")
    subscription.proofs.create(email=people.anna.email, kind="requested", form="/f/", detail="d")
    Subscription.objects.filter(pk=subscription.pk).update(state="active", confirmed_at=timezone.now())
    issue = issue_by(people.anna)
    [choice, _other] = asking(issue).choices.order_by("position")
    [delivery] = sent_to_all(issue, people.editor)
    said = Said(name="n", phone="p", note="n")
    answer, _draft = give(asked_by(answer_token(delivery, choice.pk)), said, language="de")
    settle(answer, "r", actor=people.anna)


def _leave_traces_at_events(people) -> None:
    """An event that Anna has written down and a series of it; she is registered, brings somebody and has answered."""
    event = event_in("draft", people, days=(10,))
    Event.objects.filter(pk=event.pk).update(created_by=people.anna)
    Series.objects.create(title="x", repeat="weeks", last_day=timezone.localdate(), created_by=people.anna)
    registration = event.registrations.create(
        contact=people.anna.contact,
        given_name=people.anna.contact.given_name,
        family_name=people.anna.contact.family_name,
        email=people.anna.email,
        phone="p",
        to_tell="changed",
        to_tell_since=timezone.now(),
        organisation_name="o",
        note="n",
        decline_note="d",
    )
    registration.companions.create(name="c")
    Attendance.objects.create(registration=registration, date=event.dates.get(), how="name", checked_by=people.anna)
    event.participant_lists.create(columns=["name"], purpose="p", created_by=people.anna)
    day = day_with(people)
    timetable = draft_of(day, people)
    Timetable.objects.filter(pk=timetable.pk).update(created_by=people.anna)
    day.people.update(profile="p", away=[0])
    wish(day, people.anna, people.clara, "gladly")
    registration.answers.create(question=Question.objects.create(event=event, text="q"), text="a")
    _leave_traces_after_events(people, registration)


def _leave_traces_after_events(people, registration) -> None:
    """What Anna has left and taken on at an event, and what she did as somebody who organises it."""
    anna, event = people.anna, registration.event
    EventCalendar.objects.create(contact=anna.contact)
    EventNote.objects.create(
        event=event, kind="competence", text="t", name="n", email=anna.email, organisation_name="o", noted_by=anna
    )
    Feedback.objects.create(event=event, usefulness=5, missing="m", registration=registration)
    Minutes.objects.create(event=event, text="t", written_by=anna)
    ActionItem.objects.create(
        event=event,
        text="t",
        owner=anna.contact,
        owner_name="o",
        done_note="d",
        due_on=timezone.localdate(),
        created_by=anna,
    )
    EventFile.objects.create(event=event, title="t", file="x", name="n", size=1, uploaded_by=anna)


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
    NeedDraft.objects.create(email=anna.email, content={"family_name": [anna.contact.family_name]})
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
    _leave_traces_on_the_board(people)
    _leave_traces_at_events(people)
    _subscribe(people)
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
    chosen = choose_visibility(people.company, actor=anna, visibility="listed", booked_until=None)
    taken_down = {"taken_down_at": timezone.now(), "taken_down_by": anna, "taken_down_reason": "r"}
    Entry.objects.filter(pk=chosen.pk).update(is_listed=False, **taken_down)
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
    index(Content("offer", case.offer.pk, "/", {"de": "Funk"}, {"de": "Von Anna"}))
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
    ScoutingTask.objects.create(need=case.need, note="x", due_on=timezone.localdate(), begun_by=people.lead)
    one_of_each(people)
    Narrative.objects.create(project=dnm(), heading="purpose", text="x")
    assert OfferRevision.objects.exists()
    assert OutboxMessage.objects.exists()
    assert contact.pk
    return case
