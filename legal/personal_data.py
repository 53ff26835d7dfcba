"""What reports hold about people: who reported, and who is named in what they wrote."""

from django.utils.translation import gettext_lazy as _

from core.personal import (
    CLEAR,
    SCRUB,
    DataClass,
    LegalBasis,
    Purpose,
    acted,
    not_personal,
    personal,
    register_data_class,
    register_purpose,
)

REPORT = DataClass(
    "report",
    _("Reports of content and barriers"),
    _("decision"),
    _("name and address are deleted, the report stays without them"),
    "3y-end",
)
REPORTS = Purpose(
    "reports",
    _("Reports of content and barriers"),
    _("So that we can review what somebody reports, answer it, and show that we have. The law asks for both ways."),
    _("We review and answer your report. Only project leads read who reported."),
    LegalBasis.LEGAL_DUTY,
    _("Whoever reports content or a barrier; people who are named in a report"),
    _("Name and e-mail address if given, text of the report, decision with reasons"),
    _("Project leads; the provider of the content reads the reasons, never who reported"),
    "report",
    order=85,
)


def register() -> None:
    register_data_class(REPORT)
    register_purpose(REPORTS)
    personal(
        "legal.Ticket",
        "reports",
        addresses=("reporter_email",),
        fields={
            "reporter_name": CLEAR,
            "reporter_email": CLEAR,
            "where": SCRUB,
            "text": SCRUB,
            "reasons": SCRUB,
            "statement": SCRUB,
        },
        also=("number", "kind", "state", "created_at", "due_on", "decision", "decided_at"),
    )
    not_personal("legal.Ticket", "number", "form_key", "language")
    acted("legal.Ticket", assigned_to="", decided_by="decided_at")
