import pytest

from organisations.anonymity import find_telltales
from organisations.models import Organisation
from regions.models import Municipality


@pytest.fixture
def organisation():
    return Organisation(
        name="Steinrück Drehteile Großhandel GmbH",
        street="Hellweger Ring 12",
        postcode="59557",
        city="Lippstadt",
        website="https://www.steinrueck-teile.example/start",
        municipality=Municipality(name="Lippstadt"),
    )


@pytest.mark.parametrize(
    ("text", "telltales"),
    [
        ("Ein Betrieb der Metallverarbeitung im Kreis Soest möchte Laufzeiten sehen.", []),
        ("Bei Steinrück stehen zwölf Maschinen, und Steinrücks Leute schreiben Zettel.", ["Steinrück", "Steinrücks"]),
        ("Ein Lippstädter Betrieb, nahe Lippstadt", ["Lippstadt"]),
        ("DREHTEILE aus Stahl", ["DREHTEILE"]),
        ("Ein Großhandel für Teile", ["Großhandel", "Teile"]),
        ("am Hellweger Ring, 59557", ["Hellweger", "Ring", "59557"]),
        ("Fragen an Frau Feldkamp", ["Feldkamp"]),
        ("Mehr unter steinrueck-teile.example", ["steinrueck", "teile"]),
        ("Schreiben Sie an info@firma.example", ["info@firma.example"]),
        ("Telefon 02941 123456", ["02941 123456"]),
        ("Siehe www.firma.example/halle", ["www.firma.example/halle"]),
        ("Siehe www.steinrueck-teile.example.", ["www.steinrueck-teile.example"]),
        ("Wir sind eine GmbH mit 40 Leuten und 12 Maschinen.", []),
        ("Budget 25.000 Euro, bis 2019", []),
    ],
)
def test_what_points_to_the_organisation_is_found_and_nothing_else(organisation, text, telltales):
    assert find_telltales(organisation, text, also=["Feldkamp"], public=["Kreis Soest"]) == telltales


def test_the_name_of_the_region_is_no_secret(organisation):
    organisation.city = "Soest"
    text = "Ein Betrieb des Kreises Soest, nicht aus Soest selbst"
    assert find_telltales(organisation, text, public=["Kreis Soest"]) == ["Soest"]
    assert find_telltales(organisation, "Ein Betrieb des Kreises Soest", public=["Kreis Soest"]) == []


def test_a_partner_region_is_public_although_the_town_bears_its_name(organisation):
    organisation.city = "Dortmund"
    text = "Ein Anbieter aus Dortmund, ein Dortmunder Betrieb"
    assert find_telltales(organisation, text, public=["Dortmund"]) == ["Dortmunder"]
