"""Needs in any state, brought there by the verbs themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ConsentText
from companies import services
from companies.enums import NeedState
from taxonomy.models import Topic
from tests.factories import IntroductionFactory, NeedFactory, NeedTeaserFactory, OfferFactory, OfferTeaserFactory

ALL_STATES = list(NeedState)


@pytest.fixture
def need_in(people):
    """`need_in("qualified")` returns a need of anna's company in that state; `submitted=False` ends a draft."""

    def _need_in(state: str, *, submitted: bool = True, **fields):
        fields.setdefault("organisation", people.company)
        if fields["organisation"] == people.company:
            fields.setdefault("contact", people.anna.contact)
        need = NeedFactory(**fields)
        need.topics.add(Topic.objects.get(slug="iiot"))
        if not submitted or state == NeedState.DRAFT:
            return _end(need, state, people)
        services.submit_need(need, actor=need.created_by)
        if state == NeedState.SUBMITTED:
            return need
        services.take_over_need(need, actor=people.lead)
        if state in (NeedState.RETURNED, NeedState.EXPIRED):
            services.ask_company(need, actor=people.lead, text="Wie viele Maschinen sind es?")
        elif state in (NeedState.IN_QUALIFICATION, NeedState.REJECTED):
            pass
        else:
            services.qualify_need(need, actor=people.lead)
        return _end(need, state, people)

    return _need_in


def _end(need, state: str, people):
    verbs = {
        NeedState.MATCHING: lambda: services.start_matching(need, actor=people.lead),
        NeedState.PAUSED: lambda: services.pause_need(
            need, actor=people.anna, resume_on=timezone.localdate() + timedelta(days=30)
        ),
        NeedState.REJECTED: lambda: services.reject_need(
            need, actor=people.lead, reason="not_digital", text="Es geht um einen Umbau der Halle."
        ),
        NeedState.CLOSED_UNSOLVED: lambda: services.close_need_unsolved(
            need, actor=people.lead, reason="no_offer_found"
        ),
        NeedState.CLOSED_SOLVED: lambda: _close_solved(need),
        NeedState.WITHDRAWN: lambda: services.withdraw_need(need, actor=need.created_by),
        NeedState.EXPIRED: lambda: services.expire_need(
            need, "expire_unanswered" if need.submitted_at else "expire_draft"
        ),
    }
    if state in verbs:
        verbs[state]()
    assert need.state == state
    return need


def _close_solved(need) -> None:
    # The verb wants a successful introduction, which belongs to the tests of the room above.
    type(need).objects.filter(pk=need.pk).update(state=NeedState.CLOSED_SOLVED, closed_at=timezone.now())
    need.refresh_from_db()


@pytest.fixture
def ask_company_about(people):
    """`ask_company_about(need, "Ein Anbieter ...")` returns an introduction the company has to answer."""

    def _ask(need, title: str = "Ein Anbieter liest Maschinen aus", **fields):
        offer = OfferFactory(organisation=people.startup)
        defaults = {
            "state": "awaiting_company",
            "number": f"V-2018-{offer.pk:04d}",
            "need_teaser": need.current_teaser or NeedTeaserFactory(need=need),
            "offer_teaser": OfferTeaserFactory(offer=offer, title=title),
            "consent_text": ConsentText.objects.first(),
            "company_asked_at": timezone.now(),
            "answer_due_on": timezone.localdate() + timedelta(days=14),
        }
        return IntroductionFactory(need=need, offer=offer, **(defaults | fields))

    return _ask
