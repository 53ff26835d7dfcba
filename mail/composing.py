"""Making the mail of a row."""

from collections.abc import Sequence
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.utils import parseaddr

from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart, SafeMIMEText

from mail.addresses import check_sendable
from mail.attachments import attach
from mail.links import sign_links
from mail.models import OutboxMessage

_SEVEN_BIT = Charset("utf-8")
_SEVEN_BIT.body_encoding = QP


class _Mail(EmailMultiAlternatives):
    """Texts travel in seven bits: nobody asks the mail servers on the way whether they take more (RFC 6152)."""

    encoding = _SEVEN_BIT

    def message(self) -> SafeMIMEText | SafeMIMEMultipart:
        """Django folds an encoded subject as if nothing stood before it; RFC 2047 counts the name of the header."""
        mail = super().message()
        if not self.subject.isascii():
            del mail["Subject"]
            Message.__setitem__(mail, "Subject", Header(self.subject, "utf-8", header_name="Subject"))
        return mail


def message_id(message: OutboxMessage) -> str:
    """Return the Message-ID of a row, the same for every attempt and after every change of the text."""
    domain = parseaddr(message.from_email)[1].rpartition("@")[2]
    return f"<outbox.{message.pk}.{message.created_at:%Y%m%d%H%M%S}@{domain}>"


def compose(message: OutboxMessage) -> EmailMultiAlternatives:
    """Return the mail of a row, see `build`. The Message-ID is the row's, so that a mail which went out twice is
    recognised as one."""
    system = {
        "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notes in return
        # All but NDR: a mail that cannot be delivered must come back.
        "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
    }
    return build(
        subject=message.subject,
        text=sign_links(message.body_text),
        html=sign_links(message.body_html),
        sender=message.from_email,
        to=message.to,
        cc=message.cc,
        reply_to=message.reply_to,
        attachments=message.attachments,
        headers={**_without(message.headers, *system), **system},
        message_id=message_id(message),
    )


def build(
    *,
    subject: str,
    text: str,
    html: str,
    sender: str,
    to: Sequence[str],
    reply_to: Sequence[str],
    headers: dict[str, str],
    message_id: str,
    cc: Sequence[str] = (),
    attachments: Sequence[dict] = (),
) -> EmailMultiAlternatives:
    """Return a mail, text first, then HTML. Raises ValueError when an address or a header cannot be written into it."""
    email = _Mail(
        subject=subject,
        body=text,
        from_email=sender,
        to=list(to),
        cc=list(cc),
        reply_to=list(reply_to),
        headers={**_without(headers, "Message-ID"), "Message-ID": message_id},
    )
    if html:
        email.attach_alternative(html, "text/html")
    attach(email, attachments)
    # Building checks the headers, the transport only the addresses: do both while no server has heard of it.
    email.message()
    for address in (email.from_email, *email.recipients()):
        check_sendable(address)
    return email


def _without(headers: dict[str, str], *names: str) -> dict[str, str]:
    """Return the headers that are not called one of `names`, however these are spelled."""
    taken = {name.lower() for name in names}
    return {name: value for name, value in headers.items() if name.lower() not in taken}
