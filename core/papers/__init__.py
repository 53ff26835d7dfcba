"""Papers to print: made by typst as tagged PDF (PDF/UA-1), so that screen readers read them, too."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.contrib.staticfiles import finders
from django.utils.translation import get_language
from fontTools.ttLib import TTFont

STANDARD = "ua-1"
LIST = Path(__file__).parent / "list.typ"
_WEIGHTS = ("Regular", "Medium", "SemiBold")


def as_pdf(paper: Path, content: dict[str, Any], *, title: str) -> bytes:
    """Return `paper` (a file of typst: LIST, or one of a room) filled with `content`. Texts are data there, never
    markup of typst, so that nobody's name can do anything but be read.

    LIST takes `lines` above a table of `headers`, `rows` and relative `widths`, and a `footer`."""
    said = {"title": title, "author": "Digitales Zentrum Mittelstand", "language": (get_language() or "de")[:2]}
    # The fonts lie in a folder for as long as the paper is drawn: one that outlives its process nobody clears away.
    with TemporaryDirectory(prefix="dzm-fonts-") as folder:
        for name, font in _fonts().items():
            (Path(folder) / name).write_bytes(font)
        return typst.compile(
            paper.read_bytes(),
            format="pdf",
            pdf_standards=[STANDARD],
            sys_inputs={"data": json.dumps({**said, **content})},
            font_paths=[folder],
            ignore_system_fonts=True,
        )


@cache
def _fonts() -> dict[str, bytes]:
    """Return the font of the portal as typst reads it, by file name; browsers have it packed."""
    unpacked = {}
    for weight in _WEIGHTS:
        # Without a time of change of its own, the same paper is the same bytes in every process.
        font = TTFont(finders.find(f"kern/fonts/fira-sans/FiraSans-{weight}.woff2"), recalcTimestamp=False)
        font.flavor = None
        font.save(stream := BytesIO())
        unpacked[f"FiraSans-{weight}.ttf"] = stream.getvalue()
    return unpacked
