"""What organisations say of themselves and of their offers, as a reader gets it."""

from core.told import Told, told


def about_of(organisation) -> Told:
    return told(de=organisation.about, en=organisation.about_en)


def title_of(offer) -> Told:
    """Return the title of an offer. Its own language is the one its provider has stated."""
    return told(**{"en": offer.title_en, offer.language: offer.title})


def description_of(offer) -> Told:
    return told(**{"en": offer.description_en, offer.language: offer.description})
