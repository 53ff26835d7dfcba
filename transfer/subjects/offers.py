"""Offers. New ones come in as drafts of the provider, who hands them in; from then on the provider changes them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from startups.enums import OfferState
from startups.forms import OfferForm
from startups.models import Offer
from taxonomy.models import Sector
from transfer.columns import CellProblem, Column, several, whole_number
from transfer.subjects.base import Known, Plan
from transfer.subjects.cases import KEYS, SubjectOfCases, organisation_columns, topic_labels

PLAIN = ("title", "description", "price_note")
AMOUNTS = ("price_from_eur", "minimum_eur")

COLUMNS = (
    *KEYS,
    *organisation_columns(),
    Column("title", gettext_lazy("Title"), ("Angebot", "Titel"), value=lambda o: o.title),
    Column("description", gettext_lazy("Description"), ("Beschreibung",), value=lambda o: o.description),
    Column("topics", gettext_lazy("Topics"), ("Themen", "Thema"), value=topic_labels),
    Column(
        "sectors",
        gettext_lazy("Sectors"),
        ("Branche", "Branchen", "WZ"),
        value=lambda o: " | ".join(sorted(sector.full_code for sector in o.sectors.all())),
    ),
    Column(
        "price_from_eur", gettext_lazy("Price from (euros)"), ("Preis", "Preis ab"), value=lambda o: o.price_from_eur
    ),
    Column("price_note", gettext_lazy("Note on the price"), ("Preishinweis",), value=lambda o: o.price_note),
    Column(
        "minimum_eur",
        gettext_lazy("Smallest project (euros)"),
        ("Mindestauftrag",),
        value=lambda o: o.minimum_eur,
    ),
    Column("language", gettext_lazy("Language"), ("Sprache",), value=lambda o: o.language),
    Column("state", gettext_lazy("State"), is_read=False, value=lambda o: o.get_state_display()),
    Column("published_at", gettext_lazy("Published"), is_read=False, value=lambda o: o.published_at),
)


class OfferRowForm(OfferForm):
    """The form of the pages; whom and what the cells name was looked up before."""

    topics = Known(required=False)
    sectors = Known(required=False)
    contact = Known()


class Offers(SubjectOfCases):
    model = Offer
    columns = COLUMNS
    key_column = "offer"
    many = ("topics", "sectors")
    plain = PLAIN

    def __init__(self, job, *, is_check: bool = False):
        super().__init__(job, is_check=is_check)
        self._sectors = {row.full_code: row for row in Sector.objects.select_related("parent")}

    def candidates(self) -> QuerySet[Offer]:
        own = Q(pk__in=Offer.objects.visible_to(self.actor).values("pk")) | Q(created_by=self.actor)
        return Offer.objects.filter(own).select_related("organisation__region", "contact")

    def read(self, plan: Plan, target: Offer | None) -> dict[str, Any]:
        if target is None:
            plan.extra = self.organisation_of(plan)
        else:
            self.check_owner(plan, target)
        given = self.read_common(plan, target)
        for name in AMOUNTS:
            if plan.cells.get(name) or (name in plan.cells and self.job.erases):
                given[name] = self.cell(plan, name, whole_number, plan.cells[name])
        if plan.cells.get("sectors") or ("sectors" in plan.cells and self.job.erases):
            given["sectors"] = self.cell(plan, "sectors", self._read_sectors, plan.cells["sectors"]) or []
        return given | self.contact_cell(plan, target, (plan.extra or target.organisation).pk)

    def _read_sectors(self, text: str) -> list[Sector]:
        found = []
        for part in several(text.replace(",", "|")):
            code = part.upper().replace(" ", "")
            if code not in self._sectors:
                raise CellProblem(_("“%(text)s” is no sector, such as C25.") % {"text": part})
            found.append(self._sectors[code])
        return found

    def build_form(self, plan: Plan, instance: Offer | None, data: dict[str, Any]) -> OfferRowForm:
        if instance is not None:
            return OfferRowForm(data, instance=instance, organisation=instance.organisation)
        return OfferRowForm({"language": "de", **data}, organisation=plan.extra)

    def refine(self, plan: Plan, target: Offer | None) -> None:
        plan.extra = None
        if target is None:
            plan.instance.created_by = self.actor
        elif (plan.new or plan.relations) and not (
            target.state == OfferState.DRAFT and target.created_by_id == self.actor.pk
        ):
            plan.fail(_("This offer is with its provider, who changes it on its page."))
