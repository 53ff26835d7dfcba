"""What an introduction that ends causes here. Registered by the app's `ready()`."""

from core.states import effect
from meetings.enums import CancelReason
from meetings.models import Meeting
from meetings.services import call_off


@effect("introduction", "withdraw_consent", "record_success", "record_no_success")
def end_open_meeting(introduction, actor) -> None:
    """The open meeting of a case that is over is off. What was fixed for a time that has passed stays as it was."""
    for meeting in Meeting.objects.open().filter(introduction=introduction).select_for_update():
        if not meeting.has_begun:
            call_off(meeting, actor=None, reason=CancelReason.ENDED)
