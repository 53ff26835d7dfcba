"""What is held about people after an event: notes, feedback of those who want a call, minutes, what was taken on."""

from django.utils.translation import gettext_lazy as _

from core.personal import (
    CLEAR,
    DELETE,
    SCRUB,
    DataClass,
    LegalBasis,
    Purpose,
    acted,
    keep,
    not_personal,
    personal,
    register_data_class,
    register_purpose,
    secret,
)

EVENT_NOTES = Purpose(
    "event_notes",
    _("Notes and feedback from events"),
    _("So that the hub can come back to what somebody offered or wished for at an event."),
    _("With what you write here we do better, and get back to you where you want it. After a year it is deleted."),
    LegalBasis.CONTRACT,
    _("Guests of events who leave a note, or want to be called after their feedback"),
    _("Name, e-mail address, company, what was offered or missed"),
    _("Project leads, editors, and the lead of the region that organises the event"),
    "event_note",
    order=41,
)
EVENT_MINUTES = Purpose(
    "event_minutes",
    _("Minutes of round tables"),
    _("So that everybody who took part knows what was agreed, and who has taken on what."),
    _("What you take on stands in the minutes and is sent to everybody who took part."),
    LegalBasis.CONTRACT,
    _("People who took part in a round table"),
    _("Name, what was said and taken on, until when"),
    _("Project leads, editors, the lead of the region, everybody who took part"),
    "event_minutes",
    order=42,
)
NOTE_CLASS = DataClass(
    "event_note",
    _("Notes and feedback from events"),
    _("the day it was written"),
    _("notes are deleted; of feedback the answer stays as a number, text and person go"),
    "12m",
)
MINUTES_CLASS = DataClass(
    "event_minutes",
    _("Minutes of round tables"),
    _("end of the event"),
    _("the rows are deleted"),
    "3y-end",
)


def register() -> None:
    for data_class in (NOTE_CLASS, MINUTES_CLASS):
        register_data_class(data_class)
    for purpose in (EVENT_NOTES, EVENT_MINUTES):
        register_purpose(purpose)
    _register_notes()
    _register_minutes()
    personal(
        "events.EventCalendar",
        "event_registration",
        subject="contact",
        fields={"code": secret(DELETE)},
        also=("renewed_at",),
    )
    personal(
        "events.EventFile",
        "accountability",
        fields={"file": secret(keep(_("The file belongs to the event."))), "name": SCRUB, "title": SCRUB},
    )
    not_personal("events.EventFile", "media_type", "digest")
    acted("events.EventFile", uploaded_by="uploaded_at")
    not_personal("events.EventSummary", "text", "text_en")


def _register_notes() -> None:
    personal(
        "events.EventNote",
        "event_notes",
        addresses=("email",),
        fields={"text": DELETE, "name": DELETE, "email": DELETE, "organisation_name": DELETE},
        also=("event", "state", "created_at"),
    )
    not_personal("events.EventNote", "language")
    acted("events.EventNote", noted_by="created_at")
    personal(
        "events.Feedback",
        "event_notes",
        subject="registration__contact",
        fields={"missing": CLEAR},
        also=("event", "usefulness", "answered_on"),
    )
    not_personal("events.Feedback", "id")


def _register_minutes() -> None:
    personal("events.Minutes", "event_minutes", fields={"text": SCRUB})
    acted("events.Minutes", written_by="created_at")
    personal(
        "events.ActionItem",
        "event_minutes",
        subject="owner",
        fields={"text": SCRUB, "owner_name": SCRUB, "done_note": SCRUB},
        also=("event", "due_on", "state"),
    )
    acted("events.ActionItem", created_by="created_at")
