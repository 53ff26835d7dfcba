"""The fonts of the pages, cut down to the characters that German and English pages use.

The fonts themselves come with KERN and are not ours to keep: each installation cuts its own copies when static files
are collected, or when a page first asks. What is left out is still there: the style sheet names the whole font for
all other characters, and a browser fetches it once such a character is to be shown.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from fontTools import subset

WEIGHTS = {"regular": "Regular", "medium": "Medium", "semibold": "SemiBold"}
FOLDER = "fonts"
# As `unicode-range` in static/css/portal.css: Latin with its supplements, punctuation, currency, arrows, signs.
CHARACTERS = "U+20-7E,U+A0-17F,U+2010-2026,U+2030,U+2039-203A,U+20AC,U+2190-2193,U+2212,U+2260-2265,U+2713"
_FEATURES = ["kern", "liga", "tnum", "lnum", "ccmp", "locl", "mark", "mkmk"]


class FontFinder(BaseFinder):
    """Finds `fonts/fira-sans-<weight>.woff2` among the static files."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.PORTAL_VAR / "assets")

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str]:
        """Return where the font lies, cut if it was not yet; an empty list for anything else."""
        weight = next((weight for weight in WEIGHTS if path == _name(weight)), None)
        if weight is None:
            return []
        found = str(self._cut(weight))
        return [found] if find_all else found

    def list(self, ignore_patterns) -> Iterator[tuple[str, FileSystemStorage]]:
        for weight in WEIGHTS:
            self._cut(weight)
            yield _name(weight), self.storage

    def _cut(self, weight: str) -> Path:
        """Return the cut font of `weight`; made anew only where the source or what is kept of it has changed."""
        source = settings.KERN_FOLDER / "fonts" / "fira-sans" / f"FiraSans-{WEIGHTS[weight]}.woff2"
        target = Path(self.storage.path(_name(weight)))
        mark = target.with_suffix(".mark")
        wanted = hashlib.sha256(f"{source.stat().st_size} {CHARACTERS} {_FEATURES}".encode()).hexdigest()
        if not (target.exists() and mark.exists() and mark.read_text(encoding="ascii") == wanted):
            target.parent.mkdir(parents=True, exist_ok=True)
            cut(source, target)
            mark.write_text(wanted, encoding="ascii")
        return target


def cut(source: Path, target: Path) -> None:
    """Write the font `source` to `target` with CHARACTERS only, as WOFF2. `target` is whole or not there."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = _FEATURES
    options.hinting = False
    handle, unfinished = tempfile.mkstemp(dir=target.parent)
    os.close(handle)
    with subset.load_font(source, options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(CHARACTERS))
        subsetter.subset(font)
        subset.save_font(font, unfinished, options)
    Path(unfinished).chmod(0o644)
    Path(unfinished).replace(target)


def _name(weight: str) -> str:
    return f"{FOLDER}/fira-sans-{weight}.woff2"
