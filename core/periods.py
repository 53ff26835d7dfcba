"""Periods as people write them into settings: "7d", "24m", "3y", and "3y-end" (until the end of that year)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_WRITTEN = re.compile(r"\A(\d{1,4})([dmy])(-end)?\Z")


@dataclass(frozen=True)
class Period:
    """A length of time in one unit: "d" days, "m" months, "y" years; `to_year_end` rounds its end up."""

    number: int
    unit: str
    to_year_end: bool = False

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Return the period that `text` writes. Raises ValueError for anything else."""
        found = _WRITTEN.match(text.strip())
        if not found:
            raise ValueError(f"a period is written like 7d, 24m, 3y or 3y-end, not {text!r}")
        return cls(int(found[1]), found[2], bool(found[3]))

    @property
    def _length(self) -> relativedelta:
        return relativedelta(**{{"d": "days", "m": "months", "y": "years"}[self.unit]: self.number})

    def end(self, start: date) -> date:
        """Return the last day of the period that begins on `start`."""
        last = start + self._length
        return last.replace(month=12, day=31) if self.to_year_end else last

    def latest_start(self, today: date) -> date:
        """Return the last day on which a period can have begun that is over on `today`."""
        if not self.to_year_end:
            return today - self._length - timedelta(days=1)
        return (today.replace(month=1, day=1) - timedelta(days=1)) - self._length

    def __str__(self) -> str:
        numbers = {"number": self.number}
        if self.unit == "d":
            length = ngettext("%(number)s day", "%(number)s days", self.number) % numbers
        elif self.unit == "m":
            length = ngettext("%(number)s month", "%(number)s months", self.number) % numbers
        else:
            length = ngettext("%(number)s year", "%(number)s years", self.number) % numbers
        return _("%(length)s, then to the end of the year") % {"length": length} if self.to_year_end else length
