"""The board of editors: who comes to events, and what becomes of the newsletter."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charts.bars import Bars
from charts.data import Datum, Series, single
from charts.trend import Trend
from dzm.glance.board import Asked, Board, Section, links
from events.models import Event
from events.participation.selectors import attended
from newsletter.enums import IssueState
from newsletter.figures import IssueNumbers, by_issue
from newsletter.models import Issue
from newsletter.selectors import months

SLUG = "editor"
EVENTS = 10
ISSUES = 8


def board(user, asked: Asked) -> Board:
    return Board(
        _("At a glance: events and newsletter"),
        _("The last %(events)s events and the last %(issues)s issues.") % {"events": EVENTS, "issues": ISSUES},
        [_events(user), *_newsletter(user)],
        links=links(
            (_("Events"), "events:manage_list"),
            (_("Issues of the newsletter"), "newsletter:issue_list"),
            (_("Figures of the newsletter"), "newsletter:figures"),
            (_("What the centre achieves"), "impact:page"),
        ),
    )


def _events(user) -> Section:
    """Return places and people of the last events that took place, the newest first."""
    rows = attended(Event.objects.managed_by(user).past()[:EVENTS])
    names = [f"{row.event.title} ({date_format(timezone.localdate(row.event.last_at), 'd.m.')})" for row in rows]
    about = {"unit": _("people"), "source": _("Registrations in the portal"), "as_of": timezone.localdate()}
    unknown = _("not noted")
    registered = [Datum(name, row.registered) for name, row in zip(names, rows, strict=True)]
    came = [Datum(name, row.came, reason=unknown) for name, row in zip(names, rows, strict=True)]
    return Section(
        _("Who comes to events"),
        [
            Bars(key="registered", title=_("Registered, companions included"), series=single(registered), **about),
            Bars(key="came", title=_("Came"), series=single(came), **about),
        ],
    )


def _newsletter(user) -> list[Section]:
    issues = Issue.objects.managed_by(user).filter(state=IssueState.SENT).order_by("-started_at", "-pk")
    rows = by_issue(list(issues[:ISSUES]))
    return [
        Section(
            _("What becomes of the newsletter"),
            [
                _of_issues(rows, "sent", _("Mails sent per issue"), _("mails")),
                _of_issues(rows, "answers", _("Answers per issue"), _("answers")),
                _of_issues(rows, "left", _("Unsubscribed after an issue"), _("people")),
                _readers(),
            ],
        )
    ]


def _of_issues(rows: list[IssueNumbers], column: str, title: str, unit: str) -> Bars:
    data = [
        Datum(f"{row.issue.subject} ({date_format(timezone.localdate(row.issue.started_at), 'd.m.')})", value)
        for row in rows
        for value in [getattr(row, column)]
    ]
    return Bars(
        key=f"issues-{column}",
        title=title,
        unit=unit,
        source=_("Deliveries and answers in the portal"),
        as_of=timezone.localdate(),
        series=single(data),
    )


def _readers() -> Trend:
    told = months()[::-1]
    columns = {"confirmed": _("confirmed"), "left": _("unsubscribed"), "bounced": _("came back for good")}
    series = [
        Series(name, tuple(Datum(f"{month.first:%m/%Y}", getattr(month, column)) for month in told))
        for column, name in columns.items()
    ]
    has_any = any(datum.value for one in series for datum in one.data)
    return Trend(
        key="readers",
        title=_("Readers who came and went"),
        unit=_("people"),
        source=_("Subscriptions in the portal"),
        as_of=timezone.localdate(),
        series=tuple(series) if has_any else (),
    )
