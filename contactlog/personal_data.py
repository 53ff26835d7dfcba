"""What the contact log holds about people, and who wrote it; hand-overs between leads."""

from django.utils.translation import gettext_lazy as _

from core.personal import (
    SCRUB,
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

CONTACTS = Purpose(
    "contacts",
    _("Contact log"),
    _("So that the hub knows what was spoken about with a firm, keeps what it promised, and can count consultations."),
    _("The hub notes when it spoke with whom and what was agreed."),
    LegalBasis.CONTRACT,
    _("People the hub has spoken with, staff of the hub"),
    _("Person, time, duration and kind of the contact, summary, next step"),
    _("Project leads, the lead of the region"),
    "contact_log",
    order=27,
)
CONTACT_LOG = DataClass(
    "contact_log",
    _("Entries of the contact log"),
    _("contact"),
    _("person and texts are taken out, the fact that there was a contact stays"),
    "3y-end",
    _("Consultations of funded projects stay until the grant need no longer be proven."),
)


def register() -> None:
    register_data_class(CONTACT_LOG)
    register_purpose(CONTACTS)
    for label, also in (
        ("contactlog.ContactEntry", ("organisation", "kind", "occurred_at", "minutes", "format", "next_step_on")),
        ("contactlog.ContactEntryVersion", ("number", "kind", "occurred_at", "written_at")),
    ):
        personal(
            label,
            "contacts",
            subject="contact",
            # Staff's own judgement is no copy's business; an erasure reaches it all the same.
            fields={"summary": SCRUB, "next_step": SCRUB, "confidential_note": secret(SCRUB)},
            also=also,
        )
        acted(label, staff="occurred_at", written_by="written_at")
    personal("contactlog.ContactEntry", "accountability", fields={"withdraw_reason": SCRUB})
    not_personal("contactlog.ContactEntry", "form_key")
    acted("contactlog.ContactEntry", created_by="created_at", next_step_for="next_step_on")
    personal(
        "contactlog.Handover",
        "accountability",
        subject=("giver", "receiver"),
        fields={"note": SCRUB},
        also=("handed_at",),
    )
    acted("contactlog.Handover", actor="handed_at")
    not_personal("contactlog.HandoverItem", "kind")
