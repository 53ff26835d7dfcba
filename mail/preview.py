"""A letter as its recipient sees it, on a page that allows no styles but its own.

Mail programs want styles inside the elements; our pages forbid exactly that. So each inline style becomes a class, and
the one style element that defines them is named in the policy of the answer by its hash. The frame around it is
sandboxed: nothing in it runs, loads or leads anywhere.
"""

import base64
import hashlib
import re
from html import unescape

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

_STYLE = re.compile(r'\sstyle="([^"]*)"')
_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


@xframe_options_sameorigin
def framed(request: HttpRequest, html: str) -> HttpResponse:
    """Return `html`, a letter rendered by `mail.letters`, as the content of a frame on our own pages."""
    document, sheet = _with_classes(html)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = {
        "script-src": None,
        "style-src": [f"'sha256-{digest}'"],
        "frame-ancestors": [SELF],
        "form-action": [NONE],
        "sandbox": [""],
    }
    return csp_replace(policy)(lambda _request: HttpResponse(document))(request)


def _with_classes(html: str) -> tuple[str, str]:
    """Return the document with classes in place of inline styles, and the sheet that defines them."""
    names: dict[str, str] = {}

    def as_class(found: re.Match) -> str:
        name = names.setdefault(unescape(found[1]), f"s{len(names)}")
        return f' data-style="{name}"'

    own = [sheet for sheet in _SHEET.findall(html) if "<" not in sheet]
    body = _STYLE.sub(as_class, _SHEET.sub("", html))
    sheet = "".join(f'[data-style="{name}"]{{{style}}}' for style, name in names.items() if "<" not in style)
    sheet += "".join(own)
    return body.replace("</head>", f"<style>{sheet}</style></head>", 1), sheet
