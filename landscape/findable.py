"""How the search of the portal and search engines find entries and offers: they get what everybody reads, no more."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.cards import Card, register_card
from core.findable import absolute, register_section
from core.text import slug_of
from landscape import texts
from landscape.models import Entry
from landscape.selectors import Profile, PublicOffer, entry_at, with_contents
from organisations.models import Organisation
from search.registry import Content, Source
from search.registry import register as register_source
from search.services import drop, index
from startups.models import Offer

ENTRY, OFFER = "entry", "offer"
CARD = "entry"
LANGUAGES = ("de", "en")


def follow(organisations: Iterable[Organisation]) -> None:
    """Make the search equal to what `organisations`, read with their contents, publish now."""
    organisations = list(organisations)
    entries = {entry.organisation_id: entry for entry in Entry.objects.filter(organisation__in=organisations)}
    shown = [each for each in organisations if each.pk in entries and entries[each.pk].is_listed]
    contents = [content for each in shown for content in _contents(each, entries[each.pk])]
    kept = [content.object_id for content in contents if content.kind == OFFER]
    gone = Offer.objects.filter(organisation__in=organisations).exclude(pk__in=kept)
    drop(OFFER, *gone.values_list("pk", flat=True))
    drop(ENTRY, *[entry.pk for entry in entries.values() if not entry.is_listed])
    index(*contents)


def _contents(organisation: Organisation, entry: Entry) -> Iterator[Content]:
    entry.organisation = organisation
    yield _entry(organisation, entry)
    for offer in organisation.published_offers:
        yield _offer(offer, entry)


def _entry(organisation: Organisation, entry: Entry) -> Content:
    offers = organisation.published_offers
    said = {"de": [organisation.about], "en": [organisation.about_en]}
    for offer in offers:
        for language, told in _by_language(offer).items():
            said[language] += told
    said["de"] += [f"{each.title} {each.text}" for each in organisation.provider_references.all()]
    return Content(
        kind=ENTRY,
        object_id=entry.pk,
        url=entry.get_absolute_url(),
        title=dict.fromkeys(LANGUAGES, organisation.name),
        body={language: "\n\n".join(filter(None, parts)) for language, parts in said.items()},
        topics=tuple(sorted({topic.slug for offer in offers for topic in offer.topics.all()})),
        keywords=_keywords([organisation.get_kind_display, lambda: organisation.place], organisation.sectors.all()),
    )


def _offer(offer: Offer, entry: Entry) -> Content:
    told = _by_language(offer)
    title = slug_of(texts.title_of(offer).text, offer.pk)
    return Content(
        kind=OFFER,
        object_id=offer.pk,
        url=reverse("landscape:offer", args=[entry.slug, title]),
        title={language: parts[0] for language, parts in told.items()},
        body={language: parts[1] for language, parts in told.items()},
        topics=tuple(sorted(topic.slug for topic in offer.topics.all())),
        keywords=_keywords([lambda: entry.organisation.name], offer.sectors.all()),
        changed_at=offer.updated_at,
    )


def _by_language(offer: Offer) -> dict[str, list[str]]:
    """Return title and description in each language in which the offer has a title."""
    told = {"en": [offer.title_en, offer.description_en], offer.language: [offer.title, offer.description]}
    return {language: parts for language, parts in told.items() if parts[0]}


def _keywords(parts: list, sectors: Iterable[Any]) -> dict[str, str]:
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = " ".join([*(str(part()) for part in parts), *map(str, sectors)])
    return words


def _listed() -> Iterator[tuple[Organisation, Entry]]:
    entries = {entry.organisation_id: entry for entry in Entry.objects.listed()}
    for organisation in with_contents(Organisation.objects.filter(pk__in=entries)).iterator(chunk_size=500):
        yield organisation, entries[organisation.pk]


def _rows(kind: str) -> Iterator[Content]:
    for organisation, entry in _listed():
        yield from (content for content in _contents(organisation, entry) if content.kind == kind)


class Profiles(Sitemap):
    """Every entry that is shown."""

    def items(self):
        return Entry.objects.listed().select_related("organisation").order_by("organisation__sort_key", "pk")


class PublicOffers(Sitemap):
    """Every offer of such an entry."""

    def items(self) -> list[str]:
        return [content.url for content in _rows(OFFER)]

    def location(self, item: str) -> str:
        return item


class Directory(Sitemap):
    def items(self) -> list[str]:
        return ["landscape:directory"]

    def location(self, item: str) -> str:
        return reverse(item)


def _card(slug: str) -> Card:
    entry = shown_entry(slug)
    organisation = entry.organisation
    over = f"{organisation.get_kind_display()} · {organisation.place}"
    return Card(over, organisation.name, str(texts.told(de=entry.line_de, en=entry.line_en)))


def shown_entry(slug: str) -> Entry:
    """Return the entry at this address. Raises Http404 when everybody sees none."""
    entry = entry_at(slug)
    if entry is None or not entry.is_listed:
        raise Http404
    return entry


def organisation_ld(entry: Entry, profile: Profile) -> dict[str, Any]:
    """Return what machines read about an organisation: what its page shows."""
    organisation = profile.organisation
    known = {
        "description": str(profile.about),
        "url": organisation.website,
        "foundingDate": str(organisation.founded_year or ""),
        "knowsLanguage": profile.languages,
    }
    return {
        "@type": "Organization",
        "@id": absolute(f"{entry.get_absolute_url()}#organization"),
        "name": organisation.name,
        "address": {"@type": "PostalAddress", "addressLocality": organisation.place, "addressCountry": "DE"},
        "mainEntityOfPage": absolute(entry.get_absolute_url()),
        **{name: value for name, value in known.items() if value},
    }


def service_ld(entry: Entry, profile: Profile, shown: PublicOffer) -> dict[str, Any]:
    """Return what machines read about an offer: a service, who provides it, from which price."""
    service = {
        "@type": "Service",
        "name": str(shown.title),
        "description": str(shown.description),
        "serviceType": [str(topic) for topic in shown.offer.topics.all()],
        "provider": organisation_ld(entry, profile),
        "areaServed": {"@type": "AdministrativeArea", "name": "Kreis Soest"},
    }
    if shown.offer.price_from_eur:
        price = {"@type": "PriceSpecification", "minPrice": shown.offer.price_from_eur, "priceCurrency": "EUR"}
        service["offers"] = {"@type": "Offer", "priceSpecification": price}
    return service


def register() -> None:
    register_card(CARD, _card)
    register_source(Source(ENTRY, _("Organisations"), lambda: _rows(ENTRY), order=10))
    register_source(Source(OFFER, _("Offers"), lambda: _rows(OFFER), order=20))
    register_section("landscape", Directory)
    register_section("profiles", Profiles)
    register_section("offers", PublicOffers)
