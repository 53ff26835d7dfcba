"""Text helpers that have no domain."""

import unicodedata

_GERMAN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def sort_key(text: str) -> str:
    """Return a key that sorts German names as people expect (DIN 5007-1), whatever the database's locale."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_GERMAN)
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in decomposed if not unicodedata.combining(char))[:200]
