"""The accessibility statement as data: what was found, why it is so, and when that was last looked at."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

SHIPPED = Path(__file__).parent / "data" / "accessibility.toml"
CHECK_AGAIN_AFTER = timedelta(days=334)  # eleven months: the law wants a check every year
CONFORMITY = {
    "full": _("The portal complies with these requirements."),
    "partial": _("The portal complies with these requirements for the most part. What is missing is named below."),
    "none": _("The portal does not comply with these requirements. What is missing is named below."),
}
METHOD = {
    "self": _("by ourselves: automatic tests in a real browser with every version, and looking at the main pages"),
    "external": _("by an independent body"),
}
WHY = {
    "noncompliant": _("Not compliant yet"),
    "burden": _("Disproportionate burden"),
    "scope": _("Outside the scope of the law"),
}


class StatementError(ValueError):
    """The file of the statement does not say what it has to say; the message is for the operator."""


@dataclass(frozen=True)
class Gap:
    """Something that is not accessible; `texts` by language."""

    why: str
    texts: dict[str, dict[str, str]]

    @property
    def _texts(self) -> dict[str, str]:
        return self.texts["en" if (get_language() or "").startswith("en") else "de"]

    @property
    def part(self) -> str:
        return self._texts["part"]

    @property
    def reason(self) -> str:
        return self._texts["reason"]

    @property
    def alternative(self) -> str:
        return self._texts.get("alternative", "")


@dataclass(frozen=True)
class Statement:
    conformity: str
    method: str
    prepared_on: date
    reviewed_on: date
    gaps: tuple[Gap, ...] = field(default=())

    @property
    def conformity_text(self) -> Any:
        return CONFORMITY[self.conformity]

    @property
    def method_text(self) -> Any:
        return METHOD[self.method]

    @property
    def groups(self) -> list[tuple[Any, list[Gap]]]:
        """The gaps as the EU model orders them, by why they are there."""
        grouped = [(label, [gap for gap in self.gaps if gap.why == why]) for why, label in WHY.items()]
        return [(label, gaps) for label, gaps in grouped if gaps]

    def is_due(self, today: date) -> bool:
        return today >= self.reviewed_on + CHECK_AGAIN_AFTER


def load_statement() -> Statement:
    """Return the statement of the operator's file (`ACCESSIBILITY_FILE`), else the one that comes with the portal.
    Raises StatementError."""
    return _load(settings.ACCESSIBILITY_FILE or str(SHIPPED))


@lru_cache(maxsize=4)
def _load(path: str) -> Statement:
    try:
        raw = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        statement = Statement(
            conformity=_one_of(raw["conformity"], CONFORMITY),
            method=_one_of(raw["method"], METHOD),
            prepared_on=_day(raw["prepared_on"]),
            reviewed_on=_day(raw["reviewed_on"]),
            gaps=tuple(_gap(gap) for gap in raw.get("gaps", [])),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StatementError(f"{path}: {error!r}") from error
    return statement


def _one_of(value: str, allowed: dict) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
    return value


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} is no date")
    return value


def _gap(raw: dict) -> Gap:
    texts = {language: raw[language] for language in ("de", "en")}
    for text in texts.values():
        text["part"], text["reason"]
    return Gap(_one_of(raw["why"], WHY), texts)
