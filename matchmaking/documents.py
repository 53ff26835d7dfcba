"""Needs and offers as the engine reads them."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from companies.enums import Budget
from companies.models import Need
from matchmaking.engine import Document
from matchmaking.models import Introduction
from regions.geo import matching_slug
from startups.models import Offer

# Joined by line breaks into the text the engine reads; pages find marked places again in the same order.
NEED_TEXT_FIELDS = ("description", "goal", "systems", "constraints")
DEFAULT_CAPACITY = 3  # contacts per quarter of a provider that has not said


def need_document(need: Need) -> Document:
    """Return the engine's view of `need`; the sectors are those of the company."""
    return Document(
        id=str(need.pk),
        title=need.title,
        text="\n".join(filter(None, (getattr(need, field) for field in NEED_TEXT_FIELDS))),
        language=need.language,
        topics=tuple(sorted(topic.slug for topic in need.topics.all())),
        sectors=tuple(sorted(sector.code for sector in need.organisation.sectors.all())),
        ags=need.municipality.ags if need.municipality else None,
        region=matching_slug(need.region),
        budget_eur=Budget(need.budget).upper_bound_eur,
        need_kind=need.need_kind,
    )


def offer_document(offer: Offer) -> Document:
    """Return the engine's view of `offer`. How busy the provider is plays no part in the score, see `placing`."""
    organisation = offer.organisation
    return Document(
        id=str(offer.pk),
        title=offer.title,
        text=offer.description,
        language=offer.language,
        topics=tuple(sorted(topic.slug for topic in offer.topics.all())),
        sectors=tuple(sorted(sector.code for sector in offer.sectors.all())),
        ags=organisation.municipality.ags if organisation.municipality else None,
        region=matching_slug(organisation.region),
        budget_eur=offer.minimum_eur,
    )


def fingerprint(document: Document) -> str:
    """Return the digest of what a judgement about the document rests on. How busy a provider is at present
    does not belong to it: a dismissed pair must not come back because a place became free."""
    content = {name: value for name, value in asdict(document).items() if name != "capacity"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def input_hash(need_fingerprint: str, offer_fingerprint: str) -> str:
    """Return the fingerprint of a pair."""
    return hashlib.sha256(f"{need_fingerprint} {offer_fingerprint}".encode()).hexdigest()


def quarter_start(day):
    """Return the first day of the quarter of `day`."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


@dataclass(frozen=True)
class Load:
    """How busy a provider is this quarter.

    capacity   contacts it wants per quarter
    asked      contacts it was asked for and has not refused
    promised   shortlisted pairs and companies being asked, that will lead to it
    """

    capacity: int
    asked: int
    promised: int

    @property
    def remaining(self) -> int:
        """Contacts it can still take this quarter."""
        return max(0, self.capacity - self.asked)

    @property
    def places(self) -> int:
        """Contacts that can still be proposed to somebody."""
        return max(0, self.remaining - self.promised)

    @property
    def full_until(self) -> date | None:
        """Return the last day of the quarter where nothing can be proposed any more; None while there are places."""
        return None if self.places else self.booked_until(timezone.localdate())

    def booked_until(self, day) -> date | None:
        """Return the last day of the quarter, after which it has places again; None for a provider that takes
        nobody at all."""
        if not self.capacity:
            return None
        start = quarter_start(day)
        return quarter_start(start + timedelta(days=100)) - timedelta(days=1)


def loads_of(organisation_ids) -> dict[int, Load]:
    """Return the Load of each provider.

    A provider is busy with every introduction it was asked about this quarter, unless it said no or the case
    ended before the contact.
    """
    since = quarter_start(timezone.localdate())
    counted = (
        Introduction.objects.filter(offer__organisation__in=organisation_ids)
        .order_by()
        .values_list("offer__organisation")
        .annotate(
            asked=Count(
                "pk",
                filter=Q(provider_asked_at__date__gte=since)
                & ~Q(state__in=["declined_provider", "lapsed", "obsolete", "withdrawn"]),
            ),
            promised=Count("pk", filter=Q(state__in=["shortlisted", "awaiting_company"])),
        )
    )
    busy = {pk: (asked, promised) for pk, asked, promised in counted}
    stated = dict(
        Offer.objects.filter(organisation__in=organisation_ids)
        .values_list("organisation_id", "organisation__provider_profile__capacity")
        .distinct()
    )
    return {
        pk: Load(DEFAULT_CAPACITY if stated.get(pk) is None else stated[pk], *busy.get(pk, (0, 0)))
        for pk in organisation_ids
    }


def needs_as_documents(pks=None):
    """Return the queryset of all needs, or of some, with everything their documents read."""
    needs = Need.objects.all() if pks is None else Need.objects.filter(pk__in=pks)
    return (
        needs.select_related("organisation", "municipality", "region__parent")
        .prefetch_related("topics", "organisation__sectors")
        .order_by("pk")
    )


def offers_as_documents(pks=None):
    """Return the queryset of all offers, or of some, with everything their documents read."""
    offers = Offer.objects.all() if pks is None else Offer.objects.filter(pk__in=pks)
    return (
        offers.select_related("organisation__municipality", "organisation__region__parent")
        .prefetch_related("topics", "sectors", "organisation__sectors")
        .order_by("pk")
    )


def needs_for_matching():
    """Return the queryset of open needs of verified organisations, with everything their documents read."""
    return needs_as_documents().open_for_matching().filter(organisation__verification="verified")


def offers_for_matching():
    """Return the queryset of published offers of verified providers, with everything their documents read."""
    return offers_as_documents().published().filter(organisation__verification="verified")
