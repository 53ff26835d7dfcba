"""The attributes of an introduction that figures are broken down by."""

from companies.services import need_attributes
from matchmaking.models import Introduction
from startups.services import offer_attributes


def pair_attributes(seeker: dict, provider: dict) -> dict:
    """Join the codes of both sides; the provider's are prefixed."""
    return seeker | {f"provider_{name}": value for name, value in provider.items()}


def introduction_attributes(introduction: Introduction) -> dict:
    """Return the codes of both sides as they are now."""
    return pair_attributes(need_attributes(introduction.need), offer_attributes(introduction.offer))
