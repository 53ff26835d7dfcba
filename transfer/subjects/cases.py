"""What needs and offers have in common: they belong to an organisation and name one of its people."""

from collections import defaultdict
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Contact
from organisations.models import Membership, Organisation
from organisations.names import name_key
from taxonomy.models import Topic
from transfer.columns import CellProblem, Column, choice_of, folded, several
from transfer.models import ExternalKey
from transfer.subjects.base import Plan, SubjectOfImport, number_of, safe_number


def topic_labels(case: models.Model) -> str:
    return " | ".join(sorted(topic.slug for topic in case.topics.all()))


def organisation_columns() -> tuple[Column, ...]:
    """The columns by which a need or an offer says whose it is, and who speaks for it."""
    return (
        Column(
            "organisation_id",
            gettext_lazy("Number of the organisation in the portal"),
            ("Organisation-Nr.", "Organisation ID"),
            is_key=True,
            value=lambda case: case.organisation_id,
        ),
        Column(
            "organisation_foreign_id",
            gettext_lazy("Number of the organisation in the other system"),
            ("Ident-Nr.", "Firmennummer", "Firmen-Nr.", "Firmen-ID", "KWIS-Nr."),
            is_key=True,
            is_written=False,
        ),
        Column(
            "organisation_name",
            gettext_lazy("Organisation"),
            ("Firma", "Firmenname", "Unternehmen", "Anbieter"),
            is_key=True,
            value=lambda case: case.organisation.name,
        ),
        Column(
            "organisation_postcode",
            gettext_lazy("Postcode of the organisation"),
            ("PLZ", "Postleitzahl"),
            is_key=True,
            value=lambda case: case.organisation.postcode,
        ),
        Column(
            "contact_email",
            gettext_lazy("E-mail address of the contact person"),
            ("E-Mail", "Email", "E-Mail-Adresse"),
            value=lambda case: case.contact.email,
        ),
    )


KEYS = (
    Column("id", gettext_lazy("Number in the portal"), ("Portal-Nr.", "Portal-ID"), is_key=True, value=lambda o: o.pk),
    Column("number", gettext_lazy("Case number"), ("Vorgangsnummer", "Nummer"), is_key=True, value=lambda o: o.number),
    Column(
        "foreign_id",
        gettext_lazy("Number in the other system"),
        ("Vorgangs-Nr.", "Fremdschlüssel", "Externe Nummer"),
        is_key=True,
        is_written=False,
    ),
)


