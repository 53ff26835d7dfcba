"""A title from what somebody has just told."""

import re

LONGEST = 120
_END = re.compile(r"(?<=[.!?…])\s+|\n")


def title_of(text: str) -> str:
    """Return the first sentence of `text` without its full stop, cut between two words where it is too long."""
    first = next((part.strip() for part in _END.split(text.strip()) if part.strip()), "")
    first = " ".join(first.split()).rstrip(".")
    if len(first) <= LONGEST:
        return first
    cut = first[: LONGEST - 1].rpartition(" ")[0] or first[: LONGEST - 1]
    return f"{cut.rstrip(' ,;:-')}…"
