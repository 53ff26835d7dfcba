"""Every rule about who may what exists twice, as a queryset and as a predicate, and the two agree: for every noun,
every standing person, and every row of a portal in which everything is going on.

Nouns are found, not listed: a queryset method that takes a user, and a predicate that says whose rule it is.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.bias import declare_bias
from accounts.enums import Role
from accounts.models import PlatformRole, SavedFilter, Session
from companies.models import CaptureDraft, Need
from contactlog.models import Handover
from events.models import ActionItem, EventFile, EventNote, Feedback, Minutes
from legal.services import file_ticket
from matchmaking.models import Exclusion, Introduction, MatchingRun
from matchmaking.permissions import is_company_side, is_provider_side
from matchmaking.services import keys
from newsletter.models import Subscription
from organisations.enums import Verification
from organisations.models import Organisation, OrganisationPair
from organisations.permissions import is_member
from organisations.services.duplicates import tell_apart
from organisations.services.merging import merge
from privacy.models import DataCopy
from radar.models import ScoutingTask
from startups.models import Offer
from tests.board.conftest import interest_in, on_board
from tests.cases import introduction_in, leave, need_in, need_with_file, offer_in
from tests.conftest import PERSONS, fresh
from tests.events.cases import event_in
from tests.events.days import day_with, draft_of, matchday
from tests.factories import (
    AbsenceFactory,
    ContactEntryFactory,
    MembershipFactory,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
)
from tests.legal.steps import BARRIER
from tests.meetings.steps import meeting_in
from tests.newsletter.cases import answer_of
from tests.outcomes.conftest import asked_survey
from tests.projects.steps import one_of_each, pack_row
from tests.reporting.cases import freely_counted
from tests.transfer.conftest import asked_export, checked, gefak

# What is no rule about people: ids for other querysets.
NO_AUDIENCE = {"accounts.Bias.subjects_of"}
# Querysets whose predicate is not about the noun alone, so its docstring cannot name them.
ELSEWHERE: dict[str, Callable] = {
    "organisations.Organisation.of_member": lambda user, organisation: is_member(user, organisation.pk),
    "matchmaking.Introduction.of_company": is_company_side,
    "matchmaking.Introduction.of_provider": is_provider_side,
    "privacy.DataCopy.of": lambda user, copy: copy.user_id == user.pk,
    "accounts.Session.open_for": lambda user, session: (
        session.user_id == user.pk and session.expire_date > timezone.now()
    ),
}
RULE = re.compile(r"[Tt]he rule of\s+`(\w+(?:\.\w+)+)`")
ROOMS = [config.name for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]


@cache
def _modules(name: str) -> list[ModuleType]:
    """Return the modules called `name` in every room, also below packages."""
    packages = map(importlib.import_module, ROOMS)
    found = [found.name for each in packages for found in pkgutil.walk_packages(each.__path__, f"{each.__name__}.")]
    return [
        importlib.import_module(module)
        for module in found
        if module.rpartition(".")[2] == name and "bench" not in module
    ]


@cache
def querysets() -> dict[str, Callable]:
    """Return every queryset that is named after its audience: label of the model and method -> user -> rows."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label not in {room.rpartition(".")[2] for room in ROOMS}:
            continue
        for name, _method in inspect.getmembers(type(model._default_manager.all()), inspect.isfunction):
            if next(iter(list(inspect.signature(_method).parameters)[1:]), "") == "user":
                found[f"{model._meta.label}.{name}"] = getattr(model._default_manager, name)
    for module in _modules("selectors"):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and f"{module.__name__}.{name}" in _named_selectors():
                found[f"{module.__name__}.{name}"] = function
    return found


