"""The browser that commands drive."""

import os
import shutil

from django.core.management.base import CommandError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str:
    """Return the path of a Chromium: the one named in PORTAL_CHROMIUM, else the first known name on PATH."""
    path = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise CommandError("No Chromium found: install one or name it in PORTAL_CHROMIUM.")
    return path


def sandbox_flags() -> list[str]:
    """Return what a browser has to be told where the superuser starts it."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []
