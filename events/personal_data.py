"""What events hold about people: who registered, who comes along, what they answered, who organises."""

from django.utils.translation import gettext_lazy as _

from core.personal import (
    DELETE,
    DataClass,
    LegalBasis,
    Purpose,
    acted,
    not_personal,
    personal,
    register_data_class,
    register_purpose,
    secret,
)

EVENT_REGISTRATION = Purpose(
    "event_registration",
    _("Registration for events"),
    _("So that places are given fairly, people are told of changes, and the organiser knows who comes."),
    _("We use what you enter here for this event only: to give places, to write to you about it, and for the list."),
    LegalBasis.CONTRACT,
    _("People who register for an event, and whom they bring along"),
    _("Name, e-mail address or phone, company, answers to questions about the event, place in the order, attendance"),
    _("Project leads, editors, and the lead of the region that organises the event"),
    "event",
    order=40,
)
EVENT = DataClass(
    "event",
    _("Registrations for events"),
    _("end of the event, or cancellation"),
    _("the rows are deleted; what was counted stays as a number"),
    "6m",
)
EVENT_ATTENDANCE = Purpose(
    "event_attendance",
    _("Attendance at events"),
    _("So that the hub can prove who took part in what was funded, and knows how many did not come."),
    _("We note whether you came."),
    LegalBasis.LEGITIMATE_INTEREST,
    _("People who had a place at an event, and whom they brought along"),
    _("On which date they came, when they were checked in, and by whom"),
    _("Project leads, editors, and the lead of the region that organises the event"),
    "event_attended",
    order=41,
)
ATTENDED = DataClass(
    "event_attended",
    _("Who came to an event"),
    _("end of the event"),
    _("the rows are deleted; what was counted stays as a number"),
    "6y-end",
)
UNCONFIRMED = DataClass(
    "event_unconfirmed",
    _("Registrations whose address was never confirmed"),
    _("registration"),
    _("the rows are deleted"),
    "7d",
)


def register() -> None:
    for data_class in (EVENT, ATTENDED, UNCONFIRMED):
        register_data_class(data_class)
    register_purpose(EVENT_REGISTRATION)
    register_purpose(EVENT_ATTENDANCE)
    personal(
        "events.Registration",
        "event_registration",
        subject="contact",
        addresses=("email",),
        fields={
            "given_name": DELETE,
            "family_name": DELETE,
            "email": DELETE,
            "phone": DELETE,
            "organisation_name": DELETE,
            "note": DELETE,
            "decline_note": DELETE,
            "ticket": secret(DELETE),
        },
        also=(
            "event",
            "state",
            "created_at",
            "organisation",
            "companions_number",
            "language",
            "to_tell",
            "to_tell_since",
        ),
    )
    not_personal("events.Registration", "language")
    personal(
        "events.Companion",
        "event_registration",
        subject="registration__contact",
        fields={"name": DELETE, "ticket": secret(DELETE)},
    )
    personal(
        "events.Answer",
        "event_registration",
        subject="registration__contact",
        fields={"text": DELETE},
        also=("question",),
    )
    personal(
        "events.Attendance",
        "event_attendance",
        subject="registration__contact",
        fields={"how": DELETE},
        also=("date", "companion", "at"),
    )
    acted("events.Attendance", checked_by="at")
    acted("events.ParticipantList", created_by="created_at")
    not_personal("events.ParticipantList", "columns", "purpose")
    register_pairing()
    acted("events.Event", created_by="created_at")
    acted("events.Series", created_by="created_at")
    not_personal(
        "events.Event",
        *("code", "title", "title_en", "summary", "summary_en", "description", "description_en", "room", "online_url"),
        *("access_offers", "partner", "external_url", "cancel_note", "form_key"),
    )
    not_personal("events.Series", "title")
    not_personal("events.EventDate", "label", "uid")
    not_personal("events.Question", "text", "text_en", "choices")
    not_personal("events.Venue", "name", "street", "postcode", "city", "access", "access_en")


def register_pairing() -> None:
    """Meetings of two: what people say of themselves, whom they want to meet, whom they meet."""
    personal(
        "events.PairingPerson",
        "event_registration",
        subject="registration__contact",
        fields={"profile": DELETE},
        also=("number", "side", "shows_name", "wished_at"),
    )
    personal(
        "events.PairingWish",
        "event_registration",
        subject="wisher__registration__contact",
        fields={"kind": DELETE},
        also=("wished",),
    )
    personal(
        "events.Appointment",
        "event_registration",
        subject=("first__registration__contact", "second__registration__contact"),
        also=("slot", "table", "state"),  # goes with its two participants
    )
    acted("events.Timetable", created_by="created_at")
    not_personal("events.PairingPerson", "away")  # goes with the row
    not_personal("events.Timetable", "unplaced")
