"""Needs. New ones come in as drafts of the lead who imports them; steps are taken on their pages."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.enums import Budget, Confidentiality, NeedKind, NeedState, Source, TimeFrame
from companies.forms import NeedForm
from companies.models import Need
from companies.permissions import can_edit_need
from regions.models import Municipality
from transfer.columns import CellProblem, Column, choice_of, folded
from transfer.enums import Outcome
from transfer.subjects.base import Known, Plan
from transfer.subjects.cases import KEYS, SubjectOfCases, organisation_columns, topic_labels

# Beyond these states a change has consequences for others; it is made on the page of the need.
EDITABLE = {NeedState.DRAFT, NeedState.SUBMITTED, NeedState.IN_QUALIFICATION, NeedState.RETURNED}
_SOURCE_WORDS = {
    "telefonisch": Source.PHONE,
    "Anruf": Source.PHONE,
    "Besuch": Source.VISIT,
    "Veranstaltung": Source.EVENT,
    "Brief": Source.LETTER,
    "E-Mail": Source.LETTER,
}
PLAIN = ("title", "description", "goal", "systems", "constraints")

COLUMNS = (
    *KEYS,
    *organisation_columns(),
    Column("title", gettext_lazy("Title"), ("Bedarf", "Titel", "Betreff"), value=lambda n: n.title),
    Column(
        "description",
        gettext_lazy("Description"),
        ("Problem", "Beschreibung"),
        value=lambda n: n.description,
    ),
    Column("goal", gettext_lazy("Goal"), ("Ziel",), value=lambda n: n.goal),
    Column("systems", gettext_lazy("Programs and machines"), ("Systeme",), value=lambda n: n.systems),
    Column("constraints", gettext_lazy("To be observed"), ("Rahmenbedingungen",), value=lambda n: n.constraints),
    Column("topics", gettext_lazy("Topics"), ("Themen", "Thema"), value=topic_labels),
    Column("need_kind", gettext_lazy("Looked for"), ("Gesucht",), value=lambda n: n.get_need_kind_display()),
    Column("time_frame", gettext_lazy("By when"), ("Zeitrahmen",), value=lambda n: n.get_time_frame_display()),
    Column("budget", gettext_lazy("Budget"), value=lambda n: n.get_budget_display()),
    Column(
        "confidentiality",
        gettext_lazy("Confidentiality"),
        ("Vertraulichkeit",),
        value=lambda n: n.get_confidentiality_display(),
    ),
    Column(
        "municipality",
        gettext_lazy("Municipality"),
        ("Gemeinde", "Kommune", "AGS"),
        value=lambda n: n.municipality.name if n.municipality else "",
    ),
    Column("language", gettext_lazy("Language"), ("Sprache",), value=lambda n: n.language),
    Column(
        "source",
        gettext_lazy("How the company told it"),
        ("Quelle", "Herkunft"),
        value=lambda n: n.get_source_display(),
    ),
    Column("state", gettext_lazy("State"), is_read=False, value=lambda n: n.get_state_display()),
    Column("submitted_at", gettext_lazy("Submitted"), is_read=False, value=lambda n: n.submitted_at),
    Column("closed_at", gettext_lazy("Closed"), is_read=False, value=lambda n: n.closed_at),
)


class NeedRowForm(NeedForm):
    """The form of the pages; whom and what the cells name was looked up before."""

    topics = Known(required=False)
    municipality = Known(required=False)
    contact = Known()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["budget"].required = self.fields["need_kind"].required = False
        self.fields["confidentiality"].required = self.fields["language"].required = False


class Needs(SubjectOfCases):
    model = Need
    columns = COLUMNS
    key_column = "need"
    many = ("topics",)
    plain = PLAIN

    def __init__(self, job, *, is_check: bool = False):
        super().__init__(job, is_check=is_check)
        rows = Municipality.objects.select_related("region").prefetch_related("aliases")
        self._municipalities = {
            folded(name): row
            for row in rows
            for name in (*(alias.name for alias in row.aliases.all()), row.ags, row.official_name, row.name)
        }

    def candidates(self) -> QuerySet[Need]:
        return Need.objects.visible_to(self.actor).select_related("organisation__region", "contact")

    def read(self, plan: Plan, target: Need | None) -> dict[str, Any]:
        if target is None:
            plan.extra = self.organisation_of(plan)
        else:
            self.check_owner(plan, target)
        organisation = plan.extra or target.organisation
        given = self.read_common(plan, target)
        choices = {"need_kind": NeedKind, "time_frame": TimeFrame, "budget": Budget}
        given |= self.choice_cells(plan, choices | {"confidentiality": Confidentiality})
        given |= self.contact_cell(plan, target, organisation.pk)
        if name := plan.cells.get("municipality", ""):
            given["municipality"] = self.cell(plan, "municipality", self._municipality, name)
        elif target is None:
            given["municipality"] = organisation.municipality
        return given

    def _municipality(self, name: str) -> Municipality:
        if folded(name) not in self._municipalities:
            raise CellProblem(_("“%(text)s” is not known.") % {"text": name})
        return self._municipalities[folded(name)]

    def build_form(self, plan: Plan, instance: Need | None, data: dict[str, Any]) -> NeedRowForm:
        if instance is not None:
            return NeedRowForm(data, instance=instance, organisation=instance.organisation)
        new = {"need_kind": NeedKind.UNSPECIFIED, "budget": Budget.UNKNOWN, "language": "de"}
        new |= {"confidentiality": Confidentiality.ANONYMOUS} | data
        return NeedRowForm(new, organisation=plan.extra)

    def refine(self, plan: Plan, target: Need | None) -> None:
        need, plan.extra = plan.instance, None
        if target is None:
            need.created_by = self.actor
            need.region = (need.municipality or need.organisation).region
            source = plan.cells.get("source", "")
            need.source = (
                self.cell(plan, "source", lambda text: choice_of(text, Source, _SOURCE_WORDS), source) or Source.LETTER
            )
            return
        if "municipality_id" in plan.new and need.municipality and need.region_id != need.municipality.region_id:
            plan.old["region_id"], plan.new["region_id"] = need.region_id, need.municipality.region_id
            need.region_id = need.municipality.region_id
        if (plan.new or plan.relations) and not (need.state in EDITABLE and can_edit_need(self.actor, need)):
            plan.fail(_("This need cannot be changed by an import any more. Open its page."))
            plan.outcome = Outcome.FAILED
