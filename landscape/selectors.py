"""Reads for the pages of the landscape."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Prefetch, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from core.text import slug_of
from landscape import texts
from landscape.catalogue import Catalogue, catalogue
from landscape.filtering import Wish
from landscape.index import Found
from landscape.models import CODE_LENGTH, DailyViews, Entry
from organisations.models import Organisation
from regions.maps import BESIDE, WIDE, Drawing, Layout, MapPlace, Mark, SchematicMap, renumbered
from regions.selectors import network_map
from search.selectors import MOST_LISTED, find, matching_ids
from startups.models import Offer, Reference
from startups.services import CONFIRM_EVERY
from taxonomy.models import Sector

MONTHS = 6  # of own figures


def is_old(confirmed_on: date | None) -> bool:
    """Whether nobody has confirmed an entry for longer than offers may go without."""
    return confirmed_on is None or confirmed_on < timezone.localdate() - CONFIRM_EVERY


def matching(words: str) -> list[int]:
    """Return the ids of the entries found by `words`, the best first; those behind the best in any order."""
    found = find(words, kinds=("entry",))
    best = found.documents.object_ids()
    if len(best) < MOST_LISTED:
        return best
    return list(dict.fromkeys([*best, *matching_ids(found.understood, "entry").values_list("object_id", flat=True)]))


@dataclass(frozen=True)
class Ranked:
    """What was found by words, the best first, as far as the filters leave it."""

    pks: Sequence[int]

    def __len__(self) -> int:
        return len(self.pks)

    def __getitem__(self, wanted: slice) -> Sequence[int]:
        return self.pks[wanted]


def ranked(found: Found, by_rank: Sequence[int]) -> Ranked:
    left = set(found[: len(found)])
    return Ranked([pk for pk in by_rank if pk in left])


@dataclass(frozen=True)
class Place:
    """A place on the map or in the list beside it, with the address that shows only what is there."""

    name: str
    is_partner: bool
    count: int
    address: str


@lru_cache(maxsize=4)  # drawing takes longer than a page; only the numbers change
def _drawn(towns: frozenset[str], layout: Layout) -> SchematicMap | None:
    return network_map(dict.fromkeys(towns, 1), layout)


@dataclass(frozen=True)
class FoundMap:
    """The map in its two sizes, each mark with the address that shows only what is there, and the list beside it."""

    anchor: MapPlace
    drawings: list[tuple[Drawing, list[tuple[Mark, str]]]]
    places: list[Place]


def map_of(wish: Wish, found: Found, catalogue: Catalogue, layout: Layout = BESIDE) -> FoundMap | None:
    """Return the map with the number of found entries at each place; a partner region stands for all of its places.
    None before the reference data is loaded."""
    counts = found.totals("place")
    values = {ags: counts.get(ags, 0) for ags in catalogue.towns}
    values |= {ags: counts.get(region, 0) for ags, region in catalogue.partners.items()}
    drawn = _drawn(frozenset(values), layout)
    if drawn is None:
        return None
    numbered = renumbered(drawn, values)
    places = {each.key: _place(each, wish, catalogue) for each in numbered.places}
    drawings = [
        (drawing, [(mark, places[mark.place.key].address) for mark in drawing.marks]) for drawing in numbered.drawings
    ]
    return FoundMap(numbered.anchor, drawings, list(places.values()))


def _place(place: MapPlace, wish: Wish, catalogue: Catalogue) -> Place:
    value = catalogue.partners.get(place.key, place.key)
    return Place(place.name, place.is_partner, place.value, wish.only("place", value).address)


def elsewhere(found: Found, catalogue: Catalogue) -> int:
    """Return how many of the found entries are at no place of the map."""
    counts = found.totals("place")
    drawn = {*catalogue.towns, *catalogue.partners.values()}
    return len(found) - sum(count for value, count in counts.items() if value in drawn)


@dataclass(frozen=True)
class WholeMap:
    """Everybody in the landscape on the map, None before the reference data is loaded; how many entries there are, and
    how many at no place of the map."""

    map: FoundMap | None
    entries: int
    elsewhere: int


def whole_map() -> WholeMap:
    known = catalogue()
    found = known.index.find({})
    return WholeMap(map_of(Wish(), found, known, WIDE), len(found), elsewhere(found, known))


@dataclass(frozen=True)
class NewOffer:
    """A published offer for lists outside of its entry."""

    offer: Offer
    title: texts.Told
    address: str


def offers_on_show() -> QuerySet[Offer]:
    """Return what everybody reads: published offers of listed entries, the newest first, with what a list shows."""
    listed = Entry.objects.listed().values("organisation")
    related = ("organisation__landscape_entry", "organisation__municipality", "organisation__region")
    offers = Offer.objects.published().filter(organisation__in=listed).select_related(*related)
    return offers.prefetch_related("topics").order_by("-published_at", "-pk")


def newest_offers(limit: int) -> list[NewOffer]:
    """Return the `limit` offers that were published last."""
    return [new_offer(offer) for offer in offers_on_show()[:limit]]


def new_offer(offer: Offer) -> NewOffer:
    entry = offer.organisation.landscape_entry
    return NewOffer(
        offer, texts.title_of(offer), reverse("landscape:offer", args=[entry.slug, public_offer(offer).slug])
    )


# --- One entry -------------------------------------------------------------------------------------


def entry_at(slug: str) -> Entry | None:
    """Return the entry whose address ends like `slug`, listed or not."""
    entries = Entry.objects.select_related("organisation__region", "organisation__municipality")
    return entries.filter(code=slug[-CODE_LENGTH:]).first()


@dataclass(frozen=True)
class PublicOffer:
    """A published offer as everybody reads it."""

    offer: Offer
    title: texts.Told
    description: texts.Told
    slug: str


@dataclass(frozen=True)
class Profile:
    """Everything that the page of an entry shows."""

    organisation: Organisation
    about: texts.Told
    offers: list[PublicOffer]
    references: list[Reference]
    languages: list[str]

    @property
    def is_foreign(self) -> bool:
        """Whether something is in another language than the page."""
        return self.about.is_foreign or any(each.title.is_foreign for each in self.offers)


def profile_of(organisation_id: int) -> Profile:
    """Read what an organisation publishes about itself; contact persons are no part of it."""
    organisation = with_contents(Organisation.objects.all()).get(pk=organisation_id)
    profile = getattr(organisation, "provider_profile", None)
    speaks = [("de", profile.speaks_german), ("en", profile.speaks_english)] if profile else []
    return Profile(
        organisation,
        texts.about_of(organisation),
        [public_offer(offer) for offer in organisation.published_offers],
        list(organisation.provider_references.all()),
        [code for code, does in speaks if does],
    )


def with_contents(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Read along everything they publish; `published_offers` are their offers, the newest first."""
    sectors = Sector.objects.select_related("parent")
    offers = Offer.objects.published().order_by("-published_at", "-pk")
    return organisations.select_related(
        "region", "municipality", "provider_profile", "logo", "landscape_entry"
    ).prefetch_related(
        Prefetch("sectors", sectors),
        Prefetch("offers", offers.prefetch_related("topics", Prefetch("sectors", sectors)), "published_offers"),
        Prefetch("provider_references", Reference.objects.select_related("sector__parent")),
    )


