"""What in an anonymous summary could give the company away. A hint for the person who checks it, not a proof."""

import re
from collections.abc import Iterator

from companies.models import Need

SHORTEST_TELLTALE = 4  # letters; shorter parts of names are everyday words
LEGAL_FORMS = {"gmbh", "mbh", "haftungsbeschränkt", "partg", "gesellschaft", "stiftung", "verein", "ohg", "kgaa"}
ENDING = r"\w{0,3}\b"  # Steinrücks, Lippstädter
REACHABLE = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|\bwww\.\S+|\+?\d[\d /()-]{6,}\d")


def find_telltales(need: Need, text: str) -> list[str]:
    """Return the places in `text` that point to the company: parts of its name, its town, street, postcode and
    website, names and addresses of its contact person, and anything that looks like a way to reach somebody.

    Each is returned once, as it is written in the text, in order of appearance. Needs `organisation`,
    `municipality` and `contact`.
    """
    # The county is no secret: it is shown with every anonymous need.
    text = re.sub(r"\bKreis(es)? Soest\b", lambda match: " " * len(match[0]), text)
    patterns = [rf"\b{re.escape(word)}{ENDING}" for word in _telling_words(need)]
    if need.organisation.postcode:
        patterns.append(rf"\b{re.escape(need.organisation.postcode)}\b")
    hits = [hit for pattern in patterns for hit in re.finditer(pattern, text, re.IGNORECASE)]
    hits += REACHABLE.finditer(text)
    return list(dict.fromkeys(hit[0] for hit in sorted(hits, key=lambda hit: (hit.start(), -hit.end()))))


def _telling_words(need: Need) -> Iterator[str]:
    organisation = need.organisation
    municipality = need.municipality.name if need.municipality else ""
    host = re.sub(r"^\w+://(www\.)?", "", organisation.website).partition("/")[0]
    street = re.sub(r"(straße|strasse|str\.|weg|platz)$", "", re.sub(r"\s*\d.*$", "", organisation.street))
    sources = [
        organisation.name,
        organisation.city,
        municipality,
        street,
        host.partition(".")[0],
        need.contact.family_name,
    ]
    words = {word.casefold() for source in sources for word in re.findall(r"[^\W\d_]+", source)}
    yield from sorted(word for word in words - LEGAL_FORMS if len(word) >= SHORTEST_TELLTALE)
