"""What needs hold about people. Their texts belong to the organisation; names of people go out of them."""

from core.personal import SCRUB, acted, keep, not_personal, personal, secret
from organisations.personal_data import OF_THE_FIRM


def register() -> None:
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