@cache
def predicates() -> dict[str, Callable]:
    """Return every predicate that says whose rule it is, by the name of the queryset it says."""
    everywhere = {model.__name__: model._meta.label for model in apps.get_models()}
    found = {}
    for module in _modules("permissions"):
        room = module.__name__.partition(".")[0]
        own = {model.__name__: model._meta.label for model in apps.get_models() if model._meta.app_label == room}
        labels = everywhere | own  # rooms may use the same noun for things of their own
        for _name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__:
                continue
            for said in RULE.findall(function.__doc__ or ""):
                noun, _dot, rest = said.partition(".")
                if noun == "selectors":
                    found[f"{room}.{said}"] = function
                elif len(inspect.signature(function).parameters) == 2:
                    found[f"{labels[noun]}.{rest.removeprefix('objects.')}"] = function
    return found


def _named_selectors() -> set[str]:
    return {name for name in predicates() if ".selectors." in name}


def _interest_on_the_board(p, theirs: Need) -> None:
    """Interest of and in organisations of the hub and of a partner region."""
    posting = on_board(p)
    interest_in("declined", p, posting=posting)
    interest_in("open", p, offer=offer_in("published", p, organisation=p.provider, author=p.carl))
    interest_in("open", p, posting=on_board(p, theirs))


def _on_the_radar(p, theirs: Need) -> None:
    """A run has compared everything; somebody looks for providers in the hub and in a partner region."""
    now = timezone.now()
    MatchingRun.objects.create(trigger="nightly", state="done", started_at=now, finished_at=now)
    for need in (theirs, Need.objects.filter(state="qualified", region=p.company.region).first()):
        ScoutingTask.objects.create(need=need, begun_by=p.lead, due_on=now.date())


def _readers(p) -> None:
    for name in ("a", "b"):
        Subscription.objects.create(email=f"{name}@example.org")
    answer_of(p.editor)  # with its issue and its delivery


def _events(p) -> None:
    """Events of the hub, of a partner region and of a municipality, with somebody registered; meetings of two."""
    for region in ({}, {"region": p.provider.region}):
        draft_of(day_with(p, event=matchday(p, **region)), p)
    town = p.partner.platform_roles.get().municipality
    for fields in ({}, {"region": p.provider.region}, {"municipality": town}):
        for state in ("draft", "published"):
            event = event_in(state, p, **fields)
            contact = p.anna.contact if state == "draft" else p.clara.contact
            event.participant_lists.create(columns=["name"], purpose="p", created_by=p.lead if town else p.far_lead)
            row = event.registrations.create(given_name="A", family_name="B", email=contact.email, contact=contact)
            _after_an_event(p, row)


def _after_an_event(p, registration) -> None:
    """What is left of an event: notes, feedback, minutes, action items, files."""
    event = registration.event
    if not event.is_public:  # somebody had a place
        registration.state, registration.position, registration.counted_at = "registered", 1, timezone.now()
        registration.save()
    EventNote.objects.create(event=event, kind="competence", text="t")
    Feedback.objects.create(event=event, usefulness=5)
    Minutes.objects.create(event=event, text="t", written_by=p.lead)
    ActionItem.objects.create(event=event, text="t", owner_name="o", due_on=timezone.localdate(), created_by=p.lead)
    for is_public in (True, False):
        EventFile.objects.create(event=event, title="t", is_public=is_public, size=1, uploaded_by=p.lead)


def _talks_reports_and_files(p) -> None:
    """Contacts, hand-overs and absences of leads, reports, files, imports and exports."""
    for organisation in (p.company, p.provider, p.other_company):
        for user in (p.lead, p.far_lead):
            ContactEntryFactory(organisation=organisation, created_by=user)
    for giver, receiver in ((p.lead, p.lead2), (p.far_lead, p.lead), (p.lead2, p.lead)):
        Handover.objects.create(giver=giver, receiver=receiver, actor=giver)
    AbsenceFactory(user=p.lead2, deputy=p.lead)
    for user in (p.lead, p.far_lead):
        CaptureDraft.objects.create(user=user, form_key=uuid4())
    AbsenceFactory(user=p.far_lead, deputy=p.lead)
    need_with_file(p)
    need_with_file(p, organisation=p.provider, author=p.carl, lead=p.far_lead)
    file_ticket("F", BARRIER, form_key=uuid4())
    PlatformRole.objects.create(user=p.far_lead, role=Role.EXPORTER)
    checked(gefak(), p.lead)
    for user in (p.lead, p.far_lead):
        asked_export(fresh(user))


