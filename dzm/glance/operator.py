"""The board of the operator: mails and work in the background, as numbers. Nothing of what they are about."""

from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charts.bars import Bars
from charts.data import Datum, Series, single
from charts.trend import Trend
from core.models import JobLease
from dzm.glance.board import Asked, Board, Key, Section, links
from mail.enums import MessageState
from mail.selectors import by_day
from matchmaking.enums import RunState
from matchmaking.models import MatchingRun
from scheduling.enums import TimerState
from scheduling.models import Timer

SLUG = "operator"
DAYS = 14
STUCK = timedelta(hours=6)  # nothing in the background takes longer
TROUBLE = (MessageState.FAILED, MessageState.UNKNOWN)
WAITING = (MessageState.QUEUED, MessageState.SENDING)


def board(user, asked: Asked) -> Board:
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    mails = by_day(days[0])
    runs = _runs(days[0])
    timers, stuck = _timers(), _stuck()
    return Board(
        _("At a glance: operation"),
        _("The last %(days)s days. Only counted: what mails and cases say is not shown.") % {"days": DAYS},
        [
            Section(_("Mails"), [_mails(mails, days)]),
            Section(_("Work in the background"), [_runs_chart(runs, days), _timers_chart(timers, today)]),
            Section(_("Work that has stopped"), [_stuck_chart(stuck, today)]),
        ],
        [
            Key(_("mails written"), sum(mails.values())),
            Key(_("not delivered or unclear"), _sum(mails, TROUBLE)),
            Key(_("waiting to be sent"), _sum(mails, WAITING)),
            Key(_("matching runs failed"), sum(n for (_day, state), n in runs.items() if state == RunState.FAILED)),
            Key(_("timers failed"), timers.get(TimerState.FAILED, 0)),
            Key(_("work that has stopped"), sum(stuck.values())),
        ],
        links(
            (_("Accounts and reference data"), "admin:index"),
            (_("Legal details"), "legal:details"),
        ),
    )


def _sum(mails: dict[tuple[date, str], int], states: tuple) -> int:
    return sum(number for (_day, state), number in mails.items() if state in states)


def _mails(mails: dict[tuple[date, str], int], days: list[date]) -> Trend:
    named = {
        _("mails written"): tuple(MessageState),
        _("not delivered or unclear"): TROUBLE,
        _("waiting to be sent"): WAITING,
    }
    series = [
        Series(name, tuple(Datum(_short(day), sum(mails.get((day, each), 0) for each in states)) for day in days))
        for name, states in named.items()
    ]
    return Trend(
        key="mails",
        title=_("Mails by the day they were written, and how they stand"),
        unit=_("mails"),
        source=_("The outbox"),
        as_of=days[-1],
        series=tuple(series) if mails else (),
    )


def _runs(first: date) -> dict[tuple[date, str], int]:
    asked = MatchingRun.objects.filter(requested_at__date__gte=first).order_by()
    counted = asked.annotate(day=TruncDate("requested_at")).values_list("day", "state").annotate(number=Count("pk"))
    return {(day, state): number for day, state, number in counted}


def _runs_chart(runs: dict[tuple[date, str], int], days: list[date]) -> Trend:
    series = [
        Series(str(state.label), tuple(Datum(_short(day), runs.get((day, state), 0)) for day in days))
        for state in (RunState.DONE, RunState.FAILED)
    ]
    return Trend(
        key="runs",
        title=_("Matching runs by day"),
        unit=_("runs"),
        source=_("Runs of the engine"),
        as_of=days[-1],
        series=tuple(series) if runs else (),
    )


def _timers() -> dict[str, int]:
    return dict(Timer.objects.order_by().values_list("state").annotate(number=Count("pk")))


def _timers_chart(counted: dict[str, int], today: date) -> Bars:
    data = [Datum(str(state.label), counted.get(state, 0)) for state in TimerState]
    return Bars(
        key="timers",
        title=_("Timers and how they stand"),
        unit=_("timers"),
        source=_("Timers of the portal"),
        as_of=today,
        series=single(data) if counted else (),
    )


def _stuck() -> dict[str, int]:
    """Return jobs of the calendar that were begun and not finished: who began them died. One that fails gives its turn
    back and is tried again."""
    begun = JobLease.objects.filter(finished_at=None, taken_at__lt=timezone.now() - STUCK)
    return dict(begun.order_by("job").values_list("job").annotate(number=Count("pk")))


def _stuck_chart(stuck: dict[str, int], today: date) -> Bars:
    return Bars(
        key="stuck",
        title=_("Begun and not finished, by job"),
        unit=_("jobs"),
        source=_("Work in the background"),
        as_of=today,
        series=single([Datum(job, number) for job, number in stuck.items()]),
    )


def _short(day: date) -> str:
    return date_format(day, "d.m.")
