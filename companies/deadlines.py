"""Until when the hub has to act on a need, and why, in one sentence. Working days are those of NRW."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.enums import NeedState
from companies.models import Need
from scheduling.workdays import working_days_between

FIELDS = {
    NeedState.SUBMITTED: "response_due_on",
    NeedState.IN_QUALIFICATION: "qualification_due_on",
    NeedState.QUALIFIED: "shortlist_due_on",
}


@dataclass(frozen=True)
class Deadline:
    """`what` is expected, `until` when in words, `reason` why the day is this one or why no day counts. `is_late` when
    the day has passed, `is_stopped` while the clock stands still."""

    what: Any
    until: str
    reason: str = ""
    is_late: bool = False
    is_stopped: bool = False


def deadline_of(need: Need, today: date | None = None) -> Deadline | None:
    """Return the deadline that counts for the need now; None where nobody waits for the hub."""
    today = today or timezone.localdate()
    stopped = _stopped(need)
    if stopped:
        return stopped
    due = getattr(need, FIELDS.get(need.state, ""), None) if need.state in FIELDS else None
    if due is None:
        return None
    return Deadline(_what(need.state), _until(due, today), _why(need), is_late=due < today)


def _stopped(need: Need) -> Deadline | None:
    since = date_format(timezone.localtime(need.state_changed_at), "j. F")
    if need.state == NeedState.RETURNED:
        reason = _("The clock has stood still since %(date)s, because we wait for the company.") % {"date": since}
        return Deadline(_what(NeedState.IN_QUALIFICATION), _("no deadline at present"), reason, is_stopped=True)
    if need.state == NeedState.PAUSED:
        reason = _("The clock has stood still since %(date)s, because the case is on hold until %(until)s.")
        reason %= {"date": since, "until": date_format(need.resume_on, "j. F")}
        return Deadline(_what(NeedState.QUALIFIED), _("no deadline at present"), reason, is_stopped=True)
    return None


def _what(state: str) -> str:
    return {
        NeedState.SUBMITTED: _("First reply"),
        NeedState.IN_QUALIFICATION: _("Clarifying the need"),
        NeedState.QUALIFIED: _("First selection"),
    }[state]


def _until(due: date, today: date) -> str:
    day = date_format(due, "l, j. F")
    if due == today:
        return _("today, %(day)s") % {"day": day}
    left = working_days_between(min(due, today), max(due, today))
    if due < today:
        late = ngettext("%(number)d working day overdue", "%(number)d working days overdue", left)
        return _("by %(day)s: %(left)s") % {"day": day, "left": late % {"number": left}}
    left_words = ngettext("%(number)d working day left", "%(number)d working days left", left) % {"number": left}
    return _("by %(day)s: %(left)s") % {"day": day, "left": left_words}


def _why(need: Need) -> str:
    """Say that the day was moved on, where the clock has stood still."""
    if need.state != NeedState.IN_QUALIFICATION:
        return ""
    waits = [question for question in need.questions.all() if question.answered_at]
    days = sum(
        working_days_between(timezone.localdate(each.asked_at), timezone.localdate(each.answered_at)) for each in waits
    )
    if not days:
        return ""
    text = ngettext(
        "Moved on by %(number)d working day on which we waited for the company.",
        "Moved on by %(number)d working days on which we waited for the company.",
        days,
    )
    return text % {"number": days}