class SubjectOfCases(SubjectOfImport):
    """Base of needs and offers."""

    plain: ClassVar[tuple[str, ...]] = ()

    def __init__(self, job, *, is_check: bool = False):
        super().__init__(job, is_check=is_check)
        topics = list(Topic.objects.all())
        self._topics = {folded(name): row for row in topics for name in (row.label_en, row.label_de, row.slug)}

    def candidates(self) -> models.QuerySet:
        """Return the entries that the person who imports may know of."""
        return self.model._base_manager.none()

    def identity(self, cells: dict[str, str]) -> tuple | None:
        for name in ("id", "number", "foreign_id"):
            if cells.get(name):
                return name, cells[name]
        title, organisation = cells.get("title", ""), tuple(cells.get(name, "") for name in _OWNER)
        return ("title", folded(title), *organisation) if title else None

    def load(self, plans: list[Plan]) -> None:
        cells = [plan.cells for plan in plans]
        self._by_foreign_id = self.external_keys(plans)
        ids = {safe_number(each.get("id", "")) for each in cells} | set(self._by_foreign_id.values())
        numbers = {each.get("number", "") for each in cells} - {""}
        rows = self.candidates()
        if not self.is_check:
            rows = rows.select_for_update(of=("self",))
        found = {row.pk: row for row in rows.filter(pk__in=ids - {0})}
        found |= {row.pk: row for row in rows.filter(number__in=numbers)} if numbers else {}
        models.prefetch_related_objects(list(found.values()), *self.many)
        self._found = found
        self._by_number = {row.number: row for row in found.values() if row.number}
        self._load_organisations(plans)

    def _load_organisations(self, plans: list[Plan]) -> None:
        cells = [plan.cells for plan in plans]
        among = Organisation.objects.visible_to(self.actor).select_related("region", "municipality__region")
        foreign = {each.get("organisation_foreign_id", "") for each in cells} - {""}
        known = ExternalKey.objects.filter(source=self.job.source, foreign_id__in=foreign, organisation__isnull=False)
        self._owner_of = dict(known.values_list("foreign_id", "organisation_id")) if foreign else {}
        ids = {safe_number(each.get("organisation_id", "")) for each in cells} | set(self._owner_of.values())
        self._organisations = among.in_bulk(ids - {0})
        keys = {name_key(each["organisation_name"]) for each in cells if each.get("organisation_name")} - {""}
        self._by_name = defaultdict(list)
        for row in among.filter(name_key__in=keys) if keys else ():
            self._organisations[row.pk] = row
            self._by_name[row.name_key].append(row)
        owners = set(self._organisations) | {row.organisation_id for row in self._found.values()}
        members = Membership.objects.active().filter(organisation__in=owners).select_related("contact")
        self._people: dict[int, list[Contact]] = defaultdict(list)
        for membership in members.order_by("role", "joined_at", "pk"):
            self._people[membership.organisation_id].append(membership.contact)

    def find(self, plan: Plan) -> models.Model | None:
        cells = plan.cells
        if number := number_of(cells.get("id", "")):
            return self._found.get(number)
        if cells.get("number"):
            if cells["number"] not in self._by_number:
                raise CellProblem(_("There is no entry with the number %(id)s.") % {"id": cells["number"]})
            return self._by_number[cells["number"]]
        foreign_id = cells.get("foreign_id", "")
        if foreign_id in self._by_foreign_id:
            return self._found.get(self._by_foreign_id[foreign_id])
        if foreign_id and self.job.source:
            plan.foreign_id = foreign_id
        return None

    def organisation_of(self, plan: Plan) -> Organisation:
        """Return whose entry a new row is. Raises CellProblem."""
        cells = plan.cells
        pk = number_of(cells.get("organisation_id", "")) or self._owner_of.get(cells.get("organisation_foreign_id", ""))
        if pk:
            if pk not in self._organisations:
                raise CellProblem(_("There is no organisation with the number %(id)s.") % {"id": pk})
            return self._organisations[pk]
        name, postcode = cells.get("organisation_name", ""), cells.get("organisation_postcode", "")
        rows = [row for row in self._by_name.get(name_key(name), ()) if not postcode or row.postcode == postcode]
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise CellProblem(
                _("Several organisations are called %(name)s. Add the postcode or the number.") % {"name": name}
            )
        raise CellProblem(_("The organisation %(name)s is not known. Import it first.") % {"name": name})

    def contact_of(self, plan: Plan, organisation_id: int) -> Contact:
        """Return the person the row names, else the first one who acts for the organisation. Raises CellProblem."""
        people = self._people.get(organisation_id, [])
        address = plan.cells.get("contact_email", "").lower()
        named = [person for person in people if person.email.lower() == address]
        if address and not named:
            raise CellProblem(_("The contact person does not act for the organisation."))
        if not people:
            raise CellProblem(_("Nobody acts for the organisation. Import a contact person first."))
        return (named or people)[0]

    def read_topics(self, text: str) -> list[Topic]:
        """Return the topics of a cell. Raises CellProblem."""
        found = []
        for part in several(text.replace(",", "|") if "|" not in text else text):
            if folded(part) not in self._topics:
                raise CellProblem(_("“%(text)s” is no topic of the portal.") % {"text": part})
            found.append(self._topics[folded(part)])
        return found

    def read_common(self, plan: Plan, target: models.Model | None) -> dict[str, Any]:
        given: dict[str, Any] = self.given_text(plan, self.plain)
        if plan.cells.get("topics") or ("topics" in plan.cells and self.job.erases):
            given["topics"] = self.cell(plan, "topics", self.read_topics, plan.cells["topics"]) or []
        if plan.cells.get("language"):
            given["language"] = _LANGUAGES.get(folded(plan.cells["language"]), plan.cells["language"])
        return given

    def cell(self, plan: Plan, name: str, reader, text: str) -> Any:
        try:
            return reader(text) if text else ""
        except CellProblem as problem:
            plan.fail(f"{self.labels[name]}: {problem}")
            return ""

    def choice_cells(self, plan: Plan, names: dict[str, Any]) -> dict[str, str]:
        return {
            name: self.cell(plan, name, lambda text, choices=choices: choice_of(text, choices), plan.cells[name])
            for name, choices in names.items()
            if plan.cells.get(name)
        }

    def contact_cell(self, plan: Plan, target: models.Model | None, organisation_id: int) -> dict[str, Contact]:
        """Return the contact person: of a new entry always, of an existing one where the row names another."""
        if target is None:
            return {"contact": self.contact_of(plan, organisation_id)}
        address = plan.cells.get("contact_email", "").lower()
        if not address or address == target.contact.email.lower():
            return {}
        return {"contact": self.contact_of(plan, organisation_id)}

    def check_owner(self, plan: Plan, target: models.Model) -> None:
        """An entry keeps its organisation: a row that names another one is an error. Raises CellProblem."""
        named = number_of(plan.cells.get("organisation_id", ""))
        if named and named != target.organisation_id:
            raise CellProblem(_("The entry belongs to another organisation."))


_OWNER = ("organisation_id", "organisation_foreign_id", "organisation_name", "organisation_postcode")
_LANGUAGES = {"deutsch": "de", "german": "de", "englisch": "en", "english": "en", "de": "de", "en": "en"}
