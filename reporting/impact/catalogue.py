"""The catalogue of the open data: DCAT-AP.de as JSON-LD, one dataset with its files.

Must-fields of the profile: title and description, `dct:publisher`, `dcatde:contributorID` (an IRI that GovData or
Open.NRW gives out: OPEN_DATA_CONTRIBUTOR), `dcat:contactPoint`, and for every file `dcat:accessURL`, `dct:license` and
`dct:format`.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from core.findable import absolute
from reporting.models import Snapshot

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LICENCES = "http://dcat-ap.de/def/licenses/"
FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/DEU"
THEME = "http://publications.europa.eu/resource/authority/data-theme/ECON"
OFTEN = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
FORMATS = {"csv": "CSV", "json": "JSON"}
TITLE = "Kennzahlen des Digitalen Zentrums Mittelstand im Kreis Soest"
DESCRIPTION = (
    "Festgeschriebene Zahlen des ganzen Kreises je Monat, Quartal, Halbjahr und Jahr: erreichte und unterstützte"
    " Unternehmen, Bedarfe, Vorschläge, Vermittlungen, Ergebnisse, Veranstaltungen und Teilnehmende, nach Größe,"
    " Branche und Thema. Zahlen, die auf einzelne Unternehmen deuten könnten, sind geschützt und ohne Wert."
)
KEYWORDS = ("Digitalisierung", "Mittelstand", "Startups", "Kreis Soest", "Wirtschaftsförderung")


def catalogue(newest: Snapshot | None) -> dict[str, Any]:
    """Return the catalogue as JSON-LD. Without anything frozen it holds no dataset."""
    publisher = {
        "@id": absolute("/#organization"),
        "@type": "foaf:Organization",
        "foaf:name": settings.OPERATOR["name"] or "Digitales Zentrum Mittelstand",
    }
    return {
        "@context": CONTEXT,
        "@id": absolute(reverse("impact:catalogue")),
        "@type": "dcat:Catalog",
        "dct:title": _german(TITLE),
        "dct:description": _german("Offene Daten des Digitalen Zentrums Mittelstand."),
        "dct:publisher": publisher,
        "foaf:homepage": {"@id": absolute("/")},
        "dct:language": {"@id": LANGUAGE},
        "dcat:dataset": [_dataset(newest, publisher)] if newest else [],
    }


def _dataset(newest: Snapshot, publisher: dict[str, Any]) -> dict[str, Any]:
    changed = {"@type": "xsd:dateTime", "@value": newest.frozen_at.isoformat()}
    address = absolute(reverse("impact:page"))
    dataset = {
        "@id": f"{address}#figures",
        "@type": "dcat:Dataset",
        "dct:title": _german(TITLE),
        "dct:description": _german(DESCRIPTION),
        "dct:identifier": f"{address}#figures",
        "dct:publisher": {"@id": publisher["@id"]},
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": publisher["foaf:name"],
            "vcard:hasEmail": {"@id": f"mailto:{settings.OPERATOR['email']}"},
            "vcard:hasURL": {"@id": absolute("/")},
        },
        "dcat:theme": {"@id": THEME},
        "dcat:keyword": [_german(word) for word in KEYWORDS],
        "dcat:landingPage": {"@id": address},
        "dct:accrualPeriodicity": {"@id": OFTEN},
        "dct:modified": changed,
        "dct:language": {"@id": LANGUAGE},
        "dcat:distribution": [_file(form, name, changed) for form, name in FORMATS.items()],
    }
    if settings.OPEN_DATA_CONTRIBUTOR:
        dataset["dcatde:contributorID"] = {"@id": settings.OPEN_DATA_CONTRIBUTOR}
    return dataset


def _file(form: str, name: str, changed: dict[str, str]) -> dict[str, Any]:
    address = absolute(reverse("impact:file", args=[form]))
    licence = {"@id": LICENCES + settings.OPEN_DATA_LICENCE}
    file = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _german(f"{TITLE} ({name})"),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dct:format": {"@id": FILE_TYPES + name},
        "dct:license": licence,
        "dct:modified": changed,
    }
    if "by" in settings.OPEN_DATA_LICENCE:
        file["dcatde:licenseAttributionByText"] = _german(settings.OPERATOR["name"] or "Digitales Zentrum Mittelstand")
    return file


def _german(text: str) -> dict[str, str]:
    return {"@language": "de", "@value": text}
