"""What the privacy notice says, taken from the register and the settings."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from companies.public_intake.drafts import COOKIE
from core.personal import DataClass, Purpose, data_classes, purposes


@dataclass(frozen=True)
class Cookie:
    name: str
    purpose: Any
    set_when: Any


COOKIES = (
    Cookie(settings.SESSION_COOKIE_NAME, _("keeps you signed in"), _("you sign in")),
    Cookie(settings.CSRF_COOKIE_NAME, _("protects forms against forged requests"), _("a page contains a form")),
    Cookie(settings.LANGUAGE_COOKIE_NAME, _("remembers the language"), _("you switch the language")),
    Cookie(COOKIE, _("finds the draft of your need again"), _("you begin to register a need without an account")),
)


def listed_purposes() -> list[Purpose]:
    return list(purposes().values())


def listed_periods() -> list[DataClass]:
    """Return the data classes that end by themselves, the shortest promise first as registered."""
    return [data_class for data_class in data_classes().values() if data_class.period]


def notice() -> dict:
    """Return everything the page of the privacy notice shows."""
    return {
        "operator": settings.OPERATOR,
        "authority": settings.SUPERVISORY_AUTHORITY,
        "processors": settings.PROCESSORS,
        "purposes": listed_purposes(),
        "periods": listed_periods(),
        "cookies": COOKIES,
    }
