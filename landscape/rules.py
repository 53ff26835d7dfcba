"""Who is shown in the landscape, and how its entry is told in one line. Pure: reads what it is given."""

from django.utils.text import Truncator

from landscape.enums import PROVIDERS, Hindrance, Visibility

LINE_LENGTH = 220


def hindrance(organisation, entry, has_offer: bool) -> Hindrance | None:
    """Return why `organisation` is not shown; None where it is.

    `entry` is its row or None, `has_offer` whether one of its offers is published. Providers are shown with their
    first published offer unless they decided against it; every other kind only after an explicit yes.
    """
    visibility = entry.visibility if entry else Visibility.DEFAULT
    if not organisation.is_verified or organisation.merged_into_id:
        return Hindrance.NOT_VERIFIED
    if entry and entry.taken_down_at:
        return Hindrance.TAKEN_DOWN
    if visibility == Visibility.HIDDEN:
        return Hindrance.HIDDEN
    if visibility == Visibility.LISTED:
        return None
    if organisation.kind not in PROVIDERS or not organisation.wants_to_offer:
        return Hindrance.NOT_AGREED
    return None if has_offer else Hindrance.NO_OFFER


def one_line(text: str) -> str:
    """Return the first sentence of `text`, shortened at a word where it is long."""
    paragraph = next(filter(None, (line.strip() for line in text.splitlines())), "")
    sentence, end, _rest = paragraph.partition(". ")
    return Truncator(f"{sentence}." if end else sentence).chars(LINE_LENGTH, truncate="…")
