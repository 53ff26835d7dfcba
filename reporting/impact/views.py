"""The public impact page, its open data, and their catalogue."""

import json
from dataclasses import asdict
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.cells import csv_lines
from core.disclosure import FEWEST, LARGEST_SHARE
from core.public_pages import public_page
from reporting.impact.catalogue import catalogue
from reporting.impact.selectors import impact, last_frozen, open_figures
from reporting.measures import MEASURES

HEADS = ("period", "first", "last", "figure", "breakdown", "class", "value", "protected")
JSON_LD = "application/ld+json"


@public_page("figures")
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "impact": impact(),
        "measures": MEASURES,
        "fewest": FEWEST,
        "percent": round(100 * LARGEST_SHARE),
    }
    return render(request, "reporting/impact/page.html", context)


@public_page("figures")
def file(request: HttpRequest, form: str) -> HttpResponse:
    """All frozen figures of the county as a table or as data."""
    rows = [[*asdict(row).values(), row.value is None] for row in open_figures()]
    if form == "csv":
        lines = ([str(each) if isinstance(each, date) else each for each in row] for row in rows)
        content, content_type = b"".join(csv_lines([HEADS, *lines])), "text/csv; charset=utf-8"
    elif form == "json":
        told = [dict(zip(HEADS, row, strict=True)) for row in rows]
        content, content_type = json.dumps(told, ensure_ascii=False, indent=1, default=str).encode(), "application/json"
    else:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="dzm-kennzahlen.{form}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


@public_page("figures")
def data_catalogue(request: HttpRequest) -> HttpResponse:
    content = json.dumps(catalogue(last_frozen()), ensure_ascii=False, indent=1)
    return HttpResponse(content, content_type=JSON_LD)
