"""Organisations come in: found again, created, changed, with errors by line."""

import pytest

from accounts.models import Contact
from core.models import LogEntry
from organisations.models import Membership, Organisation
from organisations.services.merging import merge
from regions.models import Municipality
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory
from tests.transfer.conftest import checked, counts, csv_file, gefak, imported, notes, xlsx_file
from transfer.models import ExternalKey

pytestmark = pytest.mark.django_db
HEAD = "Firma;PLZ;Ort;Internet;USt-IdNr.;Rechtsform\n"


def test_an_address_list_of_kwis_comes_in_with_umlauts_and_people(people):
    job = imported(gefak(), people.lead)

    assert (job.encoding, job.delimiter, job.state) == ("cp1252", ";", "done")
    assert counts(job) == (5, 1, 0, 0), list(job.lines.values_list("line", "messages"))
    firm = Organisation.objects.get(name="Mühlenbrück Drehteile GmbH")
    assert (firm.street, firm.postcode, firm.city, firm.size_class) == ("Möhnestraße 12", "59494", "Soest", "small")
    assert (firm.website, firm.founded_year, firm.verification) == (
        "https://www.muehlenbrueck.example",
        1987,
        "pending",
    )
    assert firm.municipality == Municipality.objects.get(name="Soest")
    assert [sector.full_code for sector in firm.sectors.all()] == ["C25"]
    names = {(m.contact.given_name, m.contact.family_name, m.title, m.role) for m in firm.memberships.all()}
    assert names == {
        ("Käthe", "Süßmilch", "Geschäftsführerin", "member"),
        ("Jörg", "Grönefeld", "Prokurist", "member"),
    }
    assert ExternalKey.objects.get(foreign_id="100001", source="kwis").organisation == firm
    bakery = Organisation.objects.get(name="Bäckerei Öhlmann Inh. Änne Öhlmann")
    assert (bakery.size_class, bakery.founded_year, bakery.memberships.count()) == ("micro", 1952, 0)
    assert Organisation.objects.get(name="Rüthener Präzision AG").size_class == "large"


def test_what_is_left_out_of_a_row_is_said_in_its_line(people):
    job = imported(gefak(), people.lead)

    assert "keine E-Mail-Adresse" in notes(job, 4)  # the bakery: a person without address
    assert "gültige E-Mail-Adresse" in notes(job, 6)  # an address that is none
    assert "Zeile 2" in notes(job, 3)


def test_importing_the_same_file_again_changes_nothing(people):
    imported(gefak(), people.lead)
    before = list(Organisation.objects.order_by("pk").values()), Membership.objects.count(), Contact.objects.count()

    job = imported(gefak(), people.lead)

    assert counts(job) == (0, 0, 6, 0)
    assert (
        list(Organisation.objects.order_by("pk").values()),
        Membership.objects.count(),
        Contact.objects.count(),
    ) == before


def test_a_second_file_updates_by_the_number_of_the_other_system(people):
    imported(gefak(), people.lead)
    text = "Ident-Nr.;Firmenname;PLZ;Ort;Beschäftigte\n100001;Mühlenbrück Zerspanung GmbH;59494;Soest;60\n"

    job = imported(csv_file(text), people.lead)

    assert counts(job) == (0, 1, 0, 0)
    firm = Organisation.objects.get(external_keys__foreign_id="100001")
    assert (firm.name, firm.size_class, firm.name_key) == (
        "Mühlenbrück Zerspanung GmbH",
        "medium",
        "muhlenbruck zerspanung",
    )


def test_the_check_says_what_the_import_then_does_and_writes_nothing(people):
    number = Organisation.objects.count()
    job = checked(gefak(), people.lead)

    assert Organisation.objects.count() == number
    assert (job.state, counts(job)) == ("checked", (5, 1, 0, 0))


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [("both", (1, 1, 0, 0)), ("skip", (1, 0, 1, 0)), ("create", (1, 0, 0, 1)), ("update", (0, 1, 0, 1))],
)
def test_modes_decide_on_new_and_existing_rows(people, mode, wanted):
    OrganisationFactory(name="Alt GmbH", postcode="59494", city="Soest")
    text = HEAD + "Alt GmbH;59494;Soest;alt.example;;\nNeu GmbH;59494;Soest;;;\n"

    assert counts(imported(csv_file(text), people.lead, mode=mode)) == wanted


