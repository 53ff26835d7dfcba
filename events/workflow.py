"""The life of an event, and of a registration for it."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from events.enums import AppointmentState, EventState, RegistrationState, TimetableState

EVENT = Workflow(
    name="event",
    initial=EventState.DRAFT,
    terminal=frozenset({"cancelled", "done"}),
    fulfilled=frozenset({"published", "done"}),
    transitions=dict(
        [
            arrow("submit", "draft", "submitted", "organiser", _("Hand in for publication")),
            arrow("give_back", "submitted", "draft", "project_lead", _("Give back")),
            arrow("publish", "draft submitted", "published", "project_lead organiser", _("Publish")),
            arrow("take_back", "published", "draft", "project_lead organiser", _("Take back to the drafts")),
            arrow("cancel", "published", "cancelled", "project_lead organiser", _("Cancel the event")),
            arrow("finish", "published", "done", "system", _("Over")),
        ]
    ),
)

REGISTRATION = Workflow(
    name="registration",
    initial=RegistrationState.UNCONFIRMED,
    terminal=frozenset({"declined", "cancelled", "expired"}),
    fulfilled=frozenset({"registered"}),
    transitions=dict(
        [
            arrow("admit", "unconfirmed requested waiting", "registered", "participant organiser system", _("Admit")),
            arrow("queue", "unconfirmed requested", "waiting", "participant organiser system", _("Put on the list")),
            arrow("request", "unconfirmed", "requested", "participant", _("Ask for a place")),
            arrow("decline", "requested waiting", "declined", "organiser", _("Give no place")),
            arrow(
                "cancel",
                "unconfirmed requested registered waiting",
                "cancelled",
                "participant organiser system",
                _("Cancel the registration"),
            ),
            arrow("expire", "unconfirmed", "expired", "system", _("Expire")),
        ]
    ),
)

TIMETABLE = Workflow(
    name="timetable",
    initial=TimetableState.QUEUED,
    terminal=frozenset({"replaced", "discarded", "failed"}),
    fulfilled=frozenset({"published"}),
    transitions=dict(
        [
            arrow("begin", "queued", "computing", "system", _("Begin")),
            arrow("begin_again", "computing", "queued", "system", _("Queue again")),
            arrow("finish", "computing", "draft", "system", _("Finish")),
            arrow("fail", "computing", "failed", "system", _("Fail")),
            arrow("publish", "draft", "published", "organiser", _("Publish")),
            arrow("replace", "published", "replaced", "organiser", _("Replace")),
            arrow("discard", "draft", "discarded", "organiser", _("Discard")),
        ]
    ),
)

APPOINTMENT = Workflow(
    name="appointment",
    initial=AppointmentState.PLANNED,
    terminal=frozenset({"cancelled"}),
    transitions=dict([arrow("cancel", "planned", "cancelled", "organiser", _("Cancel the meeting"))]),
)
