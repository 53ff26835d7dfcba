"""Stories in time: every step of every case at its own moment, played in order."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import Max
from django.utils import timezone

from demo.clock import travel_to
from mail.enums import MessageState
from mail.models import OutboxMessage
from mail.services import silenced

Action = Callable[[], None]

MAILS_OF_LAST_DAYS = 5  # older letters are not written: they would only fill the outbox


@dataclass
class Story:
    """The steps of one case, written forwards with gaps in days and dated backwards from its last step."""

    steps: list[tuple[int, Action]] = field(default_factory=list)

    def then(self, action: Action, *, after_days: int = 0) -> "Story":
        """Add a step `after_days` days after the one before it."""
        self.steps.append((after_days, action))
        return self


class Timeline:
    """Collects dated steps and plays them in order of time."""

    def __init__(self, today: date, rng: Random):
        self.today = today
        self._rng = rng
        self._dated: list[tuple[datetime, int, Action]] = []

    def add(self, story: Story, *, last_step_days_ago: int, exact: bool = False) -> None:
        """Date the steps of `story` so that its last one was `last_step_days_ago` days ago.

        People work from Monday to Friday, so a step at a weekend moves to the Friday before, unless the day
        has to be `exact` for its deadlines.
        """
        days_ago = last_step_days_ago
        moments = []
        for gap, action in reversed(story.steps):
            moments.append((days_ago, action))
            days_ago += gap
        minute = self._rng.randrange(0, 90)
        for days, action in reversed(moments):
            minute += self._rng.randrange(2, 25)
            self._dated.append((self._moment(days, minute, exact), len(self._dated), action))

    def _moment(self, days_ago: int, minute: int, exact: bool) -> datetime:
        day = self.today - timedelta(days=days_ago)
        if not exact and day.weekday() > 4:
            day -= timedelta(days=day.weekday() - 4)
        start = datetime.combine(day, time(8, 0), tzinfo=timezone.get_default_timezone())
        return min(start + timedelta(minutes=minute), timezone.now() - timedelta(minutes=1))

    def play(self) -> None:
        """Carry out what was added since the last call, each step at its moment; its mails are history."""
        dated, self._dated = sorted(self._dated, key=lambda entry: entry[:2]), []
        last_mail = newest_mail()
        for moment, _order, action in dated:
            recent = moment.date() > self.today - timedelta(days=MAILS_OF_LAST_DAYS)
            with travel_to(moment), nullcontext() if recent else silenced():
                action()
            if recent:
                last_mail = file_away(last_mail, moment)


def newest_mail() -> int:
    """Return the id of the mail written last, 0 when there is none."""
    return OutboxMessage.objects.aggregate(last=Max("pk"))["last"] or 0


def file_away(last_mail: int, moment: datetime) -> int:
    """Mark the mails written since `last_mail` as sent at `moment`; return the newest id."""
    new = OutboxMessage.objects.filter(pk__gt=last_mail)
    newest = new.aggregate(last=Max("pk"))["last"]
    if newest is None:
        return last_mail
    new.update(
        letter={},
        state=MessageState.SENT,
        attempts=1,
        created_at=moment,
        state_changed_at=moment,
        claimed_at=moment,
        sent_at=moment,
    )
    return newest