def public_offer(offer: Offer) -> PublicOffer:
    return PublicOffer(
        offer, texts.title_of(offer), texts.description_of(offer), slug_of(texts.title_of(offer).text, offer.pk)
    )


# --- Figures of the own entry ----------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """What happened in one month: pages opened, offers proposed to companies, contacts made."""

    first: date
    seen: int
    proposed: int
    introduced: int


def figures_by_month(organisation: Organisation) -> list[Month]:
    """Return the last months, the present one first. Nothing of the needs behind the numbers is read."""
    this = timezone.localdate().replace(day=1)
    months = [this - relativedelta(months=back) for back in range(MONTHS)]
    views = (
        DailyViews.objects.filter(entry__organisation=organisation, day__gte=months[-1])
        .annotate(month=TruncMonth("day"))
        .values_list("month")
        .annotate(Sum("views"))
    )
    seen = dict(views)
    proposed = _introductions_by_month(organisation, "created_at", months[-1])
    introduced = _introductions_by_month(organisation, "introduced_at", months[-1])
    return [Month(each, seen.get(each, 0), proposed.get(each, 0), introduced.get(each, 0)) for each in months]


def _introductions_by_month(organisation: Organisation, column: str, since: date) -> dict[date, int]:
    """Count by the month of `column`. Introductions live in a room above."""
    path = f"introductions__{column}"
    counted = (
        Offer.objects.filter(organisation=organisation, **{f"{path}__date__gte": since - timedelta(days=1)})
        .order_by()
        .annotate(month=TruncMonth(path))
        .values_list("month")
        .annotate(Count("introductions"))
    )
    return {month.date(): count for month, count in counted}
