"""Names of organisations, folded so that two spellings of one name become equal. Pure functions."""

import re

from core.text import sort_key

# Longest first: a shorter form is often part of a longer one.
_LEGAL_FORMS = (
    "gesellschaft mit beschrankter haftung",
    "gesellschaft burgerlichen rechts",
    "offene handelsgesellschaft",
    "kommanditgesellschaft",
    "haftungsbeschrankt",
    "aktiengesellschaft",
    "eingetragener kaufmann",
    "eingetragene kauffrau",
    "eingetragener verein",
    "partg mbb",
    "partnerschaft",
    "gmbh",
    "ggmbh",
    "mbh",
    "kgaa",
    "partg",
    "ohg",
    "gbr",
    "e kfr",
    "e kfm",
    "e k",
    "e v",
    "e g",
    "ek",
    "ev",
    "eg",
    "ag",
    "kg",
    "ug",
    "se",
    "ltd",
    "inc",
    "llc",
    "bv",
)
_LEGAL = re.compile(rf"\b(?:{'|'.join(_LEGAL_FORMS)})\b")
_WRITTEN_OUT = re.compile(r"([aou])e")  # Mueller is Müller; both become "muller"
_COMPANY = re.compile(r"\b(?:und|&) (?:co|cie)\b")
MAX_KEY = 200


def name_key(name: str) -> str:
    """Return the name without legal form, case, accents and punctuation: "Müller & Söhne GmbH" -> "muller und sohne".

    Umlauts and their written-out form fold to the same letter. A name that consists of a legal form only keeps it.
    """
    folded = _WRITTEN_OUT.sub(r"\1", sort_key(name))
    spelled = " ".join(re.sub(r"[^\w]+|_", " ", re.sub(r"[&+]", " und ", folded)).split())
    bare = " ".join(_COMPANY.sub(" ", _LEGAL.sub(" ", spelled)).split())
    return (bare or spelled)[:MAX_KEY]
