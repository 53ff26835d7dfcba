"""Text helpers that have no domain."""

import unicodedata

from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_GERMAN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def sort_key(text: str) -> str:
    """Return a key that sorts German names as people expect (DIN 5007-1), whatever the database's locale."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_GERMAN)
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in decomposed if not unicodedata.combining(char))[:200]


def slug_of(words: str, code: str | int) -> str:
    """Return `words` as part of an address, with `code` at its end."""
    return "-".join(filter(None, [slugify(sort_key(words.translate(_UMLAUTS)))[:80].strip("-"), str(code)]))


def euros(amount: int) -> str:
    """Return an amount of money in words: "4,800 euros"."""
    return _("%(amount)s euros") % {"amount": number_format(amount, force_grouping=True)}
