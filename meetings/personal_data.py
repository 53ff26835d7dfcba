"""What meetings hold about people: who was invited, what suited whom, and what was said about who came.

A copy of the own data holds the own answers only: what the other side reported stays with the hub.
"""

from django.utils.translation import gettext_lazy as _

from core.personal import SCRUB, DataClass, acted, not_personal, personal, register_data_class

MEETINGS = DataClass(
    "meeting", _("Meetings"), _("end of the meeting"), _("times, place, answers and reports are deleted"), "12m"
)


def register() -> None:
    register_data_class(MEETINGS)
    personal(
        "meetings.Meeting",
        "cases",
        subject=("introduction__company_contact", "introduction__provider_contact"),
        fields={"place": SCRUB},
        also=("state", "starts_at", "minutes", "kind", "created_at"),
    )
    acted("meetings.Meeting", proposed_by="created_at")
    not_personal("meetings.Meeting", "uid")
    personal("meetings.SlotAnswer", "cases", subject="contact", also=("slot", "suits", "answered_at"))
    personal(
        "meetings.MeetingAttendee", "cases", subject="contact", also=("meeting", "party", "invited_at", "removed_at")
    )
    personal("meetings.MeetingReport", "cases", subject="contact", also=("meeting", "answer", "reported_at"))
