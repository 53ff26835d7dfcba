"""What search engines are told: which pages there are, and what they are about, in the vocabulary of schema.org.

Rooms register the sections of the sitemap in `ready()`.
"""

import json
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

sections: dict[str, type[Sitemap]] = {}
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def register_section(name: str, section: type[Sitemap]) -> None:
    """Add a section of the sitemap; the addresses it names are public pages."""
    sections[name] = section


class Pages(Sitemap):
    """Pages that are always there, by the names of their addresses."""

    names = (
        "home",
        "easy_language",
        "sign_language",
        "companies:register_need",
        "impact:page",
        "shares:register",
        "accessibility",
        "imprint",
        "privacy",
        "legal:terms",
    )

    def items(self) -> tuple[str, ...]:
        return self.names

    def location(self, item: str) -> str:
        return reverse(item)


def absolute(path: str) -> str:
    """Return `path` of this installation with its host."""
    return f"{settings.BASE_URL}{path}"


def hub() -> dict[str, Any]:
    """Return the hub itself as schema.org describes organisations, as far as the operator has said who it is."""
    said = settings.OPERATOR
    address = {"@type": "PostalAddress", "streetAddress": said["address"], "addressCountry": "DE"}
    return {
        "@type": "Organization",
        "@id": absolute("/#organization"),
        "name": said["name"] or "Digitales Zentrum Mittelstand",
        "url": absolute("/"),
        "logo": absolute(reverse("card_default")),
        "email": said["email"],
        **({"telephone": said["phone"]} if said["phone"] else {}),
        **({"address": address} if said["address"] else {}),
        "areaServed": {"@type": "AdministrativeArea", "name": "Kreis Soest"},
    }


def json_ld(*things: dict[str, Any]) -> SafeString:
    """Return `things` as the text of a script element of type application/ld+json, which no text can leave."""
    text = json.dumps({"@context": "https://schema.org", "@graph": list(things)}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))
