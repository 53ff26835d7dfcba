"""What the outbox holds about people: recipients by address, and texts that name them."""

from django.db.models import Q

from core.personal import SCRUB, not_personal, personal, secret


def register() -> None:
    personal(
        "mail.OutboxMessage",
        "mail",
        subject="recipient",
        addresses=("to", "cc"),
        fields={**dict.fromkeys(("to", "cc", "subject", "body_text"), SCRUB), "body_html": secret(SCRUB)},
        also=("kind", "created_at", "sent_at", "state"),
        among=Q(is_confidential=False),  # what carries a secret of its recipient is blanked when it leaves
    )
    personal(
        "mail.OutboxMessage",
        "mail",
        fields=dict.fromkeys(("reply_to", "headers", "attachments", "letter"), secret(SCRUB)),
    )  # of staff who answer; letter and file say what the text says
    not_personal(
        "mail.OutboxMessage", "kind", "key", "from_email", "language", "about_type", "last_error"
    )  # keys hold ids, errors hold codes
