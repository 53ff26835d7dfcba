"""The search for what gives somebody away, over one text."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from organisations.models import Organisation
from organisations.names import name_key
from organisations.telltales.kinds import Kind, Telltale
from organisations.telltales.names import SHORTEST, Names, known_names, telling_words
from organisations.telltales.patterns import PATTERNS, exact_headcounts
from organisations.telltales.vocabulary import counted, is_everyday, is_in_lexicon
from regions.models import Municipality

_ENDING = r"(?:['’]?s|er|ern|en|e|n|r|sche[nrs]?)?\b"  # Steinrücks, Geseker
_STREET = re.compile(r"(?:straße|strasse|str\.?)$", re.IGNORECASE)
_STANDARD = re.compile(r"\b(?:ISO|IATF|EN|DIN|IEC|VDI|VDE|VDA|NIS|TISAX|UL|ASTM|SAE|norm)[\s/-]*$", re.IGNORECASE)
_REGIONAL = r"(?:Kreis(?:es)?|Raum|Region|Regierungsbezirk|Großraum|Umkreis von|Nähe von|Stadt|district of|area of)\s"
_REGION_AFTER = r"\s?(?:er)?\s(?:Region|region|area|district|county|Börde|Raum|Land|Umland)\b"
_UMLAUTS = {"ä": "(?:ä|ae|a)", "ö": "(?:ö|oe|o)", "ü": "(?:ü|ue|u)", "ß": "(?:ß|ss)"}
# Words in capitals, and those with a capital within, which no German noun has.
_COINED = re.compile(r"\b(?:[A-ZÄÖÜ][A-ZÄÖÜ-]{4,}|[A-ZÄÖÜ][a-zäöüß]{2,}[A-ZÄÖÜ][a-zäöüß]{2,})\b")
_AREA_AFTER = r"(?:Region|region|area|district|county|Börde|Raum|Umland)"
_POSTCODE = re.compile(r"(?<![\d.,-])(?:D-?)?\d{5}(?![\d.,]|\s?(?:Euro|EUR|€|Teile|Stück|euros))")
_LONGEST_RUN = 100  # characters without a blank that are looked at: what follows names nobody, and costs time
_RUN = re.compile(rf"\S{{{_LONGEST_RUN},}}")
_WORD = re.compile(r"[^\W\d_]{4,}(?:-[^\W\d_]+)*")
_ENGLISH = re.compile(r"\b(?:the|and|of|to|with|that)\b", re.IGNORECASE)
_RARE_SHARE = 0.005  # of the texts of the portal that may say a rare word
_RARE_SHOWN = 3


def find_telltales(
    organisation: Organisation,
    text: str,
    *,
    also: Iterable[str] = (),
    public: Iterable[str] = (),
    towns: Iterable[str] | None = None,
    names: Names | None = None,
) -> list[Telltale]:
    """Return the places in `text` that could give `organisation` away, in order, without overlaps.

    `also` are further words that are its own (names of people and places of the case). Names in `public` are no
    secret, such as that of a region, which is shown with every anonymous text. `towns` are those whose name next to a
    rare word tells, and `names` those to look for; both are what the portal knows unless given.
    """
    names = known_names(text, apart_from=organisation) if names is None else names
    towns = Municipality.objects.values_list("name", flat=True) if towns is None else towns
    searched = _RUN.sub(lambda run: run[0][:_LONGEST_RUN].ljust(len(run[0])), text)
    hidden = _without_public(searched, public)
    hits = [
        *_by_form(searched),
        *_own(organisation, hidden, also),
        *_of_others(hidden, names),
        *_people(hidden, names),
        *_brands(hidden),
        *_places(organisation, hidden, towns),
    ]
    return _without_overlaps(text, hits)


Hit = tuple[int, int, Kind]


def _without_public(text: str, public: Iterable[str]) -> str:
    """Return `text` with public names blanked out, at the same length."""
    for name in filter(None, public):
        bare = name.removeprefix("Kreis ")
        escaped = re.escape(name).replace("Kreis", "Kreis(?:es)?", 1)
        known = rf"\b{escaped}\b|\b{_REGIONAL}{re.escape(bare)}\b|\b{re.escape(bare)}{_REGION_AFTER}"
        text = re.sub(known, lambda hit: " " * len(hit[0]), text)
    return text


def _by_form(text: str) -> Iterator[Hit]:
    for kind, pattern in PATTERNS:
        yield from ((*hit.span(), kind) for hit in pattern.finditer(text))
    yield from ((*hit.span(), Kind.HEADCOUNT) for hit in exact_headcounts(text))


def _spelled(word: str) -> str:
    """Return the pattern of `word` in all spellings of its umlauts."""
    return "".join(_UMLAUTS.get(char, re.escape(char)) for char in word.lower())


def _find(words: Iterable[str], text: str) -> Iterator[re.Match]:
    for word in set(words):
        yield from re.finditer(rf"(?<![^\W_]){_spelled(word)}{_ENDING}", text, re.IGNORECASE)


def _own(organisation: Organisation, text: str, also: Iterable[str]) -> Iterator[Hit]:
    host = re.sub(r"^\w+://(www\.)?", "", organisation.website).partition("/")[0].partition(".")[0]
    street = re.sub(r"\s*\d.*$", "", organisation.street)
    own = {word for source in (organisation.name, host, *also) for word in telling_words(source)}
    yield from ((*hit.span(), Kind.OWN_NAME) for hit in _find(own, text))
    if street:
        yield from ((*hit.span(), Kind.OWN_NAME) for hit in _street(street, text))
    if organisation.postcode:
        own_code = re.finditer(rf"\b{re.escape(organisation.postcode)}\b", text)
        yield from ((*hit.span(), Kind.PLACE) for hit in own_code)
    own_key = name_key(organisation.name)
    if " " in own_key:
        yield from ((start, end, Kind.OWN_NAME) for start, end in _phrases(text, {own_key}))


def _street(street: str, text: str) -> Iterator[re.Match]:
    """Yield where the street stands: written out, shortened, or within a compound (Hellweger-Ring-Halle)."""
    base = _STREET.sub("", street)
    end = r"[\s-]?(?:straße|strasse|str\.?)" if base != street else _ENDING
    words = r"[\s-]".join(_spelled(word) for word in base.split())
    return re.finditer(rf"(?<![^\W_]){words}{end}", text, re.IGNORECASE)


def _of_others(text: str, names: Names) -> Iterator[Hit]:
    for hit in _find(names.organisations, text):
        if hit[0][0].isupper():
            yield (*hit.span(), Kind.OTHER_NAME)
    yield from ((start, end, Kind.OTHER_NAME) for start, end in _phrases(text, names.phrases))


def _phrases(text: str, keys: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where the first two words of one of the names in `keys` stand next to each other, in either order."""
    wanted = {frozenset(key.split()[:2]) for key in keys}
    words = [(hit.start(), hit.end(), name_key(hit[0])) for hit in re.finditer(r"[^\W_]+", text)]
    for one, other in pairwise(words):
        if frozenset((one[2], other[2])) in wanted:
            yield one[0], other[1]


