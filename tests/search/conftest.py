"""Invented things to be found; the rooms that publish are not needed here."""

import pytest

from search.registry import Content, Source, register, sources, unregister
from search.services import index


def content(number: int, title: str, body: str = "", *, language: str = "de", kind: str = "offer", **more) -> Content:
    """Return a Content with its texts in one language."""
    return Content(kind, number, f"/things/{number}/", {language: title}, {language: body}, **more)


CONTENTS = (
    content(1, "Vorausschauende Wartung für Drehmaschinen", "Sensoren melden früh, wann ein Lager getauscht wird."),
    content(2, "Instandhaltung planen", "Wir ordnen Aufträge und Prüftermine in einer App."),
    content(3, "Wartung von Aufzügen", "Termine, Prüfbücher und Ersatzteile."),
    content(4, "Lagerverwaltung aus der Cloud", "Bestände stimmen, Regale haben Nummern."),
    content(5, "Verlagerung von Servern", "Umzug in ein Rechenzentrum ohne Stillstand."),
    content(6, "E-Rechnung ohne Umwege", "Rechnungen empfangen und prüfen, auch als XRechnung."),
    content(7, "Predictive maintenance", "We read vibration data of pumps.", language="en"),
    content(8, "Müller Messtechnik", "Geräte für die Straße und die Werkhalle.", kind="entry"),
    content(9, "Bilderkennung", "KI findet Kratzer auf Blechen.", topics=("ki",)),
    content(10, "Schulung für Teams", "Ein Tag im Betrieb.", topics=("vorausschauende-wartung",)),
    content(11, "Kaltumformung von Blechen", "Auch kleine Serien."),
    content(12, "Kurse für Betriebe", "Wir sprechen über Wartung und über anderes."),
)


@pytest.fixture
def things(db):
    """Index what is in CONTENTS."""
    index(*CONTENTS)


@pytest.fixture
def source():
    """Register CONTENTS as sources for the time of a test; returns the list that they publish."""
    published, known = list(CONTENTS), dict(sources())
    for kind in known:
        unregister(kind)
    for kind, label in (("offer", "Angebote"), ("entry", "Anbieter")):
        register(Source(kind, label, lambda kind=kind: (each for each in published if each.kind == kind)))
    yield published
    for each in ("offer", "entry"):
        unregister(each)
    for each in known.values():
        register(each)
