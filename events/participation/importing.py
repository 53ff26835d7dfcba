"""Who came, from a file: found by the code of the ticket or by the e-mail address. Nothing is stored before somebody
has seen what was found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.several import Report, take_each
from events.enums import CheckedBy
from events.models import Companion, Event, EventDate, Registration
from events.participation.services import check_in
from events.participation.tickets import code_in
from transfer.files import BadFile, inspect, read_rows

MOST_ROWS = 2_000


@dataclass
class Found:
    """What a file says: people with a place by their tickets, and the lines that are nobody's."""

    people: dict[str, tuple[Registration, Companion | None]] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [
            companion.name or row.full_name if companion else row.full_name for row, companion in self.people.values()
        ]


def read(event: Event, file: BinaryIO, size: int) -> Found:
    """Return whom the rows of `file` name. Raises BadFile."""
    table = inspect(file, size)
    if table.rows > MOST_ROWS:
        raise BadFile(_("The file has more rows than an event has guests."))
    known = _known(event)
    found = Found()
    rows = iter(read_rows(file, table.file_format, table.encoding, table.delimiter))
    next(rows)
    for row in rows:
        code = next((key for key in (_key(cell) for cell in row.cells) if key in known), None)
        if code is None:
            found.unknown.append(row.line)
        else:
            registration, companion = known[code]
            found.people[companion.ticket if companion else registration.ticket] = (registration, companion)
    return found


def _key(cell: str) -> str:
    return code_in(cell) or cell.strip().casefold()


def _known(event: Event) -> dict[str, tuple[Registration, Companion | None]]:
    """Return everybody with a place by ticket and by address."""
    known: dict[str, tuple[Registration, Companion | None]] = {}
    for row in event.registrations.coming().prefetch_related("companions"):
        known[row.ticket] = (row, None)
        if row.email:
            known[row.email.casefold()] = (row, None)
        known |= {companion.ticket: (row, companion) for companion in row.companions.all()}
    return known


def store(event: Event, date: EventDate, tickets: Iterable[str], *, actor) -> Report:
    """Check in those whose tickets are among `tickets`, as a file has told."""
    known = _known(event)
    people = {code: known[code] for code in tickets if code in known}
    own = [row for row, companion in people.values() if companion is None]
    others = [companion for _row, companion in people.values() if companion is not None]

    def step(person) -> None:
        registration, companion = (person.registration, person) if isinstance(person, Companion) else (person, None)
        check_in(registration, companion, date, how=CheckedBy.FILE, actor=actor)

    return take_each([*own, *others], step)
