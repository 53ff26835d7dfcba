"""Places that tell by their form alone, in German and English, as regular expressions."""

import re

from organisations.telltales.kinds import Kind

_NAME = r"[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?"
_ADDRESSED = (
    r"Herrn?|Frau|Hr\.|Fr\.|Mister|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof\.?|Dipl\.-?\s?(?:Ing|Inf|Kfm)\.|Doktor|Professor"
)
_INITIALS = r"(?:[A-ZÄÖÜ]\.\s?)*"
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
# Where somebody is the only one, or the largest: an area of which people know what is in it.
_AREA = (
    r"(?:Kreis|Kreises|Region|Raum|Land|Stadt|Ort|Gegend|Umkreis|Bundesland|NRW|\w*[Ww]estfalens?|Deutschlands?|Europas?|Welt"
    r"|county|region|country|district|area|town|city|state|\w*[Ww]estphalia|Germany|Europe|world)\b"
)
_IN_AREA = (
    rf"(?:\s+[\w,-]+){{0,7}}?\s+(?:im|in|in der|in dem|of|in the|in all of|within|within the)\s+(?:ganzen?\s)?{_AREA}"
)
_UNIT = r"(?:ein|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun)"
_TENS = r"(?:zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)"
_TEENS = r"(?:elf|zwölf|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn)"
_ENGLISH_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ENGLISH_UNIT = r"(?:one|two|three|four|five|six|seven|eight|nine)"
# Numbers in words that nobody says of a rounded amount: a unit or a teen is in them.
_EXACT_WORD = (
    rf"(?:(?:{_UNIT}?hundert(?:und)?)?{_UNIT}und{_TENS}|{_UNIT}?hundert(?:und)?(?:{_TEENS}|{_UNIT}s?)"
    rf"|(?:(?:a|one|two|three)\shundred\s(?:and\s)?)?{_ENGLISH_TENS}[\s-]{_ENGLISH_UNIT})"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_YEAR_WORD = r"(?:(?:fünf|sech|sieb|acht|neun)zehnhundert\w*|(?:eighteen|nineteen)[\s-](?:hundred|oh|\w+ty|\w+teen)\b)"

PATTERNS: list[tuple[Kind, re.Pattern]] = [
    (Kind.REACHABLE, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (Kind.REACHABLE, re.compile(rf"\b[\w.+-]+{_AT}[\w-]+{_DOT}{_TOP_LEVEL}\b", re.IGNORECASE)),
    (Kind.REACHABLE, re.compile(r"(?<![\d.,/-])(?:\+\s?\d|\(0|0)[\d \t/().-]{5,}\d")),
    (Kind.REACHABLE, re.compile(rf"\b(?:{_DIGIT})(?:[\s,-]+(?:{_DIGIT})){{3,}}\b", re.IGNORECASE)),
    (Kind.WEB, re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)),
    (Kind.WEB, re.compile(rf"\b[\w-]{{2,}}(?:\.[\w-]+)*\.{_TOP_LEVEL}\b(?!\.\w)", re.IGNORECASE)),
    (Kind.WEB, re.compile(rf"\b[\w-]{{3,}}\s?[\[(]?\s?(?:punkt|dot)\s?[\])]?\s?{_TOP_LEVEL}\b", re.IGNORECASE)),
    (Kind.PERSON, re.compile(rf"\b(?:{_ADDRESSED})\s(?:(?:{_ADDRESSED})\s)*{_INITIALS}(?:{_NAME}\s)?{_NAME}")),
    (Kind.BRAND, re.compile(r"\b[\w-]+\s?(?:[®™]|\((?:R|TM|r|tm|c|C)\))")),
    (Kind.BRAND, re.compile(r"\b[A-ZÄÖÜ][\w-]{3,}[ -](?:Pro|Plus|Star|Max|Lite|Master|Flex|Jet|Nova|One|Cloud)\b")),
    (Kind.BRAND, re.compile(r"\b(?:namens|called|named|product name|Produktname|Marke)\s[„“\"']?[A-ZÄÖÜ][\w-]{2,}")),
    (Kind.BRAND, re.compile(r"\b[A-ZÄÖÜ]{6,}\s\d{1,4}(?:\.\d)?\b(?!\s?(?:%|mm|kg|bar|Volt|Hz))")),
    (
        Kind.OWN_NAME,
        re.compile(r"\b[A-ZÄÖÜ][\w-]+(?:straße|strasse|str\.|allee|gasse|weg|damm|platz)\s\d{1,4}[a-z]?\b"),
    ),
    (
        Kind.SUPERLATIVE,
        re.compile(
            rf"\b(?:einzige[nrsm]?|größte[nrsm]?|älteste[nrsm]?|kleinste[nrsm]?|führende[nrsm]?|letzte[nrsm]?|erste[nrsm]?"
            rf"|only|largest|biggest|oldest|smallest|leading|last|first){_IN_AREA}",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.SUPERLATIVE,
        re.compile(
            r"\b(?:niemand sonst|sonst niemand|kein andere[rs]?|keine andere|sonst keiner|no one else|nobody else"
            rf"|no other\s\w+){_IN_AREA}|\b(?:nobody|no one) else in\s(?:\w+\s)?{_AREA}",
            re.IGNORECASE,
        ),
    ),
    (Kind.SUPERLATIVE, re.compile(r"\b(?:einzige[nrsm]?|only)\s(?:[\w-]+\s){0,6}weit und breit", re.IGNORECASE)),
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
            r"|\b(?:founded|established|founding year)\s(?:in\s)?(?:1[5-9]|20)\d\d\b"
            rf"|\b{_YEAR}\s(?:ge|be)gründet\w*",
            re.IGNORECASE,
        ),
    ),
    (Kind.FOUNDED, re.compile(rf"\b{_YEAR_WORD}", re.IGNORECASE)),
    (Kind.FOUNDED, re.compile(r"\b(?:seit|since|anno)\s(?:1[5-8]\d\d|19[0-8]\d)\b", re.IGNORECASE)),
]

