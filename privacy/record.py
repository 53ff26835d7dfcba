"""The record of processing activities (Art. 30 GDPR), generated from the register: as a page, Markdown and CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.cells import csv_lines
from core.personal import Purpose, holdings, purposes

# What protects the data, for all purposes alike (Art. 32 GDPR).
MEASURES = (
    gettext_lazy("Encrypted connections only; passwords as argon2 hashes; sessions found by a hash of their key"),
    gettext_lazy("Second factor for staff; limits against guessing; sessions end after twelve hours"),
    gettext_lazy("Every page fetches only what its reader may see; rights are tested for every page and every role"),
    gettext_lazy("Two keys: neither side of an introduction learns of the other before both agreed"),
    gettext_lazy("Log of every step; log of who read contact data; no internet addresses in database and logs"),
    gettext_lazy("Periods per data class, applied every night; erasures are proven by a search of the whole database"),
)


@dataclass(frozen=True)
class Activity:
    """One line of the record: a purpose, and where its data lies."""

    purpose: Purpose
    places: tuple[str, ...]

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What Art. 30 asks for, as label and answer."""
        purpose = self.purpose
        return [
            (_("Purpose"), str(purpose.description)),
            (_("Whose data"), str(purpose.people)),
            (_("Which data"), str(purpose.categories)),
            (_("Recipients"), str(purpose.recipients)),
            (_("Transfer to countries outside the European Union"), _("none")),
            (_("Legal basis"), str(purpose.legal_basis.label)),
            (_("Deletion"), _deletion(purpose)),
            (_("Where it lies"), ", ".join(self.places) or _("no personal data is stored")),
        ]


def _deletion(purpose: Purpose) -> str:
    data_class = purpose.data_class
    parts = [data_class.sentence, data_class.action if data_class.period else "", data_class.exception]
    return "; ".join(str(part) for part in parts if part)


def activities() -> list[Activity]:
    return [Activity(purpose, _places(slug)) for slug, purpose in purposes().items()]


def _places(slug: str) -> tuple[str, ...]:
    labels = {holding.label for holding in holdings(slug)}
    return tuple(sorted(str(apps.get_model(label)._meta.db_table) for label in labels))


def controller() -> list[tuple[str, str]]:
    """Return who is responsible, as label and answer."""
    missing = _("not entered yet")
    operator = settings.OPERATOR
    processors = [f"{each['name']}, {each['place']} ({each['task']})" for each in settings.PROCESSORS]
    return [
        (_("Responsible"), ", ".join(filter(None, (operator["name"], operator["address"]))) or missing),
        (_("Represented by"), operator["represented_by"] or missing),
        (_("Contact"), ", ".join(filter(None, (settings.LEAD_CONTACT_EMAIL, operator["phone"])))),
        (_("Data protection officer"), operator["data_protection_officer"] or missing),
        (_("Processors"), "; ".join(processors) or missing),
    ]


def as_markdown() -> str:
    return "\n".join(_markdown_lines()) + "\n"


def _markdown_lines() -> Iterator[str]:
    yield "# " + _("Record of processing activities (Art. 30 GDPR)")
    yield ""
    yield from (f"- **{label}**: {answer}" for label, answer in controller())
    for activity in activities():
        yield ""
        yield f"## {activity.purpose.title}"
        yield ""
        yield from (f"- **{label}**: {answer}" for label, answer in activity.answers)
    yield ""
    yield "## " + _("What protects the data (Art. 32 GDPR)")
    yield ""
    yield from (f"- {measure}" for measure in MEASURES)


def as_csv() -> bytes:
    """Return the record as a table that German spreadsheets open."""
    listed = activities()
    header = [_("Activity"), *(label for label, _answer in listed[0].answers)]
    rows = [[str(each.purpose.title), *(answer for _label, answer in each.answers)] for each in listed]
    return b"".join(csv_lines([header, *rows]))


def page() -> dict[str, Any]:
    return {"controller": controller(), "activities": activities(), "measures": MEASURES}
