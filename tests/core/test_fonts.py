"""The fonts of the pages: small, complete for German and English, and named alike in the style sheet."""

import re

from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.subset import parse_unicodes
from fontTools.ttLib import TTFont

from core.fonts import CHARACTERS, WEIGHTS, FontFinder

STYLE = (settings.BASE_DIR / "static" / "css" / "portal.css").read_text(encoding="utf-8")
FACE = re.compile(r'@font-face \{[^}]*url\("\.\./([^"]+)"\)[^}]*unicode-range: ([^;]+);')


def _faces() -> list[tuple[str, set[int]]]:
    return [(path, set(parse_unicodes(wanted.replace(" ", "")))) for path, wanted in FACE.findall(STYLE)]


def test_every_font_of_the_style_sheet_is_found():
    faces = _faces()
    assert len(faces) == 2 * len(WEIGHTS)
    assert all(finders.find(path) for path, _characters in faces)


def test_the_style_sheet_asks_a_cut_font_for_what_it_holds_and_the_whole_one_for_all_else():
    kept = set(parse_unicodes(CHARACTERS))
    for path, characters in _faces():
        if path.startswith("fonts/"):
            assert characters == kept
        else:
            assert not characters & kept
            assert len(characters | kept) > 65_000


def test_a_cut_font_holds_what_german_and_english_pages_use():
    catalogue = (settings.BASE_DIR / "locale" / "de" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    used = {ord(character) for character in catalogue if character.isprintable()}
    for path, storage in FontFinder().list([]):
        with TTFont(storage.path(path)) as font:
            assert not {chr(code) for code in used - set(font.getBestCmap())}
            assert "kern" in {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
            assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}


def test_the_finder_knows_no_other_file():
    assert FontFinder().find("css/portal.css") == []
    assert FontFinder().find("fonts/fira-sans-black.woff2", find_all=True) == []
