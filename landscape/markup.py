"""The parts of the directory that a page has by the hundred, written as HTML without templates.

A page has some 150 options, 60 marks on two drawings and 20 cards. As templates they took nine tenths of the time of a
page whose filters nobody had asked for before. Whatever comes from data goes through `_safe`.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from core.templatetags.portal import tag_region
from landscape import texts
from landscape.filtering import Option
from landscape.models import Entry, address_of, is_booked
from landscape.selectors import Place, is_old
from organisations.enums import Kind
from regions.maps import Drawing, MapPlace, Mark
from regions.models import Region

CHIPS = 4  # topics on a card


@lru_cache(maxsize=4096)  # the same labels stand on every page
def _safe(text: str) -> str:
    return html.escape(text)


class _Said(NamedTuple):
    """The words that cards have, in one language: looking each up anew takes longer than writing the card."""

    language: str | None
    kinds: dict[str, str]
    founded: str
    topics: str
    takes_requests: str
    takes_none: str
    booked: str
    no_reference: str
    unconfirmed: str
    confirmed: str
    old: str


@lru_cache(maxsize=8)
def _said_in(language: str | None) -> _Said:
    with override(language):
        return _Said(
            language=language,
            kinds={value: str(label) for value, label in Kind.choices},
            founded=_("founded %(year)s"),
            topics=_safe(_("Topics")),
            takes_requests=_state(_("takes requests"), "done"),
            takes_none=_state(_("takes no requests at present")),
            booked=_("fully booked until %(date)s"),
            no_reference=_safe(_("no reference yet")),
            unconfirmed=_safe(_("not confirmed yet")),
            confirmed=_safe(_("confirmed on %(date)s")),
            old=_safe(_("more than 180 days ago")),
        )


def _said() -> _Said:
    return _said_in(get_language())


def options(facet: str, given: Iterable[Option]) -> SafeString:
    """Return the options of a facet as a list of checkboxes."""
    return SafeString(f"<ul>{''.join(_option(facet, each) for each in given)}</ul>")


def _option(facet: str, option: Option) -> str:
    part = ' class="dzm-part"' if option.is_part else ""
    none = "" if option.count else " dzm-check--none"
    checked = " checked" if option.is_chosen else ""
    return (
        f'<li{part}><label class="dzm-check{none}">'
        f'<input type="checkbox" name="{facet}" value="{_safe(option.value)}"{checked}>'
        f'<span>{_safe(option.label)}</span><span class="dzm-check__n">{option.count}</span></label></li>'
    )


def marks(drawing: Drawing, given: Iterable[tuple[Mark, str]], anchor: MapPlace, base: str) -> SafeString:
    """Return the places of a drawing; each with entries leads to its address below `base`. `anchor` is the place that
    distances lead to."""
    return SafeString("".join(_mark(drawing, mark, f"{base}{address}", anchor) for mark, address in given))


def _mark(drawing: Drawing, mark: Mark, address: str, anchor: MapPlace) -> str:
    place = mark.place
    name = _safe(place.name)
    tone = " dzm-map__place--partner" if place.is_partner else ""
    if place.value:
        count_tone = " dzm-map__count--partner" if place.is_partner else ""
    else:
        tone, count_tone = f"{tone} dzm-map__place--none", " dzm-map__count--none"
    drawn = (
        f'<circle class="dzm-map__place{tone}" cx="{mark.x}" cy="{mark.y}" r="{mark.radius}"/>'
        f'<text class="dzm-map__count{count_tone}" x="{mark.x}" y="{mark.y}">{place.value}</text>'
        f'<text class="dzm-map__label{" dzm-map__label--out" if place.is_partner else ""}" x="{mark.label_x}"'
        f' y="{mark.label_y}" text-anchor="{mark.anchor}">{name}</text>'
    )
    if place.is_partner:
        drawn += (
            f'<text class="dzm-map__note" x="{mark.label_x}" y="{mark.note_y}" text-anchor="{mark.anchor}">'
            f"{_distance(drawing, mark, anchor)}</text>"
        )
    if not place.value:
        return drawn
    return f'<a href="{html.escape(address)}#results"><title>{name}: {place.value}</title>{drawn}</a>'


def _distance(drawing: Drawing, mark: Mark, anchor: MapPlace) -> str:
    if not drawing.layout.names_anchor:
        return f"{mark.distance_km} km"
    return _safe(_("%(distance)s km to %(anchor)s") % {"distance": mark.distance_km, "anchor": anchor.name})


def place_rows(places: Iterable[Place], base: str) -> SafeString:
    """Return the rows of the table that says the same as the map."""
    county, partner = "Kreis Soest", _safe(_("Partner region"))
    return SafeString("".join(_place_row(each, base, partner if each.is_partner else county) for each in places))


def _place_row(place: Place, base: str, area: str) -> str:
    name = _safe(place.name)
    if place.count:
        name = f'<a href="{html.escape(base + place.address)}#results">{name}</a>'
    return f'<tr><th scope="row">{name}</th><td>{area}</td><td class="num">{place.count}</td></tr>'


class Card(NamedTuple):
    """What the database says for a card; `CARD_COLUMNS` are its columns."""

    pk: int
    code: str
    topics: list[str]
    references: int
    takes_requests: bool
    booked_until: date | None
    confirmed_on: date | None
    line_de: str
    line_en: str
    name: str
    kind: str
    founded_year: int | None
    region_kind: str
    region: str
    town: str | None


CARD_COLUMNS = (
    *("pk", "code", "topics", "reference_count", "takes_requests", "booked_until", "confirmed_on"),
    *("line_de", "line_en", "organisation__name", "organisation__kind", "organisation__founded_year"),
    *("organisation__region__kind", "organisation__region__name", "organisation__municipality__name"),
)


class Outline(NamedTuple):
    """A card without its topics: what stands before and after them, and their slugs."""

    before: str
    topics: tuple[str, ...]
    after: str


def card(outline: Outline, chosen: Sequence[str], words: Mapping[str, str]) -> SafeString:
    """Return one entry of the list. `words` are all topics as they are listed; those `chosen` come first."""
    slugs = sorted((slug for slug in words if slug in outline.topics), key=lambda slug: slug not in chosen)
    return SafeString(f"{outline.before}{_topics(slugs, chosen, words)}{outline.after}")


def outlines(entries: Iterable[Card]) -> dict[int, Outline]:
    """Return by id what is the same on every page that shows an entry."""
    said = _said()
    return {each.pk: _outline(each, said) for each in entries}


def _outline(shown: Card, said: _Said) -> Outline:
    kind = said.kinds[shown.kind]
    if shown.founded_year:
        kind = f"{kind}, {said.founded % {'year': shown.founded_year}}"
    facts = (
        _availability(shown.takes_requests, shown.booked_until, said),
        _references(shown.references, said),
        _confirmed(shown.confirmed_on, said),
    )
    side = "".join(f"<p>{each}</p>" for each in facts)
    before = (
        '<li class="dzm-result"><div class="dzm-stack"><div class="dzm-stack dzm-stack--tight">'
        f'<div class="dzm-row dzm-row--tight">{_region(shown.region_kind, shown.region, shown.town, said.language)}'
        f'<span class="dzm-small dzm-soft">{_safe(kind)}</span></div>'
        f'<h3 class="dzm-result__title"><a href="{_safe(address_of(shown.name, shown.code))}">{_safe(shown.name)}</a>'
        f"</h3></div>{_line(shown, said)}"
    )
    return Outline(before, tuple(shown.topics), f'</div><div class="dzm-result__side">{side}</div></li>')


@lru_cache(maxsize=512)
def _region(kind: str, name: str, town: str | None, language: str | None) -> SafeString:
    with override(language):
        return tag_region(Region(kind=kind, name=name), town or "")


def _line(shown: Card, said: _Said) -> str:
    line = texts.told(de=shown.line_de, en=shown.line_en)
    if not line.text:
        return ""
    language = "" if said.language == line.language else f' lang="{line.language}"'
    return f"<p{language}>{html.escape(line.text)}</p>"


def _topics(slugs: Sequence[str], chosen: Sequence[str], words: Mapping[str, str]) -> str:
    if not slugs:
        return ""
    chips = "".join(
        f'<li class="dzm-chip{" dzm-chip--on" if slug in chosen else ""}">{_safe(words[slug])}</li>'
        for slug in slugs[:CHIPS]
    )
    if len(slugs) > CHIPS:
        number = len(slugs) - CHIPS
        more = ngettext("and %(number)s more", "and %(number)s more", number) % {"number": number}
        chips += f'<li class="dzm-small dzm-soft">{_safe(more)}</li>'
    return f'<ul class="dzm-chips" aria-label="{_said().topics}">{chips}</ul>'


def availability(entry: Entry) -> SafeString:
    """Return whether an organisation takes requests, as a state with its sign."""
    return _availability(entry.takes_requests, entry.booked_until, _said())


def _availability(takes_requests: bool, booked_until: date | None, said: _Said) -> SafeString:
    if not takes_requests:
        return said.takes_none
    if is_booked(booked_until):
        return _state(said.booked % {"date": _short(booked_until, said.language)})
    return said.takes_requests


def _state(words: str, *tones: str) -> SafeString:
    classes: Sequence[str] = ("dzm-status", *(f"dzm-status--{each}" for each in tones))
    return SafeString(f'<span class="{" ".join(classes)}">{_safe(words)}</span>')


def _references(number: int, said: _Said) -> str:
    if not number:
        return said.no_reference
    return _safe(ngettext("%(counter)s reference", "%(counter)s references", number) % {"counter": number})


def _confirmed(day: date | None, said: _Said) -> str:
    if not day:
        return said.unconfirmed
    words = said.confirmed % {"date": _short(day, said.language)}
    return f'{words} <span class="dzm-late">{said.old}</span>' if is_old(day) else words


@lru_cache(maxsize=4096)
def _short(day: date, language: str | None) -> str:
    with override(language):
        return date_format(day, "SHORT_DATE_FORMAT")
