"""Reads for the pages of offers."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from startups.enums import OfferState, RevisionState
from startups.models import Offer, OfferRevision
from startups.workflow import OFFER
from taxonomy.models import Sector


@dataclass(frozen=True)
class Figures:
    """How often an offer was proposed, its provider asked, and contact made."""

    proposed: int
    asked: int
    introduced: int


def figures_of(offer: Offer) -> Figures:
    """Count the introductions of `offer`. They live in a room above; nothing of the needs behind them is read."""
    counts = offer.introductions.aggregate(
        proposed=Count("pk"), asked=Count("provider_asked_at"), introduced=Count("introduced_at")
    )
    return Figures(**counts)


def offers_of(user, organisation) -> QuerySet[Offer]:
    """Return the offers of `organisation` that `user` may see: open ones first, then the closed, newest first."""
    closed = Case(When(state__in=OFFER.terminal, then=Value(1)), default=Value(0))
    return (
        Offer.objects.visible_to(user)
        .filter(organisation=organisation)
        .prefetch_related("revisions")
        .order_by(closed, "-state_changed_at", "-pk")
    )


def for_page(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Read along what the pages of one offer show."""
    return offers.select_related(
        "organisation__region", "organisation__municipality", "organisation__provider_profile", "contact"
    ).prefetch_related(
        "topics",
        Prefetch("sectors", Sector.objects.select_related("parent")),
        "teasers__checked_by__contact",
        "revisions__submitted_by__contact",
        "organisation__provider_references__sector__parent",
    )


def review_queue(user) -> QuerySet[Offer]:
    """Return the offers `user` reviews: changed versions first, then new offers, each the longest waiting first;
    then the rest by the day on which they have to be confirmed. `waits_since` is null where nothing waits."""
    waiting = OfferRevision.objects.filter(
        offer=OuterRef("pk"),
        state=RevisionState.WAITING,
        offer__state__in=[OfferState.PUBLISHED, OfferState.SUSPENDED],
    )
    return (
        Offer.objects.reviewed_by(user)
        .for_list()
        .annotate(
            changed_at=Subquery(waiting.values("submitted_at")[:1]),
            waits_since=Coalesce(
                "changed_at", Case(When(state=OfferState.SUBMITTED, then="submitted_at"), default=None)
            ),
            turn=Case(
                When(changed_at__isnull=False, then=Value(0)),
                When(waits_since__isnull=False, then=Value(1)),
                When(state__in=OFFER.terminal, then=Value(3)),
                default=Value(2),
            ),
        )
        .order_by("turn", F("waits_since").asc(nulls_last=True), F("confirm_due_on").asc(nulls_last=True), "pk")
    )


def count_waiting(user) -> int:
    """Count what waits for the review of `user`."""
    revised = Q(
        state__in=[OfferState.PUBLISHED, OfferState.SUSPENDED],
        pk__in=OfferRevision.objects.filter(state=RevisionState.WAITING).values("offer"),
    )
    return Offer.objects.reviewed_by(user).filter(Q(state=OfferState.SUBMITTED) | revised).count()
