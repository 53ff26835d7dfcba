"""What the newsletter holds about people: addresses, wishes, and the proof of each step."""

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

NEWSLETTER = Purpose(
    "newsletter",
    _("Newsletter"),
    _("So that we send you by e-mail what you have asked for, and can prove that you have."),
    _("We use your address for the newsletter only. You confirm it first and can unsubscribe at any time."),
    LegalBasis.CONSENT,
    _("People who have asked for the newsletter"),
    _("E-mail address, wishes, and for each step its moment, form and wording"),
    _("Project leads and editors"),
    "newsletter",
    order=42,
)
KEPT = DataClass(
    "newsletter",
    _("Subscriptions of the newsletter that have ended, with their proof"),
    _("end of the subscription"),
    _("the rows are deleted; a keyed hash remains, so that nobody is written to again"),
    "3y-end",
)
UNCONFIRMED = DataClass(
    "newsletter_pending",
    _("Subscriptions of the newsletter that nobody has confirmed"),
    _("request"),
    _("the rows are deleted"),
    "14d",
)
ANSWERS = DataClass(
    "newsletter_answers",
    _("Answers to questions of the newsletter"),
    _("answer"),
    _("the rows are deleted"),
    "1y",
)


def register() -> None:
    for data_class in (KEPT, UNCONFIRMED, ANSWERS):
        register_data_class(data_class)
    register_purpose(NEWSLETTER)
    personal(
        "newsletter.Subscription",
        "newsletter",
        addresses=("email",),
        fields={"email": DELETE, "code": secret(DELETE), "leave_note": DELETE},
        also=("state", "frequency", "reader", "language", "created_at", "confirmed_at", "leave_reason"),
    )
    personal(
        "newsletter.Proof",
        "newsletter",
        addresses=("email",),
        fields={"email": DELETE, "form": DELETE, "detail": DELETE},
        also=("kind", "at", "text", "message_id", "mail_digest"),
    )
    not_personal("newsletter.Proof", "language", "message_id", "mail_digest")
    not_personal("newsletter.Suppression", "digest")
    personal(
        "newsletter.Answer",
        "newsletter",
        addresses=("email",),
        fields={
            "email": DELETE,
            "name": DELETE,
            "phone": DELETE,
            "note": DELETE,
            "remark": DELETE,
            "code": secret(DELETE),
        },
        also=("answered_at", "choice", "state"),
    )
    acted("newsletter.Answer", settled_by="state_changed_at")
    acted("newsletter.Issue", created_by="created_at")
    _register_issues()


def _register_issues() -> None:
    """What the hub writes to everybody, and how far its mails have come."""
    not_personal("newsletter.Segment", "name", "readers")
    texts = ("subject", "subject_en", "preheader", "preheader_en", "code", "content")
    not_personal("newsletter.Issue", *texts)
    not_personal("newsletter.Block", "heading", "heading_en", "text", "text_en")
    not_personal("newsletter.Choice", "label", "label_en")
    not_personal("newsletter.Delivery", "code", "language", "last_error")
