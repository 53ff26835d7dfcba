"""What the outbox holds about people: recipients by address, and texts that name them."""

from core.personal import SCRUB, not_personal, personal


def register() -> None:
    texts = ("to", "cc", "subject", "body_text", "body_html")
    personal(
        "mail.OutboxMessage",
        "mail",
        addresses=("to", "cc"),
        fields=dict.fromkeys(texts, SCRUB),
        also=("kind", "created_at", "sent_at", "state"),
    )
    personal("mail.OutboxMessage", "mail", fields={"reply_to": SCRUB, "headers": SCRUB})  # of staff who answer
    not_personal(
        "mail.OutboxMessage", "kind", "key", "from_email", "language", "about_type", "last_error"
    )  # keys hold ids, errors hold codes
