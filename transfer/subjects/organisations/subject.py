"""How a row of a list becomes an organisation."""

from collections import defaultdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from core.forms import ProseField
from core.merging import Journal
from organisations.domains import own_domain
from organisations.enums import Aim, Kind, Verification
from organisations.forms import ABOUT_LENGTH, OrganisationForm
from organisations.models import Organisation
from organisations.names import name_key
from taxonomy.models import Sector
from transfer.columns import CellProblem, choice_of, folded, several
from transfer.enums import InitialVerification, Outcome
from transfer.subjects.base import Known, Plan, SubjectOfImport, number_of, safe_number
from transfer.subjects.organisations.alike import mark_likely
from transfer.subjects.organisations.columns import COLUMNS, place_of
from transfer.subjects.organisations.keys import (
    REGISTER,
    full_name,
    keys_of,
    keys_of_cells,
    postcode_of,
    register_key,
    register_spellings,
    vat_key,
)
from transfer.subjects.organisations.people import People
from transfer.subjects.organisations.words import COURT, KIND_WORDS, SECTOR, Places, size_of, year_of

PLAIN = ("name", "legal_form", "street", "postcode", "city", "website", "vat_id", "about", "about_en")
ALIKE_NAMES = 60  # likeness in per cent below which the same website and postcode do not make two firms one


class OrganisationRowForm(OrganisationForm):
    """The form of the pages for one row: the same rules, but a list of addresses need not know the size."""

    hides_checked = False  # which of the checked values stay, decides the import
    place = Known()
    sectors = Known(required=False)
    about_en = ProseField(label=gettext_lazy("About, in English"), required=False, max_length=ABOUT_LENGTH)

    class Meta(OrganisationForm.Meta):
        fields = [*OrganisationForm.Meta.fields, "about_en"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["size_class"].required = False
        self.fields["place"].error_messages["required"] = _("The municipality or region is not known.")

    def _kinds(self) -> list[tuple[str, Any]]:
        return Kind.choices


class Organisations(SubjectOfImport):
    model = Organisation
    columns = COLUMNS
    key_column = "organisation"
    many = ("sectors",)
    knows_likely = True

    def __init__(self, job, *, is_check: bool = False):
        super().__init__(job, is_check=is_check)
        self._places = Places()
        self._sectors = {(row.scheme, row.code): row for row in Sector.objects.select_related("parent")}
        self._people = People(self.job)

    def label_of(self, cells: dict[str, str]) -> str:
        return cells.get("name", "")

    # --- Which organisation is meant ---------------------------------------------------------------

    def identity(self, cells: dict[str, str]) -> tuple | None:
        if cells.get("id"):
            return "id", cells["id"]
        if cells.get("foreign_id") and self.job.source:
            return "foreign_id", cells["foreign_id"]
        if cells.get("vat_id"):
            return "vat_id", vat_key(cells["vat_id"])
        if cells.get("register_number") and cells.get("register_court"):
            return "register", register_key(cells["register_court"], cells["register_number"])
        key = name_key(full_name(cells))
        return ("name", key, postcode_of(cells)) if key else None

    def load(self, plans: list[Plan]) -> None:
        rows = Organisation.objects.visible_to(self.actor).select_related("municipality", "region")
        if not self.is_check:  # what an import changes stays as it was read until it is written
            rows = rows.select_for_update(of=("self",))
        cells = [plan.cells for plan in plans]
        self._by_foreign_id = self.external_keys(plans)
        ids = {safe_number(each.get("id", "")) for each in cells} | set(self._by_foreign_id.values())
        vat_ids = {vat_key(each["vat_id"]) for each in cells if each.get("vat_id")}
        numbers = {number for each in cells for number in register_spellings(each.get("register_number", ""))}
        domains = {own_domain(each["website"]) for each in cells if each.get("website")} - {""}
        postcodes = {postcode_of(each) for each in cells} - {""}
        keys = {name_key(full_name(each)) for each in cells} - {""}
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
        self._stored_keys = {
            pk: {"sort_key": row.sort_key, "name_key": row.name_key, "web_domain": row.web_domain}
            for pk, row in found.items()
        }
        self._people.load(plans, found)

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
            for key in keys_of(row):
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
        for key in keys_of_cells(cells):
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
        return key[0] != "web" or fuzz.token_set_ratio(row.name_key, name_key(full_name(cells))) >= ALIKE_NAMES

    # --- What the cells say ------------------------------------------------------------------------

    def read(self, plan: Plan, target: Organisation | None) -> dict[str, Any]:
        cells = {**self.job.defaults, **{key: text for key, text in plan.cells.items() if text or self.job.erases}}
        if target is not None:  # what holds for new entries must not change existing ones
            cells = {key: text for key, text in cells.items() if key in self.mapped}
        given: dict[str, Any] = {name: cells[name] for name in PLAIN if name in cells}
        if given.get("name"):
            given["name"] = full_name(cells)
        if given.get("street") and cells.get("house_number"):
            given["street"] = f"{cells['street']} {cells['house_number']}"
        if "postcode" in given:
            given["postcode"] = postcode_of(cells)
        if "kind" in cells:
            given["kind"] = self._choice(plan, "kind", Kind, cells, KIND_WORDS)
        if cells.get("aim"):
            given["aim"] = self._choice(plan, "aim", Aim, cells)
        if "size_class" in cells:
            given["size_class"] = self._cell(plan, "size_class", size_of, cells["size_class"])
        if "founded_year" in cells:
            given["founded_year"] = self._cell(plan, "founded_year", year_of, cells["founded_year"])
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
        match = SECTOR.match(text.upper())
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
        if number and not court and (match := COURT.search(number)):
            court = match[1].strip()
            number = match_number[0] if (match_number := REGISTER.search(number)) else COURT.sub("", number)
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
        return None if target is not None else self._places.guess(postcode_of(cells), cells.get("city", ""))

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
        plan.extra = self._people.read(plan, target, self.identity(plan.cells))
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

    def repeat(self, plan: Plan, first: int, target: Organisation | None) -> None:
        """Lists of addresses have one line per contact person: the other lines of a firm add a person."""
        plan.foreign_id = ""
        plan.instance = target
        plan.extra = self._people.read(plan, target, self.identity(plan.cells))
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
        return self._people.write(plans, journal)

    def mark_likely(self, plans: list[Plan]) -> None:
        mark_likely(plans, self.actor)
