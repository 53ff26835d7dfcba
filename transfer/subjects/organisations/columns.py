"""The columns of a list of organisations."""

from django.utils.translation import gettext_lazy

from organisations.enums import Aim
from organisations.models import Organisation
from transfer.columns import Column


def place_of(organisation: Organisation) -> str:
    return str(organisation.municipality or organisation.region)


def sector_codes(organisation: Organisation) -> str:
    return " | ".join(sorted(sector.full_code for sector in organisation.sectors.all()))


COLUMNS = (
    Column("id", gettext_lazy("Number in the portal"), ("Portal-Nr.", "Portal-ID"), is_key=True, value=lambda o: o.pk),
    Column(
        "foreign_id",
        gettext_lazy("Number in the other system"),
        (
            "Ident-Nr.",
            "Identnummer",
            "Ident",
            "Firmennummer",
            "Firmen-Nr.",
            "Firmen-ID",
            "Adressnummer",
            "Adress-Nr.",
            "Adress-ID",
            "Kundennummer",
            "Kunden-Nr.",
            "KWIS-Nr.",
            "KWIS-ID",
            "Betriebsnummer",
            "Fremdschlüssel",
        ),
        is_key=True,
        is_written=False,
    ),
    Column(
        "name",
        gettext_lazy("Name"),
        ("Firmenname", "Firma", "Name 1", "Name1", "Firma 1", "Firmenbezeichnung", "Unternehmen", "Unternehmensname"),
        value=lambda o: o.name,
    ),
    Column(
        "name_addition",
        gettext_lazy("Addition to the name"),
        ("Name 2", "Name2", "Firma 2", "Namenszusatz", "Firmenzusatz"),
        is_written=False,
    ),
    Column("legal_form", gettext_lazy("Legal form"), ("Rechtsform",), value=lambda o: o.legal_form),
    Column(
        "kind",
        gettext_lazy("Kind"),
        ("Organisationsart", "Art der Organisation"),
        value=lambda o: o.get_kind_display(),
    ),
    Column("aim", gettext_lazy("Seeks or offers"), value=lambda o: str(Aim(o.aim).label)),
    Column(
        "street",
        gettext_lazy("Street and number"),
        ("Straße", "Strasse", "Str.", "Straße Hausnummer", "Anschrift", "Adresse"),
        value=lambda o: o.street,
    ),
    Column(
        "house_number",
        gettext_lazy("House number"),
        ("Hausnummer", "Haus-Nr.", "Hausnr", "HNr"),
        is_written=False,
    ),
    Column("postcode", gettext_lazy("Postcode"), ("PLZ", "Postleitzahl"), value=lambda o: o.postcode),
    Column("city", gettext_lazy("Town"), ("Ort", "Stadt", "Wohnort"), value=lambda o: o.city),
    Column(
        "place",
        gettext_lazy("Municipality or region"),
        ("Gemeinde", "Kommune", "AGS", "Gemeindekennziffer", "Gemeindeschlüssel"),
        value=place_of,
    ),
    Column(
        "website",
        gettext_lazy("Website"),
        ("Internet", "Homepage", "Webseite", "Internetadresse", "WWW", "URL", "Web"),
        value=lambda o: o.website,
    ),
    Column(
        "register_court",
        gettext_lazy("Register court"),
        ("Registergericht", "Amtsgericht"),
        value=lambda o: o.register_court,
    ),
    Column(
        "register_number",
        gettext_lazy("Register number"),
        ("Handelsregister", "Handelsregisternummer", "Handelsregister-Nr.", "HR-Nr.", "HRB", "Registernummer"),
        value=lambda o: o.register_number,
    ),
    Column(
        "vat_id",
        gettext_lazy("VAT identification number"),
        ("USt-IdNr.", "USt-ID", "Umsatzsteuer-ID", "UStID", "Umsatzsteuer-Identifikationsnummer"),
        value=lambda o: o.vat_id,
    ),
    Column(
        "size_class",
        gettext_lazy("Size"),
        (
            "Beschäftigte",
            "Beschäftigtenzahl",
            "Anzahl Beschäftigte",
            "Mitarbeiter",
            "Mitarbeiterzahl",
            "Anzahl Mitarbeiter",
            "Mitarbeitende",
            "Größenklasse",
            "Beschäftigtengrößenklasse",
        ),
        value=lambda o: o.get_size_class_display(),
    ),
    Column("founded_year", gettext_lazy("Founded"), ("Gründungsjahr",), value=lambda o: o.founded_year),
    Column(
        "sectors",
        gettext_lazy("Sectors"),
        ("Branche", "Branche (WZ)", "WZ", "WZ-Code", "WZ 2008", "WZ-Nummer", "Wirtschaftszweig", "Branchenschlüssel"),
        value=sector_codes,
    ),
    Column("about", gettext_lazy("About"), ("Tätigkeit", "Unternehmensgegenstand"), value=lambda o: o.about),
    Column(
        "about_en",
        gettext_lazy("About, in English"),
        ("Tätigkeit auf Englisch", "About us"),
        value=lambda o: o.about_en,
    ),
    Column(
        "contact_name",
        gettext_lazy("Contact person"),
        ("Ansprechpartner", "Ansprechpartnerin", "Ansprechperson", "Kontaktperson", "Kontakt"),
        is_written=False,
    ),
    Column(
        "contact_given_name",
        gettext_lazy("First name of the contact person"),
        ("Vorname", "Vorname Ansprechpartner"),
        is_written=False,
    ),
    Column(
        "contact_family_name",
        gettext_lazy("Last name of the contact person"),
        ("Nachname", "Familienname", "Nachname Ansprechpartner"),
        is_written=False,
    ),
    Column(
        "contact_title",
        gettext_lazy("Position of the contact person"),
        ("Funktion", "Position", "Stellung"),
        is_written=False,
    ),
    Column(
        "contact_email",
        gettext_lazy("E-mail address of the contact person"),
        ("E-Mail", "Email", "Mail", "E-Mail-Adresse", "E-Mail Ansprechpartner"),
        is_written=False,
    ),
    Column(
        "contact_phone",
        gettext_lazy("Phone of the contact person"),
        ("Telefon", "Tel.", "Telefonnummer", "Rufnummer", "Fon", "Telefon Ansprechpartner"),
        is_written=False,
    ),
    Column(
        "verification",
        gettext_lazy("Verification"),
        is_read=False,
        value=lambda o: o.get_verification_display(),
    ),
    Column("created_at", gettext_lazy("Entered on"), is_read=False, value=lambda o: o.created_at),
)
