"""Files that go with a letter, such as the entry for a calendar."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message

from django.core.mail import EmailMultiAlternatives

LARGEST = 100_000  # bytes of one file; they are stored with the row until the mail has left
_CALENDAR = "text/calendar"
_FORBIDDEN_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\\"]")


@dataclass(frozen=True)
class Attachment:
    """A small text file: `name` as the recipient stores it, `type` as MIME writes it, `content` in UTF-8.

    A calendar entry that asks for something names its method in the type (`text/calendar; method=REQUEST`) and is
    sent twice, as RFC 6047 and the calendars of this world want it: as a way to read the mail, where calendars find
    it, and as a file, for everybody else. Only texts, because the search of an erasure reads what is stored. Raises
    ValueError for anything else, for what is too large, and where the method of type and content differ.
    """

    name: str
    type: str
    content: bytes

    def __post_init__(self):
        if not self.name or _FORBIDDEN_IN_NAMES.search(self.name):
            raise ValueError("an attachment needs a plain file name")
        if not self._parsed.get_content_type().startswith("text/") or re.search(r"[\r\n]", self.type):
            raise ValueError("the outbox takes text files only")
        if len(self.content) > LARGEST:
            raise ValueError(f"an attachment holds {LARGEST} bytes at most")
        if self.is_calendar and self._method_of_content != self.method:
            raise ValueError("type and content of a calendar entry name different methods")

    @classmethod
    def of_row(cls, row: dict) -> "Attachment":
        return cls(row["name"], row["type"], row["content"].encode())

    def as_row(self) -> dict:
        """Return it as the row of the mail stores it. Raises ValueError when the content is no UTF-8."""
        return {"name": self.name, "type": self.type, "content": self.content.decode()}

    @property
    def is_calendar(self) -> bool:
        return self._parsed.get_content_type() == _CALENDAR

    @property
    def method(self) -> str:
        """The method of a calendar entry, such as REQUEST or CANCEL; empty where the type names none."""
        return str(self._parsed.get_param("method", "")).upper()

    @property
    def _parsed(self) -> Message:
        message = Message()
        message["Content-Type"] = self.type
        return message

    @property
    def _method_of_content(self) -> str:
        found = re.search(rb"^METHOD:(\S+)", self.content, re.MULTILINE | re.IGNORECASE)
        return found[1].decode().upper() if found else ""


def attach(email: EmailMultiAlternatives, rows: Iterable[dict]) -> None:
    """Put the stored files into `email`. Those whose content is gone, since the mail has left before, stay out."""
    for row in rows:
        if not row.get("content"):
            continue
        attachment = Attachment.of_row(row)
        if attachment.is_calendar and attachment.method:
            kind = f"{_CALENDAR}; method={attachment.method}"
            email.attach_alternative(attachment.content.decode(), kind)
            email.attach(attachment.name, attachment.content, "application/ics")
        else:
            email.attach(attachment.name, attachment.content.decode(), attachment.type)


def emptied(rows: Iterable[dict]) -> list[dict]:
    """Return what is kept of attachments once the mail has left: that there was one, not what it said."""
    return [{"name": row["name"], "type": row["type"]} for row in rows]
