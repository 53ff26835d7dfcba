"""Reads for the pages of the board."""

from django.db.models import QuerySet

from board.models import Interest, Posting
from companies.models import Need
from matchmaking.exclusions.services import excluded_by
from matchmaking.models import Introduction
from organisations.enums import Verification
from organisations.models import Organisation
from startups.models import Offer


def newest(limit: int) -> QuerySet[Posting]:
    """Return the `limit` newest postings that anybody may read, with `title` and `text`."""
    return Posting.objects.on_board().for_list()[:limit]


def offers_to_name(user, need: Need) -> QuerySet[Offer]:
    """Return the published offers with which `user` can be interested in `need`: those of verified organisations the
    person acts for, but the one that is looking."""
    own = (
        Organisation.objects.of_member(user).filter(verification=Verification.VERIFIED).exclude(pk=need.organisation_id)
    )
    return Offer.objects.published().filter(organisation__in=own.values("pk")).order_by("title", "pk")


def interest_of(user, need: Need) -> Interest | None:
    """Return the latest interest of an organisation of `user` in `need`."""
    own = Organisation.objects.of_member(user).values("pk")
    return Interest.objects.filter(need=need, organisation__in=own).first()


def interests_in(need: Need) -> list[Interest]:
    """Return all interest in `need`, open ones first, for its lead. Each carries `proposal`, the newest introduction of
    the pair, and `is_unwanted`."""
    rows = list(Interest.objects.filter(need=need).with_parties())
    for row in rows:
        add_proposal(row)
    return sorted(rows, key=lambda row: row.state != "open")


def add_proposal(interest: Interest) -> None:
    """Set what a lead has to know before deciding: what the engine says of the pair, and what the company says."""
    pair = Introduction.objects.filter(need=interest.need_id, offer=interest.offer_id)
    interest.proposal = interest.introduction or pair.order_by("-created_at", "-pk").first()
    interest.is_unwanted = interest.organisation_id in excluded_by(interest.need.organisation_id)