def _people(text: str, names: Names) -> Iterator[Hit]:
    """Names that are words of a trade as well (Schmied, Koch) tell only behind a given name or a form of address."""
    telling = [name for name in names.family | names.given if len(name) >= SHORTEST and not is_in_lexicon(name)]
    for name in telling:
        yield from ((*hit.span(), Kind.PERSON) for hit in re.finditer(rf"\b{re.escape(name)}s?\b", text))
    for name in names.given:
        whole = rf"\b{re.escape(name)}\s[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?"
        for hit in re.finditer(whole, text):
            if hit[0].split()[1] in names.family or not is_everyday(hit[0].split()[1]):
                yield (*hit.span(), Kind.PERSON)
    for hit in re.finditer(r"\b(?:[A-ZÄÖÜ]\.\s?)+([A-ZÄÖÜ][a-zäöüß]+)", text):
        if hit[1] in names.family:
            yield (*hit.span(), Kind.PERSON)
    for hit in re.finditer(r"\b(?:Meister|Kolleg|Chef|Vorarbeiter|Schichtführer)\w*\s([A-ZÄÖÜ][a-zäöüß]{2,})", text):
        if not is_everyday(hit[1]):
            yield (*hit.span(), Kind.PERSON)


def _brands(text: str) -> Iterator[Hit]:
    """Coined words that are neither abbreviations everybody uses nor said by many in the portal."""
    # Where the second word keeps its capital, two everyday words make a name.
    words = [hit for hit in _COINED.finditer(text) if not (is_everyday if hit[0].isupper() else is_in_lexicon)(hit[0])]
    rare = _rare({hit[0] for hit in words})
    yield from ((*hit.span(), Kind.BRAND) for hit in words if hit[0] in rare)


