"""Text helpers that have no domain."""

import unicodedata

from django.utils.formats import number_format
from django.utils.translation import gettext as _

_GERMAN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def sort_key(text: str) -> str:
    """Return a key that sorts German names as people expect (DIN 5007-1), whatever the database's locale."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_GERMAN)
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in decomposed if not unicodedata.combining(char))[:200]


def euros(amount: int) -> str:
    """Return an amount of money in words: "4,800 euros"."""
    return _("%(amount)s euros") % {"amount": number_format(amount, force_grouping=True)}
