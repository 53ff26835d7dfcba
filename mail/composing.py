"""Making the mail of a row."""

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
    """Return the mail of a row: text first, then HTML, with the headers of an automatic message.

    The Message-ID is the row's, so that a mail which went out twice is recognised as one. Raises ValueError
    when an address or a header cannot be written into a mail.
    """
    system = {
        "Message-ID": message_id(message),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notes in return
        # All but NDR: a mail that cannot be delivered must come back.
        "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
    }
    taken = {name.lower() for name in system}
    own = {name: value for name, value in message.headers.items() if name.lower() not in taken}
    email = _Mail(
        subject=message.subject,
        body=sign_links(message.body_text),
        from_email=message.from_email,
        to=message.to,
        cc=message.cc,
        reply_to=message.reply_to,
        headers={**own, **system},
    )
    if message.body_html:
        email.attach_alternative(sign_links(message.body_html), "text/html")
    attach(email, message.attachments)
    # Building checks the headers, the transport only the addresses: do both while no server has heard of it.
    email.message()
    for address in (email.from_email, *email.recipients()):
        check_sendable(address)
    return email
