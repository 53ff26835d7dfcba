"""Filling in public forms as a browser does."""

import re

from django.urls import reverse

REPORT = {
    "where": "Angebot A-2026-0001",
    "category": "misleading",
    "text": "Der Anbieter wirbt mit einem Siegel, das es nicht gibt.",
    "good_faith": "on",
    "reporter_name": "Rosa Melderin",
    "reporter_email": "rosa@melderin.example",
}
BARRIER = {"where": "Startseite", "text": "Mein Screenreader liest die Karte nicht vor."}


def field(response, name: str) -> str:
    """Return the value of a hidden field on the page."""
    return re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.content.decode()).group(1)


def open_form(client, url_name: str, **query) -> dict[str, str]:
    response = client.get(reverse(url_name), query)
    return {name: field(response, name) for name in ("opened", "form_key")}


def send(client, url_name: str, typed: dict, *, opened: dict | None = None, **query):
    """Open the form (unless `opened` is given), fill in `typed` and send it."""
    hidden = opened or open_form(client, url_name, **query)
    return client.post(reverse(url_name, query=query or None), hidden | typed)
