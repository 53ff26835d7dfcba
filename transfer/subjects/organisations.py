"""Organisations with their contact persons, as address lists of economic development hold them."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from accounts.models import Contact
from core.merging import Journal
from core.models import LogEntry
from organisations.checks import LIKELY_THE_SAME
from organisations.domains import own_domain
from organisations.enums import Aim, Kind, MemberRole, SizeClass, Verification
from organisations.forms import OrganisationForm
from organisations.likeness import Traces, find_alike
from organisations.models import Membership, Organisation
from organisations.names import name_key
from regions.enums import RegionKind
from regions.models import Municipality, Region
from taxonomy.models import Sector
from transfer.columns import CellProblem, Column, choice_of, folded, several, whole_number
from transfer.enums import InitialVerification, Outcome
from transfer.subjects.base import LOG_SOURCE, Known, Plan, SubjectOfImport, number_of, safe_number

PLAIN = ("name", "legal_form", "street", "postcode", "city", "website", "vat_id", "about")
ALIKE_NAMES = 60  # likeness in per cent below which the same website and postcode do not make two firms one
_COURT = re.compile(r"(?:Amtsgericht|\bAG)\s+([^\d,;()]{3,40})", re.IGNORECASE)
_REGISTER = re.compile(r"\b(HRA|HRB|GnR|PR|VR)\s*-?\s*(\d{1,7}(?:\s?[A-Z]{1,2})?)\b", re.IGNORECASE)
_SECTOR = re.compile(r"([A-U])?[ .]?(\d{2})(?:\.?\d{1,2})?(?:\.?\d)?\b|([A-U])$")
_BELOW = ("unter", "bis", "weniger", "under", "up to", "<")
_TITLES = re.compile(r"^(?:(?:herrn?|frau|dr|prof|dipl|ing|mr|mrs|ms)\b\.?[ -]*)+", re.IGNORECASE)


def place_of(organisation: Organisation) -> str:
    return str(organisation.municipality or organisation.region)


def _sector_codes(organisation: Organisation) -> str:
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
        value=_sector_codes,
    ),
    Column("about", gettext_lazy("About"), ("Tätigkeit", "Unternehmensgegenstand"), value=lambda o: o.about),
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


class OrganisationRowForm(OrganisationForm):
    """The form of the pages for one row: the same rules, but a list of addresses need not know the size."""

    hides_checked = False  # which of the checked values stay, decides the import
    place = Known()
    sectors = Known(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["size_class"].required = False
        self.fields["place"].error_messages["required"] = _("The municipality or region is not known.")

    def _kinds(self) -> list[tuple[str, Any]]:
        return Kind.choices


@dataclass
class Person:
    """The contact person of a row, and who that is in the portal already."""

    given_name: str
    family_name: str
    email: str
    phone: str
    title: str
    contact: Contact | None = None
    membership: Membership | None = None


class Organisations(SubjectOfImport):
    model = Organisation
    columns = COLUMNS
    key_column = "organisation"
    many = ("sectors",)

    def __init__(self, job, *, is_check: bool = False):
        super().__init__(job, is_check=is_check)
        self._places = _Places()
        self._sectors = {(row.scheme, row.code): row for row in Sector.objects.select_related("parent")}
        self._people: set[tuple] = set()

    def label_of(self, cells: dict[str, str]) -> str:
        return cells.get("name", "")

    # --- Which organisation is meant ---------------------------------------------------------------

    def identity(self, cells: dict[str, str]) -> tuple | None:
        if cells.get("id"):
            return "id", cells["id"]
        if cells.get("foreign_id") and self.job.source:
            return "foreign_id", cells["foreign_id"]
        if cells.get("vat_id"):
            return "vat_id", _vat_key(cells["vat_id"])
        if cells.get("register_number") and cells.get("register_court"):
            return "register", _register_key(cells["register_court"], cells["register_number"])
        key = name_key(_full_name(cells))
        return ("name", key, _postcode(cells)) if key else None

    def load(self, plans: list[Plan]) -> None:
        rows = Organisation.objects.visible_to(self.actor).select_related("municipality", "region")
        if not self.is_check:  # what an import changes stays as it was read until it is written
            rows = rows.select_for_update(of=("self",))
        cells = [plan.cells for plan in plans]
        self._by_foreign_id = self.external_keys(plans)
        ids = {safe_number(each.get("id", "")) for each in cells} | set(self._by_foreign_id.values())
        vat_ids = {_vat_key(each["vat_id"]) for each in cells if each.get("vat_id")}
        numbers = {number for each in cells for number in _register_spellings(each.get("register_number", ""))}
        domains = {own_domain(each["website"]) for each in cells if each.get("website")} - {""}
        postcodes = {_postcode(each) for each in cells} - {""}
        keys = {name_key(_full_name(each)) for each in cells} - {""}
        found: dict[int, Organisation] = {}
        for wanted in (
            {"pk__in": ids - {0}},
            {"vat_id__in": vat_ids},
            {"register_number__in": numbers},
            {"web_domain__in": domains, "postcode__in": postcodes},
            {"name_key__in": keys, "postcode__in": postcodes},
        ):
            if all(wanted.values()):  # each is an index scan; one condition with OR would read the whole table
                found |= {row.pk: row for row in rows.filter(**wanted)}
        self._found = found
        self._load_relations(found)
        self._load_people(plans)

    def _load_relations(self, found: dict[int, Organisation]) -> None:
        through = Organisation.sectors.through
        sectors = {sector.pk: sector for sector in self._sectors.values()}
        of = defaultdict(list)
        for organisation, sector in through.objects.filter(organisation__in=found).values_list(
            "organisation", "sector"
        ):
            if sector in sectors:
                of[organisation].append(sectors[sector])
        for organisation in found.values():
            organisation._prefetched_objects_cache = {"sectors": of[organisation.pk]}
        self._keys_of = defaultdict(set)
        known = self.model._meta.get_field("external_keys").related_model.objects.filter(
            source=self.job.source, organisation__in=found
        )
        for organisation, foreign_id in known.values_list("organisation", "foreign_id") if self.job.source else ():
            self._keys_of[organisation].add(foreign_id)
        self._by: dict[tuple, list[Organisation]] = defaultdict(list)
        for row in found.values():
            for key in _keys(row):
                self._by[key].append(row)

    def find(self, plan: Plan) -> Organisation | None:
        cells = plan.cells
        if number := number_of(cells.get("id", "")):
            return self._found.get(number)
        foreign_id = cells.get("foreign_id", "")
        if foreign_id in self._by_foreign_id:
            return self._found.get(self._by_foreign_id[foreign_id])
        if foreign_id and self.job.source:
            plan.foreign_id = foreign_id
        for key in _keys_of_cells(cells):
            rows = [row for row in self._by.get(key, ()) if self._may_be(row, key, cells)]
            if len(rows) > 1:
                names = ", ".join(f"{row.name} ({row.pk})" for row in rows[:5])
                raise CellProblem(
                    _("Several organisations fit: %(names)s. Add the number in the portal.") % {"names": names}
                )
            if rows:
                return rows[0]
        return None

    def _may_be(self, row: Organisation, key: tuple, cells: dict[str, str]) -> bool:
        """Two firms of one group share website and postcode, and another number of the same source is another firm."""
        foreign_id = cells.get("foreign_id", "")
        if foreign_id and self._keys_of[row.pk] - {foreign_id}:
            return False
        return key[0] != "web" or fuzz.token_set_ratio(row.name_key, name_key(_full_name(cells))) >= ALIKE_NAMES

    # --- What the cells say ------------------------------------------------------------------------

    def read(self, plan: Plan, target: Organisation | None) -> dict[str, Any]:
        cells = {**self.job.defaults, **{key: text for key, text in plan.cells.items() if text or self.job.erases}}
        if target is not None:  # what holds for new entries must not change existing ones
            cells = {key: text for key, text in cells.items() if key in self.mapped}
        given: dict[str, Any] = {name: cells[name] for name in PLAIN if name in cells}
        if given.get("name"):
            given["name"] = _full_name(cells)
        if given.get("street") and cells.get("house_number"):
            given["street"] = f"{cells['street']} {cells['house_number']}"
        if "postcode" in given:
            given["postcode"] = _postcode(cells)
        if "kind" in cells:
            given["kind"] = self._choice(plan, "kind", Kind, cells, _KIND_WORDS)
        if cells.get("aim"):
            given["aim"] = self._choice(plan, "aim", Aim, cells)
        if "size_class" in cells:
            given["size_class"] = self._cell(plan, "size_class", _size_of, cells["size_class"])
        if "founded_year" in cells:
            given["founded_year"] = self._cell(plan, "founded_year", _year_of, cells["founded_year"])
        if "sectors" in cells:
            given |= self._read_sectors(plan, cells["sectors"])
        given |= self._read_register(plan, target, cells)
        place = self._read_place(plan, target, cells)
        return given if place is None else given | {"place": place}

    def _cell(self, plan: Plan, name: str, reader, text: str) -> Any:
        """Read a cell; what cannot be understood fails the row, but the other cells are looked at all the same."""
        try:
            return reader(text) if text else ""
        except CellProblem as problem:
            plan.fail(f"{self.labels[name]}: {problem}")
            return ""

    def _choice(self, plan: Plan, name: str, choices, cells: dict[str, str], also: dict | None = None) -> str:
        return self._cell(plan, name, lambda text: choice_of(text, choices, also), cells[name])

    def _read_sectors(self, plan: Plan, text: str) -> dict[str, list[Sector]]:
        found, unknown = [], []
        for part in several(text):
            sector = self._sector(part)
            if sector is None:
                unknown.append(part)
            elif sector not in found:
                found.append(sector)
        if unknown:
            parts = ", ".join(unknown)
            plan.messages.append(_("Sector not recognised and left out: %(parts)s.") % {"parts": parts})
        return {"sectors": found} if found or not unknown else {}

    def _sector(self, text: str) -> Sector | None:
        match = _SECTOR.match(text.upper())
        if not match:
            wanted = folded(text)
            names = (row for row in self._sectors.values() if wanted in {folded(row.title_de), folded(row.short_de)})
            return next(names, None)
        return self._sectors.get(("wz2008", match[2] or match[3]))

    def _read_register(self, plan: Plan, target: Organisation | None, cells: dict[str, str]) -> dict[str, str]:
        """Court and number belong together; where one is missing neither is taken."""
        if not {"register_number", "register_court"} & set(cells):
            return {}
        number, court = cells.get("register_number", ""), cells.get("register_court", "")
        if number and not court and (match := _COURT.search(number)):
            court = match[1].strip()
            number = match_number[0] if (match_number := _REGISTER.search(number)) else _COURT.sub("", number)
        if target is not None:
            number, court = number or target.register_number, court or target.register_court
        if bool(number) != bool(court):
            plan.messages.append(_("The entry in the register is left out: court and number belong together."))
            return {}
        return {"register_number": number.strip(" ,;"), "register_court": court}

    def _read_place(self, plan: Plan, target: Organisation | None, cells: dict[str, str]) -> Any:
        if cells.get("place"):
            if target is not None and folded(cells["place"]) == folded(place_of(target)):
                return target.municipality, target.region  # a town and its region may have the same name
            place = self._places.named(cells["place"])
            if place is None:
                known = {"text": cells["place"]}
                plan.fail(_("Municipality or region: “%(text)s” is not known.") % known)
            return place
        return None if target is not None else self._places.guess(_postcode(cells), cells.get("city", ""))

    def build_form(self, plan: Plan, instance: Organisation | None, data: dict[str, Any]) -> OrganisationRowForm:
        if instance is not None:
            return OrganisationRowForm(data, instance=instance)
        new = {"kind": Kind.COMPANY, "aim": Aim.BOTH, **{name: value for name, value in data.items() if value}}
        return OrganisationRowForm(new)

    def refine(self, plan: Plan, target: Organisation | None) -> None:
        organisation = plan.instance
        if target is None:
            if self.job.verification == InitialVerification.VERIFIED:
                organisation.verification = Verification.VERIFIED
                organisation.verified_at, organisation.verified_by = timezone.now(), self.actor
        else:
            self._keep_verified(plan)
        if target is None or plan.new:
            organisation.set_keys()
        if target is not None and plan.new:
            for name in ("sort_key", "name_key", "web_domain"):
                self._note_change(plan, name)
        plan.extra = self._read_person(plan, target)
        if plan.foreign_id and target is not None:
            plan.extra = plan.extra or True  # the number of the other system is remembered

    def _keep_verified(self, plan: Plan) -> None:
        """What the hub has verified stays unless the import was told to change it."""
        organisation = plan.instance
        if self.job.changes_verified or organisation.may_be_edited_freely:
            return
        columns = {**{name: name for name in OrganisationForm.CHECKED if name != "place"}}
        columns |= {"municipality_id": "place", "region_id": "place"}
        kept = [name for name in columns if name in plan.new]
        for name in kept:
            setattr(organisation, name, plan.old.pop(name))
            del plan.new[name]
        if kept:
            names = ", ".join(dict.fromkeys(str(self.labels[columns[name]]) for name in kept))
            plan.messages.append(_("Not changed because it has been verified: %(names)s.") % {"names": names})

    def _note_change(self, plan: Plan, name: str) -> None:
        stored = self._stored_keys[plan.object_id][name]
        if getattr(plan.instance, name) != stored:
            plan.old[name], plan.new[name] = stored, getattr(plan.instance, name)

    # --- Contact persons -----------------------------------------------------------------------------

    def _load_people(self, plans: list[Plan]) -> None:
        self._stored_keys = {
            pk: {"sort_key": row.sort_key, "name_key": row.name_key, "web_domain": row.web_domain}
            for pk, row in self._found.items()
        }
        addresses = {plan.cells.get("contact_email", "").lower() for plan in plans} - {""}
        self._contacts: dict[str, Contact] = {}
        self._members: dict[tuple[int, int], Membership] = {}
        if not addresses:
            return
        same = Contact.objects.annotate(address=Lower("email")).filter(address__in=addresses)
        for contact in same.order_by("-pk"):  # the oldest one counts
            self._contacts[contact.address] = contact
        memberships = Membership.objects.filter(organisation__in=self._found, contact__in=self._contacts.values())
        self._members = {(row.organisation_id, row.contact_id): row for row in memberships}

    def _read_person(self, plan: Plan, target: Organisation | None) -> Person | None:
        cells = plan.cells
        given, family = cells.get("contact_given_name", ""), cells.get("contact_family_name", "")
        if not family and (name := _TITLES.sub("", cells.get("contact_name", "")).strip()):
            given, family = _split_name(name)
        email = cells.get("contact_email", "").lower()
        if not family:
            return None
        if not email:
            plan.messages.append(_("The contact person is left out: there is no e-mail address."))
            return None
        if (self.identity(cells), email) in self._people:
            return None
        self._people.add((self.identity(cells), email))
        person = Person(given, family, email, cells.get("contact_phone", ""), cells.get("contact_title", ""))
        return self._known(plan, person, target)

    def _known(self, plan: Plan, person: Person, target: Organisation | None) -> Person | None:
        """Return what is to be done for the person; None where nothing is, or it must not."""
        problems = _problems_of(person)
        if problems:
            plan.messages += [_("The contact person is left out: %(problem)s") % {"problem": each} for each in problems]
            return None
        person.contact = self._contacts.get(person.email)
        if person.contact is not None and target is not None:
            person.membership = self._members.get((target.pk, person.contact.pk))
        if person.membership is not None:
            return person if self._changes_of(person) else None
        if person.contact is not None and person.contact.user_id:
            plan.messages.append(
                _("The contact person has an account and is left out. Invite this person on the organisation’s page.")
            )
            return None
        return person

    def _changes_of(self, person: Person) -> dict[str, str]:
        """Return what a list of addresses may correct of a person without account."""
        if person.contact.user_id:
            return {}
        wanted = {"given_name": person.given_name, "family_name": person.family_name, "phone": person.phone}
        return {name: text for name, text in wanted.items() if text and text != getattr(person.contact, name)}

    def repeat(self, plan: Plan, first: int, target: Organisation | None) -> None:
        """Lists of addresses have one line per contact person: the other lines of a firm add a person."""
        plan.foreign_id = ""
        plan.instance = target
        plan.extra = self._read_person(plan, target)
        line = {"line": first}
        if plan.extra is None:
            plan.outcome = Outcome.SKIPPED
            plan.messages.append(_("The same organisation is already in line %(line)s.") % line)
            return
        plan.outcome = Outcome.UPDATED
        plan.messages.append(_("Contact person of the organisation in line %(line)s.") % line)

    def write(self, plans: list[Plan], journal: Journal) -> list:
        """As in the base; rows that repeat a new organisation of the same chunk learn which one it has become."""
        firsts = {self.identity(plan.cells): plan.instance for plan in plans if plan.is_new}
        for plan in plans:
            if plan.outcome == Outcome.UPDATED and plan.instance is None:
                plan.instance = firsts.get(self.identity(plan.cells))
                if plan.instance is None:  # the first row of it has failed
                    plan.fail(_("The first line of this organisation could not be imported."))
        return super().write(plans, journal)

    def write_more(self, plans: list[Plan], journal: Journal) -> list:
        people = [(plan, plan.extra) for plan in plans if isinstance(plan.extra, Person)]
        new: dict[str, Contact] = {}
        for _plan, person in people:
            if person.contact is None:
                person.contact = new.setdefault(person.email, _contact(person))
        created: list = Contact.objects.bulk_create(list(new.values()))
        memberships: dict[tuple[int, int], Membership] = {}
        for plan, person in people:
            if person.membership is None:
                key = plan.object_id, person.contact.pk
                memberships.setdefault(key, _membership(plan.instance, person))
            else:
                self._correct(person, journal)
        created += Membership.objects.bulk_create(list(memberships.values()))
        LogEntry.objects.bulk_create(
            LogEntry(
                subject_type=Contact._meta.label_lower,
                subject_id=contact.pk,
                verb="import",
                actor=self.actor,
                on_behalf_source=LOG_SOURCE,
                details={"job": self.job.pk},
            )
            for contact in new.values()
        )
        return created

    def _correct(self, person: Person, journal: Journal) -> None:
        changes = self._changes_of(person)
        if changes:
            journal.note(person.contact, {name: getattr(person.contact, name) for name in changes}, changes)
            Contact.objects.filter(pk=person.contact.pk).update(**changes)
            for name, value in changes.items():
                setattr(person.contact, name, value)

    # --- Likely duplicates ---------------------------------------------------------------------------

    def mark_likely(self, plans: list[Plan]) -> None:
        """Note for new rows which organisation they look like, by the same rules as where people register."""
        new = [plan for plan in plans if plan.is_new]
        candidates = _candidates(new)
        among = Organisation.objects.visible_to(self.actor)
        for plan in new:
            if plan.line not in candidates:
                continue
            organisation = plan.instance
            traces = Traces.typed(organisation.name, organisation.postcode, organisation.website)
            found = find_alike(traces, among.filter(pk__in=candidates[plan.line]), most=1)
            if found and found[0].score >= LIKELY_THE_SAME:
                alike = found[0]
                plan.likely_id = alike.organisation.pk
                plan.messages.append(
                    _("Looks like %(name)s (%(id)s): %(reasons)s.")
                    % {
                        "name": alike.organisation.name,
                        "id": alike.organisation.pk,
                        "reasons": ", ".join(map(str, alike.reasons)),
                    }
                )


_SET_THRESHOLD = "SELECT set_config('pg_trgm.similarity_threshold', %s, true)"
# The nearest names of the database for many names at once, each an index scan; and the same domain.
_CANDIDATES = """
SELECT wanted.line, near.id
FROM unnest(%s::int[], %s::text[], %s::text[]) AS wanted (line, name_key, web_domain)
CROSS JOIN LATERAL (
    (SELECT id FROM organisations_organisation
     WHERE name_key %% wanted.name_key AND merged_into_id IS NULL
     ORDER BY similarity(name_key, wanted.name_key) DESC, id LIMIT 3)
    UNION
    (SELECT id FROM organisations_organisation
     WHERE web_domain = wanted.web_domain AND wanted.web_domain <> '' AND merged_into_id IS NULL ORDER BY id LIMIT 3)
) AS near
"""


def _candidates(plans: list[Plan]) -> dict[int, list[int]]:
    """Return organisations whose name or domain is near that of a row: line -> ids."""
    found = defaultdict(list)
    if plans:
        rows = [(plan.line, plan.instance.name_key, plan.instance.web_domain) for plan in plans]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('pg_trgm.similarity_threshold')")
            (usual,) = cursor.fetchone()
            cursor.execute(_SET_THRESHOLD, [str(LIKELY_THE_SAME - 0.1)])
            cursor.execute(_CANDIDATES, [list(column) for column in zip(*rows, strict=True)])
            for line, pk in cursor.fetchall():
                found[line].append(pk)
            cursor.execute(_SET_THRESHOLD, [usual])  # for what else happens in this transaction
    return found


class _Places:
    """Municipalities and regions by all their names, read once for a job."""

    def __init__(self):
        self._by_name: dict[str, tuple[Municipality | None, Region]] = {}
        for region in Region.objects.order_by("pk"):
            for name in (region.slug, region.name, str(region)):
                self._by_name[folded(name)] = (None, region)
            if region.kind == RegionKind.OTHER:
                self._other = (None, region)
                self._by_name |= {folded(name): self._other for name in ("Anderswo", "Elsewhere", "Außerhalb")}
        self._by_postcode = defaultdict(list)
        for municipality in Municipality.objects.select_related("region").prefetch_related("aliases", "postcodes"):
            place = (municipality, municipality.region)
            names = [municipality.name, municipality.official_name, municipality.ags]
            for name in (*names, *(alias.name for alias in municipality.aliases.all())):
                self._by_name[folded(name)] = place
            for postcode in municipality.postcodes.all():
                self._by_postcode[postcode.code].append(place)

    def named(self, name: str) -> tuple[Municipality | None, Region] | None:
        return self._by_name.get(folded(name))

    def guess(self, postcode: str, city: str) -> tuple[Municipality | None, Region]:
        """Return where an address lies: by its postcode, else by the town; what is unknown lies elsewhere."""
        near = self._by_postcode.get(postcode, [])
        town = self.named(city)
        if town is not None and town[0] is None:
            town = None  # the name of a region is no town
        if len(near) == 1:
            return near[0]
        if town is not None and (not near or town in near):
            return town
        return near[0] if near else self._other


_KIND_WORDS = {
    "Firma": Kind.COMPANY,
    "Unternehmen": Kind.COMPANY,
    "Betrieb": Kind.COMPANY,
    "Gründung": Kind.STARTUP,
    "Hochschule": Kind.UNIVERSITY,
    "Kommune": Kind.MUNICIPALITY,
    "Stadt": Kind.MUNICIPALITY,
    "Kammer": Kind.MULTIPLIER,
    "Verband": Kind.MULTIPLIER,
}


def _full_name(cells: dict[str, str]) -> str:
    return " ".join(filter(None, [cells.get("name", ""), cells.get("name_addition", "")]))


def _postcode(cells: dict[str, str]) -> str:
    """Return the postcode with the leading zero that Excel drops, and without the sign of the country."""
    text = re.sub(r"^D-?\s?(?=\d{5}$)", "", cells.get("postcode", ""))
    return text.zfill(5) if text.isascii() and text.isdigit() and len(text) == 4 else text


def _size_of(text: str) -> str:
    """Return the class of a number of employees, of a range ("10 bis 49"), or of the words of the portal."""
    try:
        return choice_of(text, SizeClass)
    except CellProblem:
        match = re.search(r"\d[\d.]*", text)
        if not match:
            raise
        number = int(match[0].replace(".", "")) - (1 if text.lower().startswith(_BELOW) else 0)
    for most, size in ((9, SizeClass.MICRO), (49, SizeClass.SMALL), (249, SizeClass.MEDIUM)):
        if number <= most:
            return size.value
    return SizeClass.LARGE.value


def _year_of(text: str) -> int:
    match = re.fullmatch(r"(?:\d{1,2}\.\d{1,2}\.)?(\d{4})", text)
    return int(match[1]) if match else whole_number(text)


def _split_name(name: str) -> tuple[str, str]:
    """Return first and last name of "Kim Muster" and of "Muster, Kim"; one word is a last name."""
    if "," in name:
        family, _comma, given = name.partition(",")
        return given.strip(), family.strip()
    given, _space, family = name.rpartition(" ")
    return given.strip(), family.strip()


def _problems_of(person: Person) -> list[str]:
    draft = _contact(person)
    return [message for messages in _errors(draft).values() for message in messages]


def _errors(contact: Contact) -> dict[str, list[str]]:
    try:
        contact.clean_fields(exclude=["given_name"] if not contact.given_name else None)
    except ValidationError as error:
        return error.message_dict
    return {}


def _contact(person: Person) -> Contact:
    return Contact(
        given_name=person.given_name, family_name=person.family_name, email=person.email, phone=person.phone[:40]
    )


def _membership(organisation: Organisation, person: Person) -> Membership:
    return Membership(
        organisation=organisation,
        contact=person.contact,
        role=MemberRole.MEMBER,
        title=person.title[:80],
        mail_domain=own_domain(person.email),
    )


def _vat_key(number: str) -> str:
    return re.sub(r"\W", "", number).upper()


def _register_key(court: str, number: str) -> tuple[str, str]:
    match = _REGISTER.search(number)
    spelled = f"{match[1]}{match[2]}" if match else number
    return re.sub(r"^amtsgericht |^ag ", "", folded(court)), re.sub(r"\W", "", spelled).upper()


def _register_spellings(number: str) -> set[str]:
    match = _REGISTER.search(number)
    return {number, f"{match[1].upper()} {match[2].upper()}", match[0]} - {""} if match else {number} - {""}


def _keys(row: Organisation) -> list[tuple]:
    """Return what a stored organisation can be recognised by."""
    keys = []
    if row.register_number and row.register_court:
        keys.append(("register", *_register_key(row.register_court, row.register_number)))
    if row.vat_id:
        keys.append(("vat_id", row.vat_id))
    if row.web_domain and row.postcode:
        keys.append(("web", row.web_domain, row.postcode))
    if row.name_key and row.postcode:
        keys.append(("name", row.name_key, row.postcode))
    return keys


def _keys_of_cells(cells: dict[str, str]) -> list[tuple]:
    """Return by what a row looks for its organisation, the surest key first."""
    keys = []
    if cells.get("register_number") and cells.get("register_court"):
        keys.append(("register", *_register_key(cells["register_court"], cells["register_number"])))
    if cells.get("vat_id"):
        keys.append(("vat_id", _vat_key(cells["vat_id"])))
    postcode = _postcode(cells)
    if postcode and (key := name_key(_full_name(cells))):
        keys.append(("name", key, postcode))
    if postcode and (domain := own_domain(cells.get("website", ""))):
        keys.append(("web", domain, postcode))
    return keys