@pytest.fixture
def everything(people):
    """Every noun in every state, own and foreign, in the hub and in a partner region; with biases, a merge, people who
    have left, somebody who acts for two organisations, and a lead who is also a member."""
    p = people
    for state in (
        "draft",
        "expired",
        "submitted",
        "in_qualification",
        "returned",
        "rejected",
        "withdrawn",
        "qualified",
    ):
        need_in(state, p)
    for state in ("draft", "submitted", "qualified"):
        need_in(state, p, organisation=p.provider, author=p.carl, lead=p.far_lead)
    NeedFactory(organisation=p.company, contact=p.anna.contact, created_by=p.lead)
    NeedFactory(organisation=p.provider, contact=p.carl.contact, created_by=p.far_lead)
    for organisation, person in ((p.other_company, p.dora), (p.provider, p.carl)):
        NeedFactory(organisation=organisation, contact=person.contact, created_by=None, form_key=uuid4())
    for state in ("draft", "submitted", "returned", "rejected", "published", "suspended", "archived"):
        offer_in(state, p)
    for state in ("draft", "submitted", "published"):
        offer_in(state, p, organisation=p.provider, author=p.carl)
    OfferFactory(organisation=p.company, contact=p.anna.contact, created_by=p.anna)
    for state in ("suggested", "awaiting_company", "awaiting_provider", "introduced", "withdrawn", "declined_company"):
        introduction_in(state, p)
    theirs = need_in("qualified", p, organisation=p.provider, author=p.carl, lead=p.far_lead)
    introduction_in("awaiting_provider", p, need=theirs)
    ours = need_in("qualified", p, organisation=p.other_company, author=p.dora)
    far = introduction_in(
        "introduced", p, need=ours, offer=offer_in("published", p, organisation=p.provider, author=p.carl)
    )
    for verification in (Verification.PENDING, Verification.RETURNED):
        OrganisationFactory(verification=verification, verified_at=None, region=p.provider.region, municipality=None)
        OrganisationFactory(verification=verification, verified_at=None)
    twins = OrganisationFactory(), OrganisationFactory()
    MembershipFactory(organisation=twins[1], contact=p.ben.contact)
    merge(*twins, {}, actor=p.lead)
    tell_apart(p.company, p.startup, actor=p.lead)
    tell_apart(p.other_company, p.provider, actor=p.lead)
    MembershipFactory(organisation=p.other_company, contact=p.lead2.contact)
    MembershipFactory(organisation=p.startup, contact=p.anna.contact)
    leave(p.dora, p.other_company)
    for user, case in (
        (p.lead, Need.objects.filter(state="submitted").first()),
        (p.lead2, far),
        (p.lead, p.startup),
        (p.far_lead, p.provider),
        (p.lead2, Offer.objects.filter(state="submitted").first()),
        (p.far_lead, theirs),
    ):
        declare_bias(fresh(user), case, region=p.company.region, reason="Verwandt.")
    for case in Introduction.objects.filter(company_asked_at__isnull=False):
        for side in ("company", "provider"):
            asked_survey(case, side)
    for state in ("proposed", "held"):
        meeting_in(state, p)
    far_case = introduction_in("introduced", p, offer=offer_in("published", p, organisation=p.provider, author=p.carl))
    keys.withdraw_consent(meeting_in("fixed", p, introduction=far_case).introduction, actor=p.anna, side="company")
    meeting_in("fixed", p, introduction=far)
    _interest_on_the_board(p, theirs)
    _talks_reports_and_files(p)
    _events(p)
    _readers(p)
    _on_the_radar(p, theirs)
    one_of_each(p)
    pack_row(p.lead)
    freely_counted(p)
    for company, excluded in ((p.company, p.provider), (p.provider, p.company), (p.other_company, p.startup)):
        Exclusion.objects.create(company=company, excluded=excluded, created_by=p.lead)
    for user in (p.lead, p.far_lead):
        SavedFilter.objects.create(user=user, page="needs", name="x", query="state=submitted")
    for name in ("anna", "lead"):
        DataCopy.objects.create(user=getattr(p, name), state="failed", finished_at=timezone.now())
        for days in (-1, 1):
            Session.objects.create(
                session_key=f"{name}{days}",
                user=getattr(p, name),
                expire_date=timezone.now() + timezone.timedelta(days=days),
                last_used_at=timezone.now(),
            )
    return p


