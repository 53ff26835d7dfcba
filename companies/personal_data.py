"""What needs hold about people. Their texts belong to the organisation; names of people go out of them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentPurpose
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
from organisations.personal_data import OF_THE_FIRM

ON_BEHALF = Purpose(
    "need_on_behalf",
    _("Registration of a need on behalf"),
    _("So that it can be proven that a company wanted the hub to register its need after a talk."),
    _("The hub registers the need for you only when you have agreed. You can withdraw at any time."),
    LegalBasis.CONSENT,
    _("Contact persons who told the hub of a need on the phone, during a visit or at an event"),
    _("Text, time and way of the consent, who recorded it"),
    _("Project leads, the lead of the region"),
    "case",
    order=26,
)
CAPTURE_DRAFT = DataClass(
    "capture_draft",
    _("Notes of a talk that have not become a need yet"),
    _("last change"),
    _("the notes are deleted"),
    "14d",
)
PUBLIC_DRAFT = DataClass(
    "public_draft",
    _("Drafts of needs of people without an account"),
    _("last change"),
    _("the draft is deleted"),
    "180d",
)


def register() -> None:
    register_data_class(CAPTURE_DRAFT)
    register_data_class(PUBLIC_DRAFT)
    register_purpose(ON_BEHALF)
    _register_needs()
    _register_capture()


def _register_capture() -> None:
    personal(
        "accounts.Consent",
        "need_on_behalf",
        subject="contact",
        among=Q(purpose=ConsentPurpose.NEED_ON_BEHALF),
        also=("purpose", "text", "organisation", "language", "channel", "given_at", "withdrawn_at"),
    )
    personal("companies.CaptureDraft", "cases", subject="user", fields={"content": SCRUB}, also=("saved_at",))
    not_personal("companies.CaptureDraft", "form_key")
    personal(
        "companies.NeedDraft",
        "cases",
        addresses=("email",),
        fields={"content": SCRUB, "email": DELETE},
        also=("created_at", "saved_at"),
    )
    not_personal("companies.NeedDraft", "key", "language", "origin")
    personal(
        "companies.NeedVersion",
        "cases",
        subject="need__contact",
        fields=dict.fromkeys(("title", "description", "goal", "systems", "constraints"), SCRUB),
        also=("number", "written_at"),
    )
    not_personal("companies.NeedVersion", "topics")
    acted("companies.NeedVersion", written_by="written_at")
    personal(
        "companies.NeedIntake",
        "cases",
        subject="need__contact",
        fields=dict.fromkeys(("process_today", "affected_staff", "decision_maker", "data_limits", "tried"), SCRUB),
        also=("written_at",),
    )
    acted("companies.NeedIntake", written_by="written_at")


def _register_needs() -> None:
    texts = ("title", "description", "goal", "systems", "constraints", "closing_note")
    personal(
        "companies.Need",
        "cases",
        subject="contact",
        fields=dict.fromkeys(texts, SCRUB),
        also=("number", "organisation", "state", "source", "created_at", "submitted_at", "closed_at"),
    )
    not_personal("companies.Need", "form_key", "number")
    acted("companies.Need", created_by="created_at", assigned_to="")
    personal(
        "companies.NeedTeaser",
        "cases",
        subject="need__contact",
        fields={"title": SCRUB, "text": SCRUB},
        also=("version", "written_at"),
    )
    acted("companies.NeedTeaser", written_by="written_at", checked_by="checked_at")
    personal(
        "companies.NeedQuestion",
        "cases",
        subject="answered_by",
        fields={"text": SCRUB, "answer": SCRUB},
        also=("asked_at", "answered_at"),
    )
    acted("companies.NeedQuestion", asked_by="asked_at")
    personal(
        "companies.NeedAttachment",
        "cases",
        subject="uploaded_by",
        fields={"name": SCRUB, "file": secret(keep(OF_THE_FIRM))},
        also=("need", "size", "uploaded_at", "shared_after_introduction"),
    )
    not_personal("companies.NeedAttachment", "media_type", "digest")
