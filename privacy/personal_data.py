"""What this room holds about people itself, for the purpose of keeping data protection law."""

from django.utils.translation import gettext_lazy as _

from core.personal import (
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

CLASSES = (
    DataClass("data_copy", _("Copies of the own data"), _("completion"), _("the file is deleted"), "7d"),
    DataClass(
        "rights",
        _("Requests for erasure, notices to third persons, incidents"),
        _("completion"),
        _("the rows are deleted"),
        "3y-end",
    ),
)
RIGHTS = Purpose(
    "rights",
    _("Requests under data protection law"),
    _("So that you can use your rights, and the operator can prove that they were met."),
    _("We use what you enter here to answer your request."),
    LegalBasis.LEGAL_DUTY,
    _("People who ask for a copy or erasure, people whom others entered, people named in held proofs"),
    _("Request, time, result; for held proofs name and address until the end of the period"),
    _("Project leads, operator, the supervisory authority on request"),
    "rights",
    order=50,
)


def register() -> None:
    for data_class in CLASSES:
        register_data_class(data_class)
    register_purpose(RIGHTS)
    personal(
        "privacy.DataCopy",
        "rights",
        subject="user",
        fields={"file": secret(DELETE), "key": secret(DELETE)},
        also=("requested_at", "finished_at", "state"),
    )
    not_personal("privacy.DataCopy", "error")
    personal(
        "privacy.ErasureRequest",
        "rights",
        subject=("contact", "user"),
        also=("cause", "requested_at", "due_on", "state"),
    )
    not_personal("privacy.ErasureRequest", "obstacles", "proof")  # codes, names of tables
    acted("privacy.ErasureRequest", requested_by="requested_at")
    personal(
        "privacy.HeldRecord",
        "rights",
        subject="contact",
        fields={"values": secret(keep(_("The law asks for proof until the day named here.")))},
        also=("hold", "held_since", "until"),
    )
    not_personal("privacy.RetentionRun", "results")
    personal("privacy.RetentionReminder", "rights", subject="contact", also=("data_class", "sent_at"))
    not_personal("privacy.RetentionReminder", "data_class")
    personal("privacy.ThirdPartyNotice", "rights", subject="contact", also=("created_at", "posted_at"))
    personal("privacy.Incident", "rights", fields=dict.fromkeys(("title", "description", "measures"), secret(SCRUB)))
    acted("privacy.Incident", created_by="created_at")