def _rare(words: set[str]) -> set[str]:
    documents, said = counted(words)
    return {word for word in words if said.get(word, 0) <= max(1, documents * _RARE_SHARE)}


def _places(organisation: Organisation, text: str, towns: Iterable[str]) -> Iterator[Hit]:
    """A town always tells, unless it stands for its surroundings; a postcode next to a word that few in the portal
    use."""
    municipality = organisation.municipality.name if organisation.municipality else ""
    own = {re.sub(r"\s*\(.*\)", "", name) for name in (organisation.city, municipality) if name}
    others = {re.sub(r"\s*\(.*\)", "", town) for town in towns} - own
    in_town = list(_find(_with_people(own), text))
    in_town += [hit for hit in _find(_with_people(others), text) if hit[0][0].isupper() and not _is_regional(text, hit)]
    yield from ((*hit.span(), Kind.PLACE) for hit in in_town)
    places = [hit for hit in _POSTCODE.finditer(text) if not _STANDARD.search(text[: hit.start()])]
    if not places and not in_town:
        return
    spans = [hit.span() for hit in (*places, *in_town)]
    is_english = _ENGLISH.search(text) is not None
    words = [
        hit
        for hit in _WORD.finditer(text)
        if (is_english or hit[0][0].isupper())  # in German what a firm makes is a noun
        and not is_in_lexicon(hit[0])
        and not any(start < hit.end() and hit.start() < end for start, end in spans)
    ]
    rare = _rare({hit[0] for hit in words})
    telling = [hit for hit in words if hit[0] in rare][:_RARE_SHOWN]
    yield from ((*hit.span(), Kind.RARE_THERE) for hit in telling)
    if telling:
        yield from ((*hit.span(), Kind.PLACE) for hit in places)


def _with_people(towns: Iterable[str]) -> set[str]:
    """Return the names, and how their people are called where that changes the word: Lippstädter."""
    return {form for town in towns for form in (town, re.sub(r"stadt$", "städt", town))}


def _is_regional(text: str, hit: re.Match) -> bool:
    """Whether the town stands for its surroundings, as in "Raum Soest"."""
    before, after = text[: hit.start()], text[hit.end() :]
    return bool(re.search(rf"{_REGIONAL}$", before) or re.match(rf"\s{_AREA_AFTER}\b", after))


def _without_overlaps(text: str, hits: Iterable[Hit]) -> list[Telltale]:
    """The longest of places that overlap stands for all, such as an address for the name in it."""
    found, reached = [], 0
    for start, end, kind in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        end = start + len(text[start:end].rstrip(".,;:) "))
        if start >= reached and end > start:
            found.append(Telltale(start, end, text[start:end], kind))
            reached = end
    return found
