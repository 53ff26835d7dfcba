import pytest

from companies.anonymity import find_telltales
from companies.models import Need
from organisations.models import Organisation
from regions.models import Municipality


@pytest.fixture
def need():
    organisation = Organisation(
        name="Steinrück Drehteile GmbH",
        street="Hellweger Ring 12",
        postcode="59557",
        city="Lippstadt",
        website="https://www.steinrueck-teile.example/start",
    )
    contact = Need._meta.get_field("contact").related_model(given_name="Anna", family_name="Feldkamp")
    return Need(organisation=organisation, municipality=Municipality(name="Lippstadt"), contact=contact)


@pytest.mark.parametrize(
    ("text", "telltales"),
    [
        ("Ein Betrieb der Metallverarbeitung im Kreis Soest möchte Laufzeiten sehen.", []),
        ("Bei Steinrück stehen zwölf Maschinen, und Steinrücks Leute schreiben Zettel.", ["Steinrück", "Steinrücks"]),
        ("Ein Lippstädter Betrieb, nahe Lippstadt", ["Lippstadt"]),
        ("DREHTEILE aus Stahl", ["DREHTEILE"]),
        ("am Hellweger Ring, 59557", ["Hellweger", "Ring", "59557"]),
        ("Fragen an Frau Feldkamp", ["Feldkamp"]),
        ("Mehr unter steinrueck-teile.example", ["steinrueck"]),
        ("Schreiben Sie an info@firma.example", ["info@firma.example"]),
        ("Telefon 02941 123456", ["02941 123456"]),
        ("Siehe www.firma.example/halle", ["www.firma.example/halle"]),
        ("Wir sind eine GmbH mit 40 Leuten und 12 Maschinen.", []),
        ("Budget 25.000 Euro, bis 2019", []),
    ],
)
def test_what_points_to_the_company_is_found_and_nothing_else(need, text, telltales):
    assert find_telltales(need, text) == telltales