_STAFF = r"(?:Mitarbeite\w*|Beschäftigte\w*|Leuten?|Angestellte\w*|Köpfen?|Menschen|employees|people|staff|workers)"
_COUNTED = re.compile(rf"\b(\d{{2,5}})\s{_STAFF}\b", re.IGNORECASE)
_ROUNDED = re.compile(
    r"(?:etwa|rund|circa|ca\.|ungefähr|knapp|gut|über|mehr als|bis|bis zu|to|up to|about|around|some|over|[-–])\s?$",
    re.IGNORECASE,
)
_SMALLEST_HEADCOUNT = 20
_IN_WORDS = re.compile(rf"\b{_EXACT_WORD}\s(?:\w+\s)?{_STAFF}\b", re.IGNORECASE)
_STRESSED = re.compile(rf"\b(?:genau|exakt|exactly)\s[\w-]+\s(?:\w+\s)?{_STAFF}\b", re.IGNORECASE)
_WE_ARE = re.compile(r"\b(?:wir sind|we are)\s(?:genau\s|exactly\s)?(\d{2,4})\b(?!\s?(?:%|Prozent|per))", re.IGNORECASE)


def exact_headcounts(text: str) -> list[re.Match]:
    """Return exact numbers of staff: no rounded one, none of a range or after "about"."""
    in_figures = [
        hit
        for pattern in (_COUNTED, _WE_ARE)
        for hit in pattern.finditer(text)
        if int(hit[1]) >= _SMALLEST_HEADCOUNT and int(hit[1]) % 5 and not _ROUNDED.search(text[: hit.start()])
    ]
    in_words = [hit for hit in _IN_WORDS.finditer(text) if not _ROUNDED.search(text[: hit.start()])]
    return [*in_figures, *in_words, *_STRESSED.finditer(text)]
