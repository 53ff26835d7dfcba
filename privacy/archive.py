"""The ZIP of a copy: data.json, one CSV per table, and index.html to read."""

import json
from collections import Counter
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.cells import csv_lines
from privacy.content import Chapter, chapters_of
from privacy.people import Person

STYLE = Path(__file__).parent / "copy.css"


def build(person: Person, *, language: str) -> bytes:
    """Return the archive of everything held about `person`, written in `language`."""
    with translation.override(language):
        chapters, made_at = chapters_of(person), timezone.now()
        context = {
            "person": person,
            "chapters": chapters,
            "made_at": made_at,
            "operator": settings.OPERATOR,
            "authority": settings.SUPERVISORY_AUTHORITY,
            "contact_email": settings.LEAD_CONTACT_EMAIL,
            "language": language,
        }
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            archive.writestr("index.html", render_to_string("privacy/copy_index.html", context))
            archive.writestr("style.css", STYLE.read_bytes())
            archive.writestr("data.json", _as_json(chapters, made_at))
            for name, content in _tables(chapters):
                archive.writestr(name, content)
    return packed.getvalue()


def _as_json(chapters: list[Chapter], made_at) -> str:
    content = {
        "made_at": made_at.isoformat(),
        "purposes": [
            {
                "purpose": chapter.purpose.slug,
                "title": str(chapter.purpose.title),
                "description": str(chapter.purpose.description),
                "legal_basis": str(chapter.purpose.legal_basis.label),
                "recipients": str(chapter.purpose.recipients),
                "kept": chapter.purpose.data_class.sentence,
                "tables": [
                    {"model": table.label, "title": table.title, "rows": table.rows} for table in chapter.tables
                ],
            }
            for chapter in chapters
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _tables(chapters: list[Chapter]):
    used: Counter[str] = Counter()
    for chapter in chapters:
        for table in chapter.tables:
            name = slugify(table.label.replace(".", "_"))
            used[name] += 1
            ending = f"_{used[name]}" if used[name] > 1 else ""
            header = [_("Number"), *table.headings]
            rows = [[row["id"], *cells] for row, cells in zip(table.rows, table.shown, strict=True)]
            yield f"tables/{name}{ending}.csv", b"".join(csv_lines([header, *rows]))
