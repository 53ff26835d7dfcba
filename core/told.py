"""Texts that people may give in two languages, as a reader gets them."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Told:
    """A text with the language it is in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text

    @property
    def is_foreign(self) -> bool:
        """Whether it is in another language than the page: it is marked then, and the page says so."""
        return bool(self.text) and self.language != reader_language()


def reader_language() -> str:
    return "en" if (get_language() or "").startswith("en") else "de"


def told(**texts: str) -> Told:
    """Return the text in the reader's language, else the first that there is: `told(de=..., en=...)`."""
    wanted = reader_language()
    for language in (wanted, *texts):
        if texts.get(language, "").strip():
            return Told(texts[language], language)
    return Told("", wanted)
