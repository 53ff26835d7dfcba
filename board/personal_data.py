"""What the board holds about people: who agreed, who wrote, who decided."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentPurpose
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
)

ON_BOARD = Purpose(
    "board",
    _("Public board of needs"),
    _("So that providers find a need whose company wants it to be public, without learning who the company is."),
    _("Your need hangs on the public board only when you have agreed. Your name never stands there."),
    LegalBasis.CONSENT,
    _("Contact persons who agreed for their company"),
    _("Text, time and way of the consent, who recorded it"),
    _("Project leads, the lead of the region; the summary without names: everybody"),
    "case",
    order=27,
)
BOARD = DataClass(
    "board",
    _("Postings on the board and interest in them"),
    _("decision or end of the posting"),
    _("the rows are deleted"),
    "12m",
)


def register() -> None:
    register_data_class(BOARD)
    register_purpose(ON_BOARD)
    personal(
        "accounts.Consent",
        "board",
        subject="contact",
        among=Q(purpose=ConsentPurpose.BOARD),
        also=("purpose", "text", "organisation", "language", "channel", "given_at", "withdrawn_at"),
    )
    personal("board.Posting", "cases", subject="need__contact", fields={"off_note": SCRUB}, also=("state", "posted_at"))
    acted("board.Posting", posted_by="posted_at")
    not_personal("board.Posting", "code")
    personal(
        "board.Interest",
        "cases",
        subject="contact",
        fields={"note": SCRUB, "answer": SCRUB},
        also=("organisation", "offer", "state", "created_at", "decided_at"),
    )
    acted("board.Interest", decided_by="decided_at")
