"""Whose turn a case is, told to one party in a sentence."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

HUB, OTHER_SIDE, NOBODY = "hub", "other_side", "nobody"


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: a sentence, whether the reader has to act, and until when.

    `waits_for` says who acts where it is not the reader. `then` is one more sentence: what happens afterwards, or
    what the reader can do now that a case has ended.
    """

    text: Any
    is_yours: bool = False
    due_on: date | None = None
    waits_for: str = HUB
    then: Any = ""

    @property
    def who_label(self) -> str:
        if self.is_yours:
            return _("It is your turn")
        labels = {
            HUB: _("The project lead is working on it"),
            OTHER_SIDE: _("The other side is being asked"),
            NOBODY: _("Nothing is left to do"),
        }
        return labels[self.waits_for]
