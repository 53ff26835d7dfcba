"""Pictures that other services show with a link to a public page: drawn here, from what the page says.

Rooms register in `ready()` what stands on the card of a kind of page. Nobody can order a card with a text of their
own: the address names a page, not words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from django.contrib.staticfiles import finders
from django.http import Http404
from PIL import Image, ImageDraw, ImageFont

from core.fonts import FOLDER

WIDTH, HEIGHT = 1200, 630  # pixels, the size that services ask for
_MARGIN = 80
_TITLE_SIZES = (76, 66, 58, 50, 44)
_TITLE_HEIGHT = 270
_SAND, _INK, _SOFT, _PINE, _COPPER, _LINE = "#f8f4ec", "#1a2423", "#4e5a58", "#0e5a53", "#bf6d36", "#e2dbcd"
_FINER = 3  # rings are drawn so many times larger and shrunk, which makes their edges smooth


@dataclass(frozen=True)
class Card:
    """What stands on a card: a small line above, the title, a line below."""

    over: str
    title: str
    below: str = ""


_cards: dict[str, Callable[[str], Card]] = {}


def register_card(kind: str, of: Callable[[str], Card]) -> None:
    """Let `of(key)` say what stands on the cards of `kind`; it raises Http404 for what nobody may see."""
    _cards[kind] = of


def card_of(kind: str, key: str) -> Card:
    """Return the card of a page. Raises Http404 when there is none."""
    if kind not in _cards:
        raise Http404
    return _cards[kind](key)


def draw(card: Card) -> bytes:
    """Return the card as PNG, WIDTH x HEIGHT."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _SAND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 20, HEIGHT), fill=_PINE)
    _draw_rings(picture, left=_MARGIN, top=66, height=64)
    pen.text((_MARGIN + 122, 66), "Digitales Zentrum Mittelstand", font=_font("semibold", 30), fill=_INK)
    pen.text((_MARGIN + 122, 102), "Kreis Soest", font=_font("regular", 26), fill=_SOFT)
    pen.text((_MARGIN, 196), _fitted(card.over, "regular", 30), font=_font("regular", 30), fill=_SOFT)
    lines, size = _wrapped(card.title)
    for number, line in enumerate(lines):
        pen.text((_MARGIN, 244 + number * size * 1.14), line, font=_font("medium", size), fill=_INK)
    if card.below:
        pen.line((_MARGIN, 532, WIDTH - _MARGIN, 532), fill=_LINE, width=2)
        pen.text((_MARGIN, 552), _fitted(card.below, "regular", 28), font=_font("regular", 28), fill=_PINE)
    packed = BytesIO()
    picture.quantize(64).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _draw_rings(picture: Image.Image, *, left: int, top: int, height: int) -> None:
    """Draw the two rings of the hub as in templates/_brand.html, whose drawing is 52 x 34."""
    unit = height * _FINER / 34
    rings = Image.new("RGBA", (round(52 * unit), round(34 * unit)), (0, 0, 0, 0))
    pen = ImageDraw.Draw(rings)

    def box(x: float) -> tuple[float, ...]:
        reach = 14 + 2.5  # radius and half of the stroke
        return ((x - reach) * unit, (17 - reach) * unit, (x + reach) * unit, (17 + reach) * unit)

    pen.ellipse(box(17), outline=_PINE, width=round(5 * unit))
    pen.ellipse(box(35), outline=_COPPER, width=round(5 * unit))
    pen.arc(box(17), 30, 90, fill=_PINE, width=round(5 * unit))
    small = rings.resize((round(rings.width / _FINER), round(rings.height / _FINER)), Image.Resampling.LANCZOS)
    picture.paste(small, (left, top), small)


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(finders.find(f"{FOLDER}/fira-sans-{weight}.woff2"), size)


def _wrapped(title: str) -> tuple[list[str], int]:
    """Return the lines of `title` and the largest size in pixels at which they fit; what fits at none is cut."""
    for size in _TITLE_SIZES:
        lines = _lines(title, _font("medium", size))
        if len(lines) * size * 1.14 <= _TITLE_HEIGHT and all(_fits(line, "medium", size) for line in lines):
            return lines, size
    kept = int(_TITLE_HEIGHT / size / 1.14)
    if len(lines) > kept:
        lines = [*lines[: kept - 1], f"{lines[kept - 1]}…"]
    return [_fitted(line, "medium", size) for line in lines], size


def _lines(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > WIDTH - 2 * _MARGIN:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _fits(text: str, weight: str, size: int) -> bool:
    return _font(weight, size).getlength(text) <= WIDTH - 2 * _MARGIN


def _fitted(text: str, weight: str, size: int) -> str:
    """Return `text`, cut with dots where it is wider than the card."""
    if _fits(text, weight, size):
        return text
    while text and not _fits(f"{text}…", weight, size):
        text = text[:-1]
    return f"{text.rstrip()}…"
