"""Absolute links for mails. A mail is written by a worker that has no request, hence the setting."""

from django.conf import settings


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
