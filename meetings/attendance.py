"""What became of a meeting, as both sides and the lead report it. All answers are kept; they may differ."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from core.states import advance, require
from links.services import revoke
from matchmaking.enums import IntroductionState
from matchmaking.services.outcomes import record_meeting
from meetings import notifications
from meetings.enums import Attendance, MeetingState, Party
from meetings.models import Meeting, MeetingReport
from meetings.services import lock
from scheduling.clock import local

ATTENDANCE_LINK = "meeting.attendance"
REPORTABLE = {MeetingState.FIXED, MeetingState.HELD, MeetingState.NOT_HELD}


def can_be_reported(meeting: Meeting) -> bool:
    """Whether there is something to report: the time that was fixed has come."""
    return meeting.state in REPORTABLE and meeting.has_begun


def reports_of(meeting: Meeting) -> list[MeetingReport]:
    """Return what was said about the time that is fixed now, the oldest first."""
    return list(meeting.reports.filter(starts_at=meeting.starts_at).select_related("contact"))


def do_differ(reports: Iterable[MeetingReport]) -> bool:
    return len({report.answer for report in reports}) > 1


@transaction.atomic
def report(
    meeting: Meeting, *, party: str, contact: Contact, answer: str, actor=None, source: str = ""
) -> MeetingReport:
    """Keep what `party` says became of the meeting, an earlier answer of the party gives way.

    "It took place" from either side makes it so, and records the first meeting of the introduction. That somebody did
    not come counts as long as nobody has said the opposite, or when the lead says so. Raises GuardFailed before the
    meeting has begun.
    """
    lock(meeting)
    require(can_be_reported(meeting), _("The meeting has not begun yet."))
    reported, _created = MeetingReport.objects.update_or_create(
        meeting=meeting,
        party=party,
        starts_at=meeting.starts_at,
        defaults={"answer": answer, "contact": contact, "reported_at": timezone.now()},
    )
    _follow(meeting, party, answer, actor=actor, source=source)
    if not source:  # else the link is being used at this moment
        revoke(meeting, ATTENDANCE_LINK, contact=None if party == Party.LEAD else contact)
    notifications.reported(reported, contradicts=do_differ(reports_of(meeting)))
    return reported


def _follow(meeting: Meeting, party: str, answer: str, *, actor, source: str) -> None:
    """Take the step of the meeting that the answer leads to, if any."""
    step = _step(meeting.state, party, answer)
    if step:
        advance(meeting, step, actor=actor, on_behalf_source=source, reason=answer)
    if answer == Attendance.TOOK_PLACE:
        _record_first_meeting(meeting, actor)


def _step(state: str, party: str, answer: str) -> str:
    if answer == Attendance.TOOK_PLACE:
        return "record_held" if state != MeetingState.HELD else ""
    if state == MeetingState.FIXED:
        return "record_moved" if answer == Attendance.MOVED else "record_not_held"
    is_corrected = state == MeetingState.HELD and party == Party.LEAD and answer != Attendance.MOVED
    return "correct" if is_corrected else ""


def _record_first_meeting(meeting: Meeting, actor) -> None:
    case = meeting.introduction
    day = local(meeting.starts_at).date()
    is_first = case.state == IntroductionState.INTRODUCED and case.contact_data_released
    if is_first and day >= timezone.localdate(case.introduced_at):
        record_meeting(case, actor=actor, met_on=day)
