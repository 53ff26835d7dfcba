"""What the room of events stores; `from events.models import ...` whatever file it stands in."""

from events.following.models import (
    ActionItem,
    EventCalendar,
    EventFile,
    EventNote,
    EventSummary,
    Feedback,
    Minutes,
)
from events.models.attendance import Attendance, ParticipantList
from events.models.events import Event
from events.models.pairing import Appointment, PairingDay, PairingPerson, PairingWish, Timetable
from events.models.parts import BookableSlot, EventDate, Question, Series, Venue
from events.models.registrations import Answer, Companion, Registration

__all__ = [
    "ActionItem",
    "Answer",
    "Appointment",
    "Attendance",
    "BookableSlot",
    "Companion",
    "Event",
    "EventCalendar",
    "EventDate",
    "EventFile",
    "EventNote",
    "EventSummary",
    "Feedback",
    "Minutes",
    "PairingDay",
    "PairingPerson",
    "PairingWish",
    "ParticipantList",
    "Question",
    "Registration",
    "Series",
    "Timetable",
    "Venue",
]