def test_errors_are_told_by_line_and_stop_no_other_row(people):
    rows = ["Eins GmbH;59494;Soest;;DE123;", "Zwei GmbH;59494;;;;", "Drei GmbH;123456;Soest;keine seite;;"]
    text = HEAD + "\n".join([*rows, "Vier GmbH;59494;Soest;;;"])
    job = imported(csv_file(text), people.lead)

    assert counts(job) == (1, 0, 0, 3)
    assert notes(job, 2).startswith("Umsatzsteuer-Identifikationsnummer: ")
    assert notes(job, 3) == "Ort: Geben Sie den Ort ein."
    assert "fünf Ziffern" in notes(job, 4)
    assert "Website: " in notes(job, 4)


def test_line_numbers_count_line_breaks_within_cells(people):
    text = 'Firma;PLZ;Ort;Über\n"Eins GmbH";59494;Soest;"Zeile\nnoch eine"\n\nZwei GmbH;;Soest;\n'
    job = imported(csv_file(text), people.lead)

    assert list(job.lines.filter(is_check=False).values_list("line", "outcome")) == [(2, "created"), (5, "failed")]


def test_empty_cells_erase_nothing_unless_told(people):
    firm = OrganisationFactory(
        name="Alt GmbH", postcode="59494", city="Soest", about="Seit 1900", verification="pending"
    )
    text = "Firma;PLZ;Ort;Tätigkeit\nAlt GmbH;59494;Soest;\n"

    assert counts(imported(csv_file(text), people.lead)) == (0, 0, 1, 0)
    firm.refresh_from_db()
    assert firm.about == "Seit 1900"
    assert counts(imported(csv_file(text), people.lead, erases=True)) == (0, 1, 0, 0)
    firm.refresh_from_db()
    assert (firm.about, firm.name) == ("", "Alt GmbH")


def test_what_a_firm_says_of_itself_comes_in_both_languages(people):
    text = "Firma;PLZ;Ort;Tätigkeit;Tätigkeit auf Englisch\nNeu GmbH;59494;Soest;Drehteile;Turned parts\n"

    assert counts(imported(csv_file(text), people.lead)) == (1, 0, 0, 0)
    firm = Organisation.objects.get(name="Neu GmbH")
    assert (firm.about, firm.about_en) == ("Drehteile", "Turned parts")


def test_verified_values_stay_unless_told(people):
    firm = OrganisationFactory(name="Alt GmbH", legal_form="GmbH", street="")
    text = f"Portal-Nr.;Firma;Rechtsform;Straße\n{firm.pk};Ganz anders AG;AG;Neuer Weg 1\n"

    job = imported(csv_file(text), people.lead)
    firm.refresh_from_db()
    assert (firm.name, firm.legal_form, firm.street, firm.name_key) == ("Alt GmbH", "GmbH", "Neuer Weg 1", "alt")
    assert "Name, Rechtsform" in notes(job, 2)

    imported(csv_file(text), people.lead, changes_verified=True)
    firm.refresh_from_db()
    assert (firm.name, firm.legal_form) == ("Ganz anders AG", "AG")


@pytest.mark.parametrize(
    ("stored", "row"),
    [
        ({"register_court": "Arnsberg", "register_number": "HRB 1234"}, "Amtsgericht Arnsberg;HRB1234;;;"),
        ({"vat_id": "DE136695976"}, ";;DE 136 695 976;;"),
        ({"website": "https://www.altfirma.example", "postcode": "59494"}, ";;;altfirma.example;59494"),
        ({"postcode": "59494"}, ";;;;59494"),
    ],
)
def test_an_organisation_is_found_by_each_of_its_keys(people, stored, row):
    firm = OrganisationFactory(name="Müller & Söhne GmbH", **stored)
    name = "Mueller und Söhne"
    text = f"Firma;Ort;Registergericht;Registernummer;USt-IdNr.;Internet;PLZ\n{name};Soest;{row}\n"

    job = checked(csv_file(text), people.lead, mode="update")

    assert job.lines.get().object_id == firm.pk, notes(job, 2, check=True)


def test_two_firms_of_one_group_stay_two(people):
    rows = ["1;Brandt Holding GmbH;59494;Soest;brandt.example", "2;Steinwerk Möhne GmbH;59494;Soest;brandt.example"]
    text = "\n".join(["Ident-Nr.;Firma;PLZ;Ort;Internet", *rows])
    assert counts(imported(csv_file(text), people.lead)) == (2, 0, 0, 0)
    assert counts(imported(csv_file(text), people.lead)) == (0, 0, 2, 0)


