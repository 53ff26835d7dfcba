"""Django's mail functions lead into the outbox, too: what libraries such as allauth send becomes rows."""

import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language

from mail.services import store

KIND = "system.account"


class OutboxBackend(BaseEmailBackend):
    """Stores mails instead of sending them.

    Such mails are about accounts and may carry a link that signs somebody in: they are confidential. What
    the outbox cannot keep (blind copies, attachments, a mail without text) raises ValueError.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for email in email_messages:
                _store(email)
        return len(email_messages)


def _store(email: EmailMessage) -> None:
    if email.bcc or email.attachments or email.content_subtype != "plain":
        raise ValueError("the outbox takes mails with a plain text and without blind copies or attachments")
    html = [
        alternative.content for alternative in getattr(email, "alternatives", []) if alternative.mimetype == "text/html"
    ]
    store(
        key=f"{KIND}.{uuid.uuid4()}",  # these callers have no key of their own: each call is a new mail
        kind=KIND,
        language=(get_language() or "de")[:2],
        to=email.to,
        cc=email.cc,
        reply_to=email.reply_to,
        from_email=email.from_email,
        subject=email.subject,
        body_text=email.body,
        body_html=html[0] if html else "",
        headers={name: str(value) for name, value in email.extra_headers.items()},
        is_confidential=True,
    )
