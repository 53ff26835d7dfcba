"""What happens to needs by itself: reminders, ends, the return from a pause, escalations.

Drafts are not here: their end is a period of data protection, see `privacy.retention`. While a need is on hold only its
return is planned; the quiet time of a need begins anew with it.
"""

from collections.abc import Iterator

from django.utils import timezone

from companies import reminders, services
from companies.activity import last_active_on
from companies.enums import NeedState
from companies.models import DUE_FIELDS, Need
from companies.timespans import REMIND_QUIET, REMIND_RETURNED, quiet_until, unanswered_until
from companies.workflow import NEED
from core.models import LogEntry
from scheduling.models import Timer
from scheduling.moments import at_hour, days_after, when_missed, when_missed_at_work
from scheduling.registry import Planned, ending, handler, reminder, rule


@rule("companies.Need", among=lambda: Need.objects.exclude(state__in=NEED.terminal))
def plan_need(need: Need) -> Iterator[Planned]:
    """Return what is planned for `need` in its present state."""
    if need.state == NeedState.RETURNED:
        yield from _plan_returned(need)
    elif need.state == NeedState.PAUSED:
        yield Planned("need.resume", at_hour(need.resume_on), need.resume_on.isoformat())
    elif need.state in (NeedState.SUBMITTED, NeedState.IN_QUALIFICATION):
        yield from _plan_escalation(need)
    elif need.state == NeedState.QUALIFIED:
        # The time limit is that of the first shortlist; a need that comes back from introductions has had it.
        if not need.introductions.filter(shortlisted_at__isnull=False).exists():
            yield from _plan_escalation(need)
        yield from _plan_quiet(need)


def _plan_returned(need: Need) -> Iterator[Planned]:
    since = timezone.localdate(need.state_changed_at)
    series = f"returned:{since}"
    for days in REMIND_RETURNED:
        yield Planned("need.remind_returned", days_after(since, days), f"{since}:{days}", series)
    yield Planned("need.expire_unanswered", when_missed(unanswered_until(need)), str(since), series)


def _plan_escalation(need: Need) -> Iterator[Planned]:
    due_on = getattr(need, DUE_FIELDS[need.state])
    if due_on:
        yield Planned("need.escalate", when_missed_at_work(due_on), f"{need.state}:{due_on}")


def _plan_quiet(need: Need) -> Iterator[Planned]:
    since = last_active_on(need)
    series = f"quiet:{since}"
    yield Planned("need.remind_quiet", days_after(since, REMIND_QUIET), f"{since}:{REMIND_QUIET}", series)
    yield Planned("need.expire_inactive", when_missed(quiet_until(since)), str(since), series)


@reminder("need.remind_returned")
def remind_returned(need: Need, timer: Timer) -> None:
    LogEntry.objects.record(need, "remind", actor=None)
    reminders.answer_missing(need, timer)


@ending("need.expire_unanswered")
def expire_unanswered(need: Need, timer: Timer) -> None:
    services.expire_need(need, "expire_unanswered")


@reminder("need.remind_quiet")
def remind_quiet(need: Need, timer: Timer) -> None:
    LogEntry.objects.record(need, "remind", actor=None)
    reminders.still_needed(need, timer)


@ending("need.expire_inactive")
def expire_inactive(need: Need, timer: Timer) -> None:
    services.expire_need(need, "expire_inactive")


@handler("need.resume")
def resume(need: Need, timer: Timer) -> None:
    services.resume_need(need)


@handler("need.escalate")
def escalate(need: Need, timer: Timer) -> None:
    LogEntry.objects.record(need, "escalate", actor=None)
    reminders.deadline_missed(need, timer)