def test_every_queryset_for_an_audience_has_its_predicate_and_the_other_way_round():
    said, found = {**predicates(), **ELSEWHERE}, querysets()
    without_predicate = found.keys() - said.keys() - NO_AUDIENCE
    assert not without_predicate, "say in a predicate's docstring: The rule of `Noun.objects.method`"
    audiences = {
        name for name in said if ".selectors." in name or name.rpartition(".")[2] not in ("current", "published")
    }
    assert audiences - found.keys() == set(), "a predicate names a queryset that does not take a user"
    assert found.keys() >= {"companies.Need.visible_to", "startups.Offer.reviewed_by", "mail.OutboxMessage.visible_to"}


@pytest.mark.django_db
@pytest.mark.parametrize("person", PERSONS)
def test_predicate_and_queryset_agree_on_every_row(person, everything):
    said, differences, tried = {**predicates(), **ELSEWHERE}, [], set()
    for name, rows_for in querysets().items():
        if name in NO_AUDIENCE:
            continue
        user = fresh(getattr(everything, person))
        audience = rows_for(user)
        rows = list(audience.model._base_manager.all())
        seen = set(audience.values_list("pk", flat=True))
        tried |= {name} if rows else set()
        allowed = {row.pk for row in rows if said[name](user, row)}
        differences += [f"{name} {row.pk}: {row}" for row in rows if (row.pk in seen) != (row.pk in allowed)]
        assert audience.count() == len(seen), f"{name} returns a row twice"
    assert differences == []
    assert querysets().keys() - NO_AUDIENCE - tried == set(), "the data set has no row of these"


@pytest.mark.django_db
def test_the_rows_tell_the_persons_apart(everything):
    """A data set in which everybody sees the same would prove nothing."""
    for queryset in (Need.objects, Offer.objects, Introduction.objects, Organisation.objects):
        seen = {name: frozenset(queryset.visible_to(fresh(getattr(everything, name)))) for name in PERSONS}
        assert len(set(seen.values())) >= 4, queryset.model
        assert seen["operator"] == seen["partner"] == seen["editor"] == frozenset()
    assert OrganisationPair.objects.compared_by(fresh(everything.lead2)).count() < OrganisationPair.objects.count()


@pytest.mark.django_db
def test_every_noun_of_a_case_has_a_queryset_for_its_audience():
    """Who adds a noun that pages show says who sees it."""
    pages = {model for model in apps.get_models() if hasattr(model, "get_absolute_url")}
    ours = {model for model in pages if model._meta.app_label in ROOMS}
    without = {model._meta.label for model in ours if not _has_audience(model)}
    # Lists for leads as a whole; what belongs to an organisation is fetched through it.
    assert without <= {
        *("organisations.OrganisationMerge", "matchmaking.MatchingRun"),
        *("organisations.Invitation", "organisations.JoinRequest"),
        *("privacy.ErasureRequest", "privacy.Incident"),
        "landscape.Entry",  # everybody's audience: `listed`
    }


def _has_audience(model: type[models.Model]) -> bool:
    return any(name.startswith(f"{model._meta.label}.") for name in querysets())
