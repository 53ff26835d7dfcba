"""An event in figures, for those who organise it."""

from dataclasses import dataclass

from events.following import feedback
from events.following.enums import NoteKind
from events.following.guests import is_attendance_known
from events.models import Event
from events.participation.selectors import Turnout, turnout_of


@dataclass(frozen=True)
class EventFigures:
    """How many had a place (companions included) and came to each date, what they thought, and what was noted.
    `turnout` is empty where nobody noted who came."""

    registered: int
    waiting: int
    turnout: list[Turnout]
    feedback: feedback.Figures
    needs: int
    competences: int


def figures_of(event: Event) -> EventFigures:
    return EventFigures(
        registered=event.registrations.coming().seats(),
        waiting=event.registrations.in_line().seats(),
        turnout=turnout_of(event) if is_attendance_known(event) else [],
        feedback=feedback.figures_of(event),
        needs=event.notes.filter(kind=NoteKind.NEED).count(),
        competences=event.notes.filter(kind=NoteKind.COMPETENCE).count(),
    )
