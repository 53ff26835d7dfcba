"""The register as a paper, a table and data."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.cells import csv_lines
from core.papers import LIST, as_pdf
from shares.selectors import Register

COMPANY = "Digitales Zentrum Mittelstand GmbH"


def as_paper(register: Register) -> bytes:
    """Return the register of its day as tagged PDF (PDF/UA-1)."""
    rows = [
        [
            row.holder.name,
            row.holder.on_behalf_of,
            row.fraction_display,
            row.percent_display,
            date_format(row.since, "SHORT_DATE_FORMAT"),
        ]
        for row in register.holdings
    ]
    rows.append([_("Sum"), "", register.total_display, register.total_percent_display, ""])
    lines = [
        COMPANY,
        _("As of %(day)s. The fractions are exact, percentages are rounded to two places.")
        % {"day": date_format(register.on, "DATE_FORMAT")},
    ]
    if register.capital_eur:
        lines.append(_("Share capital: %(capital)s euros.") % {"capital": register.capital_eur})
    content = {
        "headers": [_("Holder"), _("On behalf of"), _("Exact share"), _("Percent"), _("Since")],
        "rows": rows,
        "widths": [5, 3, 2, 2, 2],
        "lines": lines,
        "footer": _("Printed on %(moment)s") % {"moment": date_format(timezone.localtime(), "DATETIME_FORMAT")},
    }
    return as_pdf(LIST, content, title=_("Shareholder register"))


def _table(register: Register) -> Iterator[list[Any]]:
    """Parts and whole stand apart: "1/32" would be a date to a spreadsheet."""
    yield [_("Holder"), _("On behalf of"), _("Parts"), _("of"), _("Percent"), _("Nominal in euros"), _("Since")]
    for row in register.holdings:
        parts, whole = row.fraction_display.split("/")
        nominal = "" if row.nominal_eur is None else row.nominal_eur
        percent = row.percent_display.removesuffix(" %")
        yield [row.holder.name, row.holder.on_behalf_of, int(parts), int(whole), percent, nominal, row.since]


def as_csv(register: Register) -> bytes:
    return b"".join(csv_lines(_table(register)))


def as_json(register: Register) -> bytes:
    """Return the register as data: shares as numerator and denominator, days as ISO texts."""
    rows = [
        {
            "holder": row.holder.name,
            "kind": row.holder.kind,
            "county": row.holder.county.ags if row.holder.county else None,
            "municipalities": [place.ags for place in row.holder.municipalities.all()],
            "numerator": row.share.numerator,
            "denominator": row.share.denominator,
            "nominal_eur": row.nominal_eur,
            "since": row.since.isoformat(),
        }
        for row in register.holdings
    ]
    data = {
        "company": COMPANY,
        "as_of": register.on.isoformat(),
        "capital_eur": register.capital_eur,
        "shareholders": rows,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
