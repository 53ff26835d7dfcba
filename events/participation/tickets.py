"""Tickets: the code that a QR shows, as an address of the portal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import qrcode
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.models import Companion, Registration
from events.models.events import CODE_ALPHABET
from events.models.registrations import TICKET_LENGTH
from mail.links import absolute

BORDER = 4  # light modules around a code, as the standard asks for
_TICKET = re.compile(rf"[{CODE_ALPHABET}]{{{TICKET_LENGTH}}}")


@dataclass(frozen=True)
class Ticket:
    """One person's ticket: whose it is, the code in letters, and where the QR leads."""

    name: str
    code: str

    @property
    def url(self) -> str:
        return absolute(reverse("events:ticket", args=[self.code]))

    @property
    def qr(self) -> SafeString:
        return qr_of(self.url)

    @property
    def spoken(self) -> str:
        """Return the code in groups, as people read it aloud."""
        return " ".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))


def tickets_of(registration: Registration) -> list[Ticket]:
    """Return the ticket of whoever is registered, and one for each companion."""
    own = Ticket(registration.full_name, registration.ticket)
    others = (Ticket(row.name or _("Companion"), row.ticket) for row in registration.companions.all())
    return [own, *others]


def code_in(typed: str) -> str:
    """Return the code in what was typed or scanned, an address or letters with gaps; empty where there is none."""
    letters = typed.strip().rstrip("/").rpartition("/")[2].replace(" ", "").replace("-", "").casefold()
    return letters if _TICKET.fullmatch(letters) else ""


def holder_of(code: str) -> tuple[Registration, Companion | None] | None:
    """Return whose ticket `code` is; None where it is nobody's."""
    rows = Registration.objects.select_related("event")
    registration = rows.filter(ticket=code).first()
    if registration is not None:
        return registration, None
    companion = Companion.objects.select_related("registration__event").filter(ticket=code).first()
    return (companion.registration, companion) if companion else None


def qr_of(text: str) -> SafeString:
    """Return `text` as a QR code, a drawing within the page: no image is fetched, and it is sharp on paper."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    size = len(rows) + 2 * BORDER
    path = "".join(f"M{start} {line}h{length}v1h-{length}z" for line, start, length in _runs(rows))
    return format_html(
        '<svg class="dzm-qr" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges">'
        '<rect width="{}" height="{}" fill="#fff"/><path d="{}" fill="#000"/></svg>',
        *(size, size, _("QR code of the ticket"), size, size, path),
    )


def _runs(rows: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Yield line, begin and length of each run of dark modules."""
    for line, row in enumerate(rows):
        start = None
        for place, is_dark in enumerate([*row, False]):
            if is_dark and start is None:
                start = place
            elif not is_dark and start is not None:
                yield line + BORDER, start + BORDER, place - start
                start = None
