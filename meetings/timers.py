"""What happens to a meeting by itself: a reminder the day before, and the question the day after who came."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

from core.states import InvalidTransition
from meetings import invitations, notifications
from meetings.enums import MeetingState
from meetings.models import Meeting
from scheduling.clock import local
from scheduling.moments import at_hour, days_after
from scheduling.registry import Planned, handler, rule


def _fixed():
    return Meeting.objects.filter(state=MeetingState.FIXED).with_case()


@rule("meetings.Meeting", among=_fixed, parents=("introduction",))
def plan(meeting: Meeting) -> Iterator[Planned]:
    """A time that was fixed needs its reminder, unless it was fixed when the reminder would have gone out already."""
    if meeting.state != MeetingState.FIXED or not meeting.may_go_on:
        return
    day, occasion = local(meeting.starts_at).date(), f"{meeting.starts_at:%Y%m%dT%H%M}"
    reminder = at_hour(day - timedelta(days=1))
    if reminder > meeting.set_at:
        yield Planned("meeting.remind", reminder, occasion)
    yield Planned("meeting.ask_who_came", days_after(day, 1), occasion)
    if meeting.is_upcoming and not invitations.is_up_to_date(meeting):
        people = sorted(contact.pk for contact in invitations.people_of(meeting))
        names = sha256(str(people).encode()).hexdigest()[:16]
        yield Planned("meeting.renew", meeting.set_at, f"{meeting.sequence}-{names}")


@handler("meeting.remind")
def remind(meeting: Meeting, timer) -> None:
    """Not any more once it has begun, after an outage."""
    if not meeting.is_upcoming:
        raise InvalidTransition(f"meeting {meeting.pk} has begun")
    notifications.meeting_tomorrow(meeting)


@handler("meeting.ask_who_came")
def ask_who_came(meeting: Meeting, timer) -> None:
    notifications.ask_who_came(meeting)


@handler("meeting.renew")
def renew(meeting: Meeting, timer) -> None:
    """Somebody else looks after the case now, on one of the sides or at the hub."""
    invitations.renew(meeting)
