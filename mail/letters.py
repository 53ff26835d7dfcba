"""Letters: written once, rendered as text and as HTML.

The HTML carries its styles inline, because many mail programs drop style elements; only what cannot be inline (dark
mode, phones) stands in one. It holds no image, no pixel and no link but those of this installation. Every background
comes with its own text colour, so that mail programs which darken messages have a pair to work with.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from mail.links import absolute, is_own

_INLINER = CSSInliner(
    extra_css=(Path(__file__).parent / "letter.css").read_text(encoding="utf-8"),
    load_remote_stylesheets=False,
    keep_at_rules=True,  # dark mode and phones, for the mail programs that read style elements
)


@dataclass(frozen=True)
class Section:
    """One case in a summary: its newest message, and below `earlier` ones, each when and what."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    action: tuple[str, str] | None = None
    earlier: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Letter:
    """What a mail says. All texts are plain strings in the recipient's language; nothing is markup.

    The first paragraph continues the sentence of the salutation ("Guten Tag Anna Beispiel,").
    `heading` is the answer or the task in one line (the subject where empty); `facts` are label and value;
    `action` is the one button, label and absolute link; `closing` follows it in smaller type (what happens
    next and until when); `signature` holds the lines below the greeting, `reason` why this person is
    written to. `consent` is the text the person is asked to agree to, word for word; nobody edits it. `editable`
    numbers the paragraphs that a lead may change before the letter leaves. `sections` are the cases of a summary.
    `status_url` is the page that says where the case stands. Raises ValueError when the action or that page is
    anywhere but in this installation.
    """

    subject: str
    paragraphs: tuple[str, ...]
    heading: str = ""
    greeting_name: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    action: tuple[str, str] | None = None
    closing: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    reason: str = ""
    consent: str = ""
    editable: tuple[int, ...] = ()
    sections: tuple[Section, ...] = ()
    status_url: str = ""

    def __post_init__(self):
        for name in ("paragraphs", "closing", "signature"):
            if isinstance(getattr(self, name), str):
                raise TypeError(f"{name} is a tuple of texts")
        for address in (self.action[1] if self.action else "", self.status_url):
            if address and not is_own(address):
                raise ValueError(f"a link of a letter leads to this installation, not to {address}")

    @classmethod
    def of_row(cls, row: dict) -> "Letter":
        """Return the letter that `as_row` stored."""
        sections = tuple(
            Section(each["heading"], tuple(each["paragraphs"]), _pair(each["action"]), _pairs(each["earlier"]))
            for each in row["sections"]
        )
        texts = {name: tuple(row[name]) for name in ("paragraphs", "closing", "signature", "editable")}
        pairs = {"facts": _pairs(row["facts"]), "action": _pair(row["action"])}
        return cls(**{**row, **texts, **pairs, "sections": sections})

    def as_row(self) -> dict:
        """Return it as the row of a mail keeps it until it has left: plain texts, lists and numbers."""
        return _plain(asdict(self))

    def with_texts(self, texts: dict[int, str]) -> "Letter":
        """Return the letter with other words in those paragraphs that may be edited. Raises ValueError for others."""
        if not texts.keys() <= set(self.editable):
            raise ValueError("only the free paragraphs of a letter can be edited")
        return replace(self, paragraphs=tuple(texts.get(n, text) for n, text in enumerate(self.paragraphs)))

    def without_link(self) -> "Letter":
        """Return the letter with a button that leads nowhere in particular, for eyes other than the recipient's."""
        return replace(self, action=(self.action[0], absolute("/"))) if self.action else self


def _pair(value: Iterable[str] | None) -> tuple[str, str] | None:
    return tuple(value) if value else None


def _pairs(values: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple(tuple(each) for each in values)


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, int) else str(value)


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(letter: Letter, *, language: str, replies_to_lead: bool = True) -> Rendered:
    """Return subject, text and HTML of `letter`; `language` is that of the frame around its texts.

    `replies_to_lead` lets the footer say that an answer to the mail reaches the project lead.
    """
    with translation.override(language):
        context = {
            **framing(letter.subject, language),
            "letter": letter,
            "heading": letter.heading or letter.subject,
            "replies_to_lead": replies_to_lead,
        }
        text = render_to_string("mail/letter.txt", context)
        html = render_to_string("mail/letter.html", context)
    return Rendered(
        subject=str(letter.subject),
        text=text.strip() + "\n",
        html=with_inline_styles(html),
    )


def framing(title: str, language: str) -> dict[str, Any]:
    """Return what the frame of each mail shows ("mail/frame.html")."""
    return {
        "title": title,
        "language": language,
        "operator_lines": _operator_lines(),
        "privacy_url": absolute(reverse("privacy")),
        "imprint_url": absolute(reverse("imprint")),
    }


def with_inline_styles(html: str) -> str:
    """Return a whole mail with the styles of `letter.css` inside its elements."""
    return _INLINER.inline(html)


def _operator_lines() -> list[str]:
    """A company's letters name the company, its seat, register and managing directors, mails included
    (section 35a GmbHG)."""
    operator = settings.OPERATOR
    return [operator[key] for key in ("name", "address", "register", "represented_by") if operator[key]]
