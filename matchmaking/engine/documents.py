"""What goes into the engine: one immutable description of a need or an offer."""

import math
import re
from dataclasses import dataclass

LANGUAGES = ("de", "en")
REGIONS = ("soest", "suedwestfalen", "duesseldorf", "dortmund", "other")
NEED_KINDS = ("solution", "pilot", "research", "advice", "unspecified")

_AGS = re.compile(r"\d{5}(?:\d{3})?")


@dataclass(frozen=True, slots=True)
class Document:
    """A need or an offer as the engine sees it.

    text         what the person wrote; the only field that is required beside the id
    language     "de" or "en"; None lets the engine vote
    topics       topic ids of the taxonomy; ids the engine does not know are ignored
    sectors      WZ 2008 codes such as "C", "25" or "C25"; for a need the company's own industry,
                 for an offer the industries it serves
    ags          official municipality (8 digits) or district (5 digits) key
    region       one of REGIONS, used where no municipality is known
    budget_eur   for a need what can be spent, for an offer the stated minimum
    capacity     how many further cases can be taken on; 0 takes an offer out of the ranking
    need_kind    what is sought or, for an offer, what is provided; one of NEED_KINDS

    Raises ValueError when a field has an impossible value.
    """

    id: str
    text: str
    title: str = ""
    language: str | None = None
    topics: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    ags: str | None = None
    region: str | None = None
    budget_eur: float | None = None
    capacity: int | None = None
    need_kind: str | None = None

    def __post_init__(self):
        for name in ("id", "text", "title"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(f"{name} must be a string")
        if not self.id:
            raise ValueError("id must not be empty")
        for name in ("topics", "sectors"):
            values = getattr(self, name)
            if isinstance(values, str) or not all(isinstance(value, str) for value in values):
                raise ValueError(f"{name} must be a list of strings")
            object.__setattr__(self, name, tuple(values))
        _check_choice("language", self.language, LANGUAGES)
        _check_choice("region", self.region, REGIONS)
        _check_choice("need_kind", self.need_kind, NEED_KINDS)
        if self.ags is not None and not (isinstance(self.ags, str) and _AGS.fullmatch(self.ags)):
            raise ValueError("ags must be a string of 5 or 8 digits")
        if self.budget_eur is not None and not _is_amount(self.budget_eur):
            raise ValueError("budget_eur must be a number of at least 0")
        if self.capacity is not None and (
            isinstance(self.capacity, bool) or not isinstance(self.capacity, int) or self.capacity < 0
        ):
            raise ValueError("capacity must be an integer of at least 0")


def _check_choice(name, value, choices):
    if value is not None and value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}")


def _is_amount(value):
    # Decimal comes from the portal's own budget column, int and float from JSON.
    if isinstance(value, bool):
        return False
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return not isinstance(value, str) and math.isfinite(number) and number >= 0
