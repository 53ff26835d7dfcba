"""Needs and offers come in as drafts, attached to their organisation."""

import pytest

from companies.models import Need
from startups.models import Offer
from tests.cases import need_in, offer_in
from tests.transfer.conftest import counts, csv_file, imported, notes

pytestmark = pytest.mark.django_db
NEEDS = "Externe Nummer;Firma;PLZ;Titel;Beschreibung;Themen;Budget;Quelle\n"
OFFERS = "Externe Nummer;Organisation-Nr.;Titel;Beschreibung;Themen;Preis ab;WZ\n"


def test_needs_become_drafts_of_the_lead(people):
    row = "77;Steinrück Drehteile;;Alte Maschinen melden nichts;Zwölf Drehmaschinen.;iiot;%s;telefonisch\n"
    text = NEEDS + row % "5.000 bis 25.000 Euro"
    job = imported(csv_file(text), people.lead, "needs")

    assert counts(job) == (1, 0, 0, 0), notes(job, 2)
    need = Need.objects.get(title="Alte Maschinen melden nichts")
    assert (need.state, need.organisation, need.created_by, need.source) == (
        "draft",
        people.company,
        people.lead,
        "phone",
    )
    assert (need.budget, need.region, need.contact) == ("5k_25k", people.company.region, people.anna.contact)
    assert [topic.slug for topic in need.topics.all()] == ["iiot"]
    assert counts(imported(csv_file(text), people.lead, "needs")) == (0, 0, 1, 0)


def test_a_draft_of_a_need_is_updated_by_its_foreign_number(people):
    imported(csv_file("Externe Nummer;Firma;Titel\n77;Steinrück Drehteile;Alt\n"), people.lead, "needs")
    job = imported(csv_file("Externe Nummer;Titel;Themen\n77;Neu;erp\n"), people.lead, "needs", mode="update")

    assert counts(job) == (0, 1, 0, 0), notes(job, 2)
    need = Need.objects.get(external_keys__foreign_id="77")
    assert (need.title, [topic.slug for topic in need.topics.all()]) == ("Neu", ["erp"])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("1;Unbekannt AG;;Titel;;;;", "nicht bekannt"),
        ("1;Steinrück Drehteile;;;;;;", "Titel"),
        ("1;Steinrück Drehteile;;Titel;;zauberei;;", "kein Thema"),
        ("1;Steinrück Drehteile;;Titel;;;viel Geld;", "Preisrahmen"),
    ],
)
def test_errors_of_needs_are_told(people, row, sentence):
    job = imported(csv_file(NEEDS + row), people.lead, "needs")
    assert counts(job) == (0, 0, 0, 1)
    assert sentence in notes(job, 2)


def test_a_qualified_need_is_not_changed_by_an_import(people):
    need = need_in("qualified", people)
    job = imported(csv_file(f"Nummer;Titel\n{need.number};Etwas anderes\n"), people.lead, "needs", mode="update")

    assert counts(job) == (0, 0, 0, 1)
    need.refresh_from_db()
    assert (need.title, need.state) == ("Alte Drehmaschinen sollen Laufzeit und Stillstand melden", "qualified")


def test_what_the_lead_does_not_see_is_not_found(people):
    need = need_in("draft", people)
    job = imported(csv_file(f"Portal-Nr.;Titel\n{need.pk};X\n"), people.lead, "needs", mode="update")
    assert "keinen Eintrag" in notes(job, 2)


def test_offers_become_drafts_of_the_provider(people):
    text = OFFERS + f"A1;{people.startup.pk};Liest Maschinen aus;Wir lesen aus.;iiot;1.500 €;C25 | C28\n"
    job = imported(csv_file(text), people.lead, "offers")

    assert counts(job) == (1, 0, 0, 0), notes(job, 2)
    offer = Offer.objects.get(title="Liest Maschinen aus")
    assert (offer.state, offer.organisation, offer.price_from_eur) == ("draft", people.startup, 1500)
    assert sorted(sector.full_code for sector in offer.sectors.all()) == ["C25", "C28"]
    changed = text.replace("1.500 €", "2000")
    assert counts(imported(csv_file(changed), people.lead, "offers")) == (0, 1, 0, 0)


def test_a_published_offer_stays_with_its_provider(people):
    offer = offer_in("published", people)
    job = imported(csv_file(f"Nummer;Titel\n{offer.number};Anders\n"), people.lead, "offers", mode="update")
    assert counts(job) == (0, 0, 0, 1)
