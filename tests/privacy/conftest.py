"""People with a recent sign-in, and one person who has left traces everywhere."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Bias, PlatformRole, Session
from accounts.session_store import SessionStore
from core.models import LogEntry
from mail.models import OutboxMessage
from matchmaking.lexicon.models import LexiconEdit
from matchmaking.models import Analysis, MatchingRun, MatchingShard, PoolStatistics
from matchmaking.services.keys import ask_question
from organisations.models import OrganisationAlias, OrganisationMerge, VerificationQuestion
from organisations.services.invitations import invite
from organisations.services.joining import ask_to_join
from privacy.enums import IncidentRisk
from privacy.models import DataCopy, Incident
from startups.models import OfferRevision, Reference
from startups.services import submit_material_edit
from tests.cases import introduction_in, need_in
from tests.conftest import PASSWORD


@pytest.fixture
def confirmed(sign_in):
    """`confirmed("anna")` returns the test client of a person who has just entered the password."""

    def _confirmed(name: str):
        client = sign_in(name)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client

    return _confirmed


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
    assert OfferRevision.objects.exists()
    assert OutboxMessage.objects.exists()
    assert contact.pk
    return case
