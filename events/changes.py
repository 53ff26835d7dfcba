"""What of an event is worth telling those who are registered when it changes: when and where, nothing else."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from events.enums import Format
from events.models import Event
from events.words import time_of


@dataclass(frozen=True)
class Change:
    """Something that people who are registered have to know: what, how it was, how it is. Both may be functions that
    say it in the language of a letter."""

    what: Any
    before: Any
    after: Any


@dataclass(frozen=True)
class Noticed:
    """When and where an event is, as people note it."""

    dates: tuple[tuple, ...]
    format: str
    place: str
    room: str
    online_url: str

    def since(self, before: "Noticed") -> list[Change]:
        """Return what is different from `before`."""
        changes = []
        if self.dates != before.dates:
            changes.append(Change(_("When"), _Times(before.dates), _Times(self.dates)))
        if self.format != before.format:
            changes.append(Change(_("How"), Format(before.format).label, Format(self.format).label))
        if self.place != before.place or self.room != before.room:
            changes.append(Change(_("Where"), before.where, self.where))
        if self.online_url != before.online_url and self.format != Format.ON_SITE:
            changes.append(Change(_("Link for taking part online"), before.online_url, self.online_url))
        return changes

    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.place, self.room) if part)


@dataclass(frozen=True)
class _Times:
    """Dates, in words of the active language once they are written."""

    dates: tuple[tuple, ...]

    def __str__(self) -> str:
        return "; ".join(time_of(begin, end) for begin, end in self.dates)


def noticed(event: Event) -> Noticed:
    """Return when and where `event` is at this moment."""
    rows = event.dates.filter(is_cancelled=False).order_by("starts_at", "pk")
    return Noticed(
        dates=tuple((row.starts_at, row.ends_at) for row in rows),
        format=event.format,
        place=event.venue.address if event.venue else "",
        room=event.room,
        online_url=event.online_url,
    )
