"""Letters: written once, rendered as text and as HTML.

The HTML carries its styles inline, because mail programs drop style elements; it holds no image, no pixel
and no link but those of this installation. Every background comes with its own text colour, so that mail
programs which darken messages have a pair to work with.
"""

from dataclasses import dataclass
from pathlib import Path

from css_inline import CSSInliner
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from mail.links import absolute, is_own

_INLINER = CSSInliner(
    extra_css=(Path(__file__).parent / "letter.css").read_text(encoding="utf-8"),
    load_remote_stylesheets=False,
)


@dataclass(frozen=True)
class Letter:
    """What a mail says. All texts are plain strings in the recipient's language; nothing is markup.

    The first paragraph continues the sentence of the salutation ("Guten Tag Anna Beispiel,").
    `heading` is the answer or the task in one line (the subject where empty); `facts` are label and value;
    `action` is the one button, label and absolute link; `closing` follows it in smaller type (what happens
    next and until when); `signature` holds the lines below the greeting, `reason` why this person is
    written to, `status_url` the page that says where the case stands. Raises ValueError when the action or that
    page is anywhere but in this installation.
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
    status_url: str = ""

    def __post_init__(self):
        for name in ("paragraphs", "closing", "signature"):
            if isinstance(getattr(self, name), str):
                raise TypeError(f"{name} is a tuple of texts")
        for address in (self.action[1] if self.action else "", self.status_url):
            if address and not is_own(address):
                raise ValueError(f"a link of a letter leads to this installation, not to {address}")


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
            "letter": letter,
            "heading": letter.heading or letter.subject,
            "language": language,
            "replies_to_lead": replies_to_lead,
            "operator_lines": _operator_lines(),
            "privacy_url": absolute(reverse("privacy")),
            "imprint_url": absolute(reverse("imprint")),
        }
        text = render_to_string("mail/letter.txt", context)
        html = render_to_string("mail/letter.html", context)
    return Rendered(
        subject=str(letter.subject),
        text=text.strip() + "\n",
        html=_INLINER.inline(html),
    )


def _operator_lines() -> list[str]:
    """A company's letters name the company, its seat, register and managing directors, mails included
    (section 35a GmbHG)."""
    operator = settings.OPERATOR
    return [operator[key] for key in ("name", "address", "register", "represented_by") if operator[key]]
