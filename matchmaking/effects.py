"""What needs and offers cause here when they move. Registered by the app's `ready()`."""

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext as _

from accounts.consents import on_withdrawal
from accounts.enums import ConsentPurpose
from companies.models import Need
from companies.services import start_matching
from core.merging import obstacle
from core.models import LogEntry
from core.states import effect, guard, require
from matchmaking import notifications, side_links
from matchmaking.enums import IntroductionState, ObsoleteReason, RunTrigger, Side
from matchmaking.models import Introduction
from matchmaking.models.introductions import OPEN
from matchmaking.queue import request_run
from matchmaking.services.common import IN_CONTACT, UNDER_WAY, hold
from matchmaking.services.keys import withdraw_consent
from matchmaking.services.moderation import make_obsolete
from matchmaking.workflow import ASKED, BEFORE_BOTH_AGREED, INTRODUCTION
from organisations.signals import member_left
from organisations.verification import require_verified
from startups.models import Offer


def _end(introductions, states: str, reason: str, actor) -> None:
    for introduction in introductions.filter(state__in=states.split()).order_by("pk"):
        make_obsolete(introduction, actor=actor, reason=reason)


@effect("need", "qualify", "resume")
def look_for_offers(need, actor) -> None:
    if need.introductions.filter(state__in=UNDER_WAY).exists():
        start_matching(need, actor=None)
    request_run(RunTrigger.NEED, need=need, actor=actor)


@effect("need", "reopen_after_edit")
def end_requests_of_changed_need(need, actor) -> None:
    _end(need.introductions, ASKED, ObsoleteReason.NEED_CHANGED, actor)


@effect("need", "withdraw", "close_solved", "close_unsolved", "expire_inactive")
def end_introductions_of_ended_need(need, actor) -> None:
    _end(need.introductions, BEFORE_BOTH_AGREED, ObsoleteReason.NEED_CLOSED, actor)


@guard("need", "close_solved", "close_unsolved")
def nobody_is_in_contact(need) -> None:
    require(
        not need.introductions.filter(state__in=IN_CONTACT).exists(),
        _("An introduction of this need is still running. Record its outcome first."),
    )


@guard("need", "close_solved")
def an_outcome_is_recorded(need) -> None:
    require(
        need.introductions.filter(state=IntroductionState.SUCCESS).exists(),
        _("Record the successful outcome of an introduction first."),
    )


@guard("introduction", "shortlist", "ask_company", "company_agrees", "provider_agrees")
def both_organisations_are_verified(introduction) -> None:
    """A verification that was taken back stops the introduction before anything more is passed on."""
    require_verified(introduction.need.organisation)
    require_verified(introduction.offer.organisation)


@effect("introduction", *(step.id for state in ASKED.split() for step in INTRODUCTION.leaving(state) if step.target))
def nobody_is_asked_by_link_any_more(introduction, actor) -> None:
    side_links.end_answers(introduction)


@receiver(member_left)
def the_successor_is_asked(membership, successor, actor, **kwargs) -> None:
    """Who acts no more for an organisation that is being asked does not answer for it any more, by a link neither."""
    contact, organisation = membership.contact_id, membership.organisation_id
    sides = {
        Side.COMPANY: (Q(need__organisation=organisation, company_contact=contact), notifications.company_asked),
        Side.PROVIDER: (Q(offer__organisation=organisation, provider_contact=contact), notifications.provider_asked),
    }
    for state, side in side_links.ASKED_SIDE.items():
        asked, ask = sides[Side(side)]
        for row in Introduction.objects.filter(asked, state=state).order_by("pk"):
            introduction = hold(row)
            if introduction.state == state:
                _ask_instead(introduction, side, successor and successor.contact, ask, actor)


def _ask_instead(introduction, side: str, contact, ask, actor) -> None:
    side_links.end_answers(introduction)
    if contact:
        setattr(introduction, f"{side}_contact", contact)
        introduction.save(update_fields=[f"{side}_contact"])
        LogEntry.objects.record(introduction, "change_contact", actor=actor)
        ask(introduction)
    notifications.asked_person_left(introduction, side, contact)


@obstacle("organisations.Organisation")
def they_are_not_brought_together(winner, loser) -> list[str]:
    """Two organisations that are being introduced to each other would become one: a case with itself."""
    between = Q(need__organisation=winner, offer__organisation=loser)
    between |= Q(need__organisation=loser, offer__organisation=winner)
    if Introduction.objects.filter(between, state__in=OPEN).exists():
        return [_("There is an open introduction between the two organisations. End or dismiss it first.")]
    return []


@effect("organisation", "verify", "merge", "undo_merge")
def look_for_both_sides(organisation, actor) -> None:
    """Cases that rested while the organisation was checked again take part from now on; those of organisations that
    became one, or two again, are compared as with every other change."""
    for need in Need.objects.open_for_matching().filter(organisation=organisation):
        request_run(RunTrigger.NEED, need=need, actor=actor)
    for offer in Offer.objects.published().filter(organisation=organisation):
        request_run(RunTrigger.OFFER, offer=offer, actor=actor)


@effect("offer", "publish", "reconfirm", "accept_revision")
def look_for_needs(offer, actor) -> None:
    request_run(RunTrigger.OFFER, offer=offer, actor=actor)


@effect("offer", "accept_revision")
def end_requests_of_changed_offer(offer, actor) -> None:
    _end(offer.introductions, ASKED, ObsoleteReason.OFFER_GONE, actor)


@effect("offer", "suspend", "archive")
def end_introductions_of_gone_offer(offer, actor) -> None:
    _end(offer.introductions, BEFORE_BOTH_AGREED, ObsoleteReason.OFFER_GONE, actor)


@on_withdrawal(ConsentPurpose.CONTACT_RELEASE)
def end_the_introduction(consent, actor) -> bool:
    """Who withdraws ends the introduction the consent was given for; where it has ended already the data is hidden."""
    given_for = Introduction.objects.filter(Q(company_consent=consent) | Q(provider_consent=consent)).first()
    if given_for is None or given_for.state not in INTRODUCTION["withdraw_consent"].sources:
        return False
    side = Side.COMPANY if given_for.company_consent_id == consent.pk else Side.PROVIDER
    withdraw_consent(given_for, actor=actor, side=side)
    return True
