"""How wide words are and where their lines break: estimates, because a server has no browser to ask."""

# Rough advance widths of a humanist sans serif in em; wide enough for the medium weight.
_NARROW, _WIDE = set("ijlftr()I.,'- "), set("mwMW")


def text_width(text: str, size: float) -> float:
    """Return the estimated width of `text` at font size `size`, in the same unit."""
    em = sum(0.32 if char in _NARROW else 0.86 if char in _WIDE else 0.66 if char.isupper() else 0.56 for char in text)
    return em * size


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return the lines of `text` that fit into `width`; a word too long for a line is cut with a hyphen."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width, size):
            longer = f"{lines[-1]} {piece}".strip()
            if text_width(longer, size) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return [line for line in lines if line]


def _pieces(word: str, width: float, size: float) -> list[str]:
    pieces = []
    while text_width(word, size) > width and len(word) > 2:
        cut = next((at for at in range(len(word) - 1, 1, -1) if text_width(f"{word[:at]}-", size) <= width), 2)
        pieces.append(f"{word[:cut]}-")
        word = word[cut:]
    return [*pieces, word]