def test_an_entry_that_fits_several_organisations_is_an_error(people):
    for _number in range(2):
        OrganisationFactory(name="Doppelt GmbH", postcode="59494")
    job = imported(csv_file(HEAD + "Doppelt GmbH;59494;Soest;;;\n"), people.lead)

    assert counts(job) == (0, 0, 0, 1)
    assert "Mehrere Organisationen passen" in notes(job, 2)


def test_new_rows_that_look_like_an_organisation_are_named(people):
    firm = OrganisationFactory(name="Hellwegmetall Zerspanung GmbH", postcode="59494")
    text = HEAD + "Hellweg-Metall Zerspannung;59494;Soest;;;\n"

    job = checked(csv_file(text), people.lead)
    assert (job.likely_count, job.lines.get().likely_id) == (1, firm.pk)
    assert firm.name in notes(job, 2, check=True)

    assert counts(imported(csv_file(text), people.lead, leaves_out_likely=True)) == (0, 0, 1, 0)
    assert counts(imported(csv_file(text), people.lead)) == (1, 0, 0, 0)


def test_merged_organisations_are_found_as_the_one_that_remains(people):
    text = "Ident-Nr.;Firma;PLZ;Ort\n7;Verliererin GmbH;59494;Soest\n"
    imported(csv_file(text), people.lead)
    loser, winner = Organisation.objects.get(name="Verliererin GmbH"), OrganisationFactory(name="Siegerin GmbH")
    merge(winner, loser, {}, actor=people.lead)

    job = checked(csv_file(text), people.lead)

    assert job.lines.get().object_id == winner.pk


def test_a_person_with_an_account_is_not_attached_without_being_asked(people):
    text = f"Firma;PLZ;Ort;Ansprechpartner;E-Mail\nNeu GmbH;59494;Soest;Clara Winterberg;{people.clara.email}\n"
    job = imported(csv_file(text), people.lead)

    assert counts(job) == (1, 0, 0, 0)
    assert not Organisation.objects.get(name="Neu GmbH").memberships.exists()
    assert "Konto" in notes(job, 2)


def test_a_person_without_account_is_corrected_but_not_doubled(people):
    contact = ContactFactory(user=None, email="kim@alt.example", given_name="Kim", family_name="Alt", phone="1")
    firm = OrganisationFactory(name="Alt GmbH", postcode="59494")
    MembershipFactory(organisation=firm, contact=contact)
    text = "Firma;PLZ;Ort;Ansprechpartner;E-Mail;Telefon\nAlt GmbH;59494;Soest;Kim Neu;KIM@alt.example;0221 4710\n"

    assert counts(imported(csv_file(text), people.lead)) == (0, 1, 0, 0)
    contact.refresh_from_db()
    assert (contact.family_name, contact.phone, Contact.objects.filter(email__iexact="kim@alt.example").count()) == (
        "Neu",
        "0221 4710",
        1,
    )


def test_excel_numbers_become_postcodes_again(people):
    rows = [["Firma", "PLZ", "Ort", "Beschäftigte"], ["Elbwerk GmbH", 1067, "Dresden", 12.0]]
    job = imported(xlsx_file(rows), people.lead)

    assert counts(job) == (1, 0, 0, 0), notes(job, 2)
    firm = Organisation.objects.get(name="Elbwerk GmbH")
    assert (firm.postcode, firm.size_class, firm.region.slug) == ("01067", "small", "other")


def test_the_log_names_job_and_line_but_no_values(people):
    job = imported(gefak(), people.lead)
    entries = LogEntry.objects.filter(on_behalf_source="import")

    assert set(entries.values_list("verb", flat=True)) == {"import", "import_edit"}
    firm = Organisation.objects.get(name="Mühlenbrück Drehteile GmbH")
    assert LogEntry.objects.about(firm).get(verb="import").details == {"job": job.pk, "line": 2}
    assert "Mühlenbrück" not in str(list(entries.values_list("details", flat=True)))


def test_verified_is_what_the_lead_says_about_the_file(people):
    imported(csv_file(HEAD + "Neu GmbH;59494;Soest;;;\n"), people.lead, verification="verified")

    firm = Organisation.objects.get(name="Neu GmbH")
    assert (firm.verification, firm.verified_by, firm.verified_at is not None) == ("verified", people.lead, True)
