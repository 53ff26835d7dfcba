"""Providers say that they can help, and what the lead answers."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from board import notifications
from board.enums import InterestState
from board.models import Interest, Posting
from companies.models import Need
from companies.services import need_attributes
from core.facts import record_event
from core.models import LogEntry
from core.states import GuardFailed, advance, require
from matchmaking.enums import Origin
from matchmaking.exclusions.services import excluded_by
from matchmaking.facts import pair_attributes
from matchmaking.models import Introduction
from matchmaking.services.moderation import suggest_pair
from organisations.models import Organisation
from organisations.verification import require_verified
from scheduling.planning import replan
from startups.enums import OfferState
from startups.models import Offer
from startups.services import offer_attributes

INTEREST_WORKING_DAYS = 3  # until a lead has decided


def _count(kind: str, interest: Interest) -> None:
    record_event(
        kind,
        attributes=pair_attributes(need_attributes(interest.need), offer_attributes(interest.offer)),
        organisation_id=interest.need.organisation_id,
        need_id=interest.need_id,
        offer_id=interest.offer_id,
        introduction_id=interest.introduction_id,
    )


def hold(interest: Interest) -> Interest:
    """Return the row as it is now, locked after its need."""
    Need.objects.select_for_update().get(pk=interest.need_id)
    locked = Interest.objects.select_for_update(of=("self",)).with_parties()
    return locked.get(pk=interest.pk)


@transaction.atomic
def express_interest(posting: Posting, *, offer: Offer, contact, note: str, actor) -> Interest:
    """Record that the provider of `offer` can help with the need behind `posting`, and tell the lead. Neither the
    company nor its wishes about providers play a part: everybody is answered alike. Raises GuardFailed."""
    require(note.strip(), _("Write in a few sentences how you can help."))
    # Two forms of one provider, sent at once, wait for each other here: the number of open ones holds.
    Organisation.objects.select_for_update().get(pk=offer.organisation_id)
    on_board = Posting.objects.on_board().filter(pk=posting.pk).exists()
    require(on_board, _("This need is no longer on the board."))
    require(offer.state == OfferState.PUBLISHED, _("The offer is not published."))
    require_verified(offer.organisation)
    need = posting.need
    require(offer.organisation_id != need.organisation_id, _("This is a need of your own organisation."))
    most = settings.OPEN_INTERESTS_PER_PROVIDER
    require(
        Interest.objects.open().filter(organisation=offer.organisation_id).count() < most,
        ngettext(
            "%(number)d interest of yours is still open. Please wait for the answer first.",
            "%(number)d interests of yours are still open. Please wait for an answer first.",
            most,
        )
        % {"number": most},
    )
    try:
        with transaction.atomic():
            interest = Interest.objects.create(
                need=need, offer=offer, organisation=offer.organisation, contact=contact, note=note.strip()
            )
    except IntegrityError:
        raise GuardFailed([_("You have expressed your interest in this need already.")]) from None
    LogEntry.objects.record(interest, "express", actor=actor, to_state=interest.state)
    replan(interest)
    _count("interest_expressed", interest)
    notifications.interest_expressed(interest)
    return interest


@transaction.atomic
def take_up(interest: Interest, *, actor) -> Introduction:
    """The lead puts the pair on the list of the need, as it is done by hand, and returns it; where the engine has
    proposed it already that proposal is kept. The provider is told. Raises GuardFailed."""
    interest = hold(interest)
    introduction = _pair_of(interest, actor)
    now = timezone.now()
    advance(interest, "take_up", actor=actor, decided_by=actor, decided_at=now, introduction=introduction)
    _count("interest_taken_up", interest)
    notifications.interest_taken_up(interest)
    return introduction


def _pair_of(interest: Interest, actor) -> Introduction:
    known = Introduction.objects.open().filter(need=interest.need_id, offer=interest.offer_id).first()
    if known is None:
        return suggest_pair(interest.need, interest.offer, actor=actor, origin=Origin.PROVIDER)
    require(
        interest.organisation_id not in excluded_by(interest.need.organisation_id),
        _("The company does not want to be introduced to this provider."),
    )
    return known


@transaction.atomic
def decline(interest: Interest, *, actor, reason: str, answer: str) -> None:
    """The lead does not take the interest up; the provider reads `reason` and `answer`."""
    require(reason, _("Choose a reason."))
    require(answer.strip(), _("Write an answer to the provider."))
    interest = hold(interest)
    advance(
        interest,
        "decline",
        actor=actor,
        reason=reason,
        decline_reason=reason,
        answer=answer.strip(),
        decided_by=actor,
        decided_at=timezone.now(),
    )
    _count("interest_declined", interest)
    notifications.interest_declined(interest)


@transaction.atomic
def withdraw_interest(interest: Interest, *, actor) -> None:
    """The provider takes its interest back; nobody is written to, it leaves the list of the lead."""
    advance(hold(interest), "withdraw", actor=actor)


@transaction.atomic
def nobody_decides_any_more(interests, *, actor) -> None:
    """End the open ones among `interests`: need or offer is gone. The providers are told."""
    for row in interests.filter(state=InterestState.OPEN).order_by("pk"):
        interest = hold(row)
        advance(interest, "make_obsolete", actor=actor)
        notifications.interest_obsolete(interest)
