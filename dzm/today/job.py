"""One thing to do, one thing that rests with others, and how long work may take."""

from dataclasses import dataclass
from datetime import date
from typing import Any

ASKING_WORKING_DAYS = 2  # from the shortlist to the question to the company
ANSWER_WORKING_DAYS = 2  # for questions of a side that is being asked
RELEASE_WORKING_DAYS = 1  # for letters that wait to be released
REVIEW_WORKING_DAYS = 5  # for offers
OUTCOME_WORKING_DAYS = 5  # from the latest answer about an outcome to what follows from it
ESCALATION_WORKING_DAYS = 2  # after a missed deadline, when colleagues see the case, too


@dataclass(frozen=True)
class Job:
    """One thing to do: where, until when, and the verb on its button."""

    title: str
    facts: tuple[str, ...]
    url: str
    verb: Any
    due_on: date | None
    is_new: bool = False
    stands_in_for: str = ""  # whose case it is, where that person is away
    post_url: str = ""  # where the step is complete and can be taken from the list

    proposals: int = 0  # that came since the person last looked
    left_by: str = ""  # the colleague who has missed the deadline for so long that others should see it

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class Waiting:
    """A case that rests with somebody else until a day."""

    title: str
    url: str
    party: Any
    due_on: date | None
    stands_in_for: str = ""
