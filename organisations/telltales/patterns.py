"""Places that tell by their form alone, in German and English, as regular expressions."""

import re

from organisations.telltales.kinds import Kind

_NAME = r"[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?"
_ADDRESSED = r"Herrn?|Frau|Hr\.|Fr\.|Mister|Mr\.?|Mrs\.?|Ms\.?|Dr\.|Prof\.|Dipl\.-?\s?Ing\.|Doktor|Professor"
_TOP_LEVEL = r"(?:de|com|net|org|eu|io|info|biz|shop|dev|tech|cloud|nrw|ruhr|example|at|ch|nl|fr|uk)"
_DOT, _AT = r"\s?[\[(]?\s?(?:punkt|dot)\s?[\])]?\s?", r"\s?[\[(]?\s?(?:at|ät|klammeraffe)\s?[\])]?\s?"
_DIGIT = (
    "null|eins?|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zero|one|two|three|four|five|six|seven|eight|nine|double"
)
_MAKER = (
    r"\w*(?:hersteller\w*|anbieter\w*|produzent\w*|betriebe?s?|gießerei\w*|firma|firmen|unternehmen\w*|werke?s?"
    r"|lieferant\w*|spezialist\w*|fabrik\w*|brauerei\w*|molkerei\w*|bäckerei\w*|druckerei\w*|schmiede|mühle"
    r"|werkstatt|manufaktur\w*|dienstleister\w*|manufacturers?|makers?|producers?|foundry|suppliers?|compan(?:y|ies)"
    r"|firms?|plants?|providers?|bakery|brewery|workshops?|mills?|dairy)\b"
)
_BETWEEN = r"(?:\s+[\w-]+){0,2}?\s+"

PATTERNS: list[tuple[Kind, re.Pattern]] = [
    (Kind.REACHABLE, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (Kind.REACHABLE, re.compile(rf"\b[\w.+-]+{_AT}[\w-]+{_DOT}{_TOP_LEVEL}\b", re.IGNORECASE)),
    (Kind.REACHABLE, re.compile(r"(?<![\d.,/-])(?:\+\s?\d|\(0|0)[\d \t/().-]{5,}\d")),
    (Kind.REACHABLE, re.compile(rf"\b(?:{_DIGIT})(?:[\s,-]+(?:{_DIGIT})){{3,}}\b", re.IGNORECASE)),
    (Kind.WEB, re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)),
    (Kind.WEB, re.compile(rf"\b[\w-]{{2,}}(?:\.[\w-]+)*\.{_TOP_LEVEL}\b(?!\.\w)", re.IGNORECASE)),
    (Kind.WEB, re.compile(rf"\b[\w-]{{3,}}\s?[\[(]?\s?(?:punkt|dot)\s?[\])]?\s?{_TOP_LEVEL}\b", re.IGNORECASE)),
    (Kind.PERSON, re.compile(rf"\b(?:{_ADDRESSED})\s(?:(?:{_ADDRESSED})\s)*(?:{_NAME}\s)?{_NAME}")),
    (Kind.BRAND, re.compile(r"\b[\w-]+\s?(?:[®™]|\((?:R|TM|r|tm|c|C)\))")),
    (Kind.SUPERLATIVE, re.compile(r"\b\w*(?:markt|welt)führer\w*|\bhidden champions?\b", re.IGNORECASE)),
    (Kind.SUPERLATIVE, re.compile(r"\b(?:world )?(?:market|world) leaders?\b", re.IGNORECASE)),
    (
        Kind.SUPERLATIVE,
        re.compile(rf"\b(?:einzig|größt|ältest|kleinst|führend|älter|letzt)e[nrsm]?{_BETWEEN}{_MAKER}", re.IGNORECASE),
    ),
    (
        Kind.SUPERLATIVE,
        re.compile(rf"\b(?:only|largest|biggest|oldest|smallest|leading|last){_BETWEEN}{_MAKER}", re.IGNORECASE),
    ),
    (
        Kind.FOUNDED,
        re.compile(
            r"\b(?:ge|be)gründet\w*\s(?:\w+\s){0,2}?(?:1[5-9]|20)\d\d\b|\bGründung\w*\s(?:\w+\s){0,2}?(?:1[5-9]|20)\d\d\b"
            r"|\b(?:founded|established|founding year)\s(?:in\s)?(?:1[5-9]|20)\d\d\b",
            re.IGNORECASE,
        ),
    ),
    (Kind.FOUNDED, re.compile(r"\b(?:seit|since|anno)\s(?:1[5-8]\d\d|19[0-8]\d)\b", re.IGNORECASE)),
]

_STAFF = r"(?:Mitarbeite\w*|Beschäftigte\w*|Leuten?|Angestellte\w*|Köpfen?|Menschen|employees|people|staff|workers)"
_COUNTED = re.compile(rf"\b(\d{{2,5}})\s{_STAFF}\b", re.IGNORECASE)
_ROUNDED = re.compile(
    r"(?:etwa|rund|circa|ca\.|ungefähr|knapp|gut|über|mehr als|bis|bis zu|to|up to|about|around|some|over|[-–])\s?$",
    re.IGNORECASE,
)
_SHORTEST_HEADCOUNT = 20


def exact_headcounts(text: str) -> list[re.Match]:
    """Return exact numbers of staff: no rounded one, none of a range or after "about"."""
    return [
        hit
        for hit in _COUNTED.finditer(text)
        if int(hit[1]) >= _SHORTEST_HEADCOUNT and int(hit[1]) % 5 and not _ROUNDED.search(text[: hit.start()])
    ]
