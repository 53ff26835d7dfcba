"""One step for several rows: what is possible is done, what is not is told with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.states import GuardFailed, InvalidTransition

AT_ONCE = 100  # rows; more than a page holds
TOLD = 5  # reasons that fit above a page


@dataclass
class Report:
    """What came of it: the rows that were done, and those left out with a sentence each."""

    done: list[models.Model] = field(default_factory=list)
    skipped: list[tuple[models.Model, str]] = field(default_factory=list)

    def tell(self, request: HttpRequest) -> None:
        """Say on the next page how many were done, and which were not and why."""
        number = len(self.done)
        said = ngettext("Done for %(number)d case.", "Done for %(number)d cases.", number) % {"number": number}
        (messages.success if number else messages.warning)(request, said)
        for row, reason in self.skipped[:TOLD]:
            messages.warning(request, _("Left out: %(case)s. %(reason)s") % {"case": row, "reason": reason})
        more = len(self.skipped) - TOLD
        if more > 0:
            messages.warning(request, ngettext("One more was left out.", "More were left out.", more))


def take_each(rows: Iterable[models.Model], step: Callable[[Any], Any]) -> Report:
    """Take `step` for each row, each in its own transaction; a second click leaves out what the first has done."""
    report = Report()
    for row in rows:
        try:
            with transaction.atomic():
                step(row)
        except GuardFailed as failure:
            report.skipped.append((row, str(failure)))
        except InvalidTransition:
            report.skipped.append((row, _("The case has moved on in the meantime.")))
        else:
            report.done.append(row)
    return report


def wanted_ids(values: Iterable[str]) -> list[int]:
    """Return the numbers among what a page sent ("1", "2,3"), each once, at most `AT_ONCE`."""
    parts = (part.strip() for value in values for part in value.split(","))
    numbers = (int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 16)
    return list(dict.fromkeys(numbers))[:AT_ONCE]
