"""What in an anonymous summary could give an organisation away. A hint for the person who checks it, not a proof."""

import re
from collections.abc import Iterable

from organisations.models import Organisation

SHORTEST_TELLTALE = 4  # letters; shorter parts of names are everyday words
LEGAL_FORMS = {"gmbh", "mbh", "haftungsbeschränkt", "partg", "gesellschaft", "stiftung", "verein", "ohg", "kgaa"}
ENDING = r"\w{0,3}\b"  # Steinrücks, Lippstädter
REACHABLE = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|\bwww\.\S+|\+?\d[\d /()-]{6,}\d")


def find_telltales(
    organisation: Organisation, text: str, *, also: Iterable[str] = (), public: Iterable[str] = ()
) -> list[str]:
    """Return the places in `text` that point to `organisation`: parts of its name, its town, street, postcode and
    website, words of `also` (names of people and places of the case), and anything that looks like a way to
    reach somebody.

    Names in `public` are no secret, such as that of a region, which is shown with every anonymous text. Each place
    is returned once, as it is written in the text, in order of appearance.
    """
    for name in public:
        known = re.escape(name).replace("Kreis", "Kreis(?:es)?", 1)
        text = re.sub(rf"\b{known}\b", lambda match: " " * len(match[0]), text)
    patterns = [rf"\b{re.escape(word)}{ENDING}" for word in _telling_words(organisation, also)]
    if organisation.postcode:
        patterns.append(rf"\b{re.escape(organisation.postcode)}\b")
    hits = [hit for pattern in patterns for hit in re.finditer(pattern, text, re.IGNORECASE)]
    hits += REACHABLE.finditer(text)
    found, reached = [], 0
    for hit in sorted(hits, key=lambda hit: (hit.start(), -hit.end())):
        if hit.end() > reached:  # else it is part of the place before, such as a name in an address
            found.append(hit[0].rstrip(".,;:)"))
            reached = hit.end()
    return list(dict.fromkeys(found))


def _telling_words(organisation: Organisation, also: Iterable[str]) -> list[str]:
    host = re.sub(r"^\w+://(www\.)?", "", organisation.website).partition("/")[0]
    street = re.sub(r"(straße|strasse|str\.|weg|platz)$", "", re.sub(r"\s*\d.*$", "", organisation.street))
    municipality = organisation.municipality.name if organisation.municipality else ""
    sources = [organisation.name, organisation.city, municipality, street, host.partition(".")[0], *also]
    words = {word.lower() for source in sources for word in re.findall(r"[^\W\d_]+", source)}
    return sorted(word for word in words - LEGAL_FORMS if len(word) >= SHORTEST_TELLTALE)
