"""Lists of participants: which columns there are, and the rows as they are today."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.cells import MEDIA_TYPES, writer_of
from core.papers import LIST, as_pdf
from events.models import Event, ParticipantList, Registration
from events.registering.selectors import answers_in_words
from events.words import time_of

PDF = "pdf"
BADGES = Path(__file__).parent / "badges.typ"
FORMS = {**MEDIA_TYPES, PDF: "application/pdf"}


@dataclass(frozen=True)
class Column:
    """One column: its title, what stands in it, and how wide it is on paper."""

    label: Any
    value: Callable[[Registration], Any]
    width: int = 2


def _came(row: Registration) -> str:
    days = {date_format(timezone.localtime(each.date.starts_at), "SHORT_DATE_FORMAT") for each in row.attendances.all()}
    return ", ".join(sorted(days))


COLUMNS: dict[str, Column] = {
    "name": Column(gettext_lazy("Name"), lambda row: f"{row.family_name}, {row.given_name}", 3),
    "organisation": Column(gettext_lazy("Company or institution"), lambda row: row.organisation_name, 3),
    "town": Column(gettext_lazy("Town"), lambda row: row.municipality.name if row.municipality else ""),
    "email": Column(gettext_lazy("E-mail address"), lambda row: row.email, 3),
    "phone": Column(gettext_lazy("Phone"), lambda row: row.phone),
    "companions": Column(
        gettext_lazy("Companions"), lambda row: ", ".join(each.name or "+1" for each in row.companions.all())
    ),
    "how": Column(gettext_lazy("Takes part"), lambda row: _("online") if row.takes_part_online else _("on site")),
    "answers": Column(
        gettext_lazy("Answers"), lambda row: "; ".join(f"{text}: {said}" for text, said in answers_in_words(row)), 4
    ),
    "note": Column(gettext_lazy("Note"), lambda row: row.note, 3),
    "came": Column(gettext_lazy("Came"), _came),
    "signature": Column(gettext_lazy("Signature"), lambda row: "", 3),
}


def rows_of(event: Event) -> Iterable[Registration]:
    rows = event.registrations.coming().select_related("municipality")
    rows = rows.prefetch_related("companions", "answers__question", "attendances__date")
    return rows.order_by("family_name", "given_name", "pk")


def _table(asked: ParticipantList) -> Iterator[list[Any]]:
    """Yield the titles, then the rows."""
    columns = [COLUMNS[key] for key in asked.columns if key in COLUMNS]
    yield [str(column.label) for column in columns]
    for row in rows_of(asked.event):
        yield [column.value(row) for column in columns]


def as_file(asked: ParticipantList, form: str) -> bytes:
    """Return the list as it is today as CSV, Excel workbook or PDF."""
    if form == PDF:
        return _as_paper(asked)
    file = BytesIO()
    writer = writer_of(form, file)
    for values in _table(asked):
        writer.row(values)
    writer.close()
    return file.getvalue()


def _as_paper(asked: ParticipantList) -> bytes:
    headers, *rows = _table(asked)
    event, now = asked.event, date_format(timezone.localtime(), "DATETIME_FORMAT")
    number = event.registrations.coming().seats()
    content = {
        "headers": headers,
        "rows": rows,
        "widths": [COLUMNS[key].width for key in asked.columns if key in COLUMNS],
        "lines": [
            *(time_of(date.starts_at, date.ends_at) for date in event.planned_dates),
            ngettext("%(number)d person has a place.", "%(number)d people have a place.", number) % {"number": number},
            _("For: %(purpose)s") % {"purpose": asked.purpose},
        ],
        "footer": _("As of %(moment)s. Please destroy it when you no longer need it.") % {"moment": now},
    }
    return as_pdf(LIST, content, title=event.title)


def badges_of(event: Event) -> bytes:
    """Return name badges of everybody with a place who comes on site, ten to a page."""
    badges = []
    for row in rows_of(event):
        if not row.takes_part_online:
            badges.append({"name": row.full_name, "detail": row.organisation_name})
            badges += [
                {"name": each.name, "detail": row.organisation_name} for each in row.companions.all() if each.name
            ]
    return as_pdf(BADGES, {"badges": badges}, title=event.title)
