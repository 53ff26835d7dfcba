"""Absolute links for mails. A mail is written by a worker that has no request, hence the setting.

A link by which somebody answers without signing in stands in the outbox as its code alone. The signature that makes
it valid is put in when the mail leaves, so that neither the outbox nor a copy of the database can answer for anybody.
"""

import re

from django.conf import settings
from django.core.signing import Signer

PREFIX = "l"  # the addresses of such links begin with it; short, because people copy them from mails
CODE_LENGTH = 16


def absolute(path: str) -> str:
    """Return `path` (starts with a slash, as `reverse` returns it) as a link of this installation.

    Raises ValueError for anything else, so that no foreign address slips into a mail.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"not a path of this installation: {path!r}")
    return f"{settings.BASE_URL}{path}"


def is_own(url: str) -> bool:
    """Whether `url` leads to this installation."""
    return url.startswith(f"{settings.BASE_URL}/")


def _signer() -> Signer:
    return Signer(sep=".", salt="mail.links")


def code_of(token: str) -> str:
    """Return the code that `token` (code and signature) carries. Raises BadSignature for anything else."""
    return _signer().unsign(token)


def sign_links(text: str) -> str:
    """Return `text` with the signature put into each link that is there by its code alone."""
    bare = re.compile(rf"(?<={re.escape(settings.BASE_URL)}/{PREFIX}/)[A-Za-z0-9]{{{CODE_LENGTH}}}(?=/)")
    signer = _signer()
    return bare.sub(lambda code: signer.sign(code[0]), text)
