"""The registers of a project, each with its model, form and columns, so that one set of pages serves all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from projects import forms, models
from projects.models.registers import Entry
from regions.models import FundedProject


@dataclass(frozen=True)
class Column:
    """A column: its title, what stands in it, and whether it is a number."""

    label: Any
    value: Callable[[Any], Any]
    is_number: bool = False


@dataclass(frozen=True)
class Register:
    """`columns` begin with what names an entry. `related` is fetched with the rows. `add` is what the button says."""

    slug: str
    model: type[Entry]
    form: type[forms.EntryForm]
    title: Any
    intro: Any
    add: Any
    columns: tuple[Column, ...]
    related: tuple[str, ...] = ()

    def rows(self, project: FundedProject) -> QuerySet:
        return self.model.objects.of(project).select_related(*self.related)

    def removed(self, project: FundedProject) -> QuerySet:
        return self.model.objects.removed_from(project).select_related(*self.related).order_by("-removed_at", "-pk")


def shown(value: Any) -> str:
    """Return a value as a cell of a page says it."""
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Decimal):
        return number_format(value, 2, use_l10n=True, force_grouping=True)
    return str(value)


REGISTERS: dict[str, Register] = {
    register.slug: register
    for register in (
        Register(
            "indicators",
            models.ProjectIndicator,
            forms.IndicatorForm,
            _("Indicators"),
            _("What the application promised in numbers. The portal counts what it knows."),
            _("Add an indicator"),
            (
                Column(_("Indicator"), str),
                Column(_("Counted as"), lambda row: row.get_kind_display()),
                Column(_("Target"), lambda row: row.target, True),
            ),
        ),
        Register(
            "milestones",
            models.Milestone,
            forms.MilestoneForm,
            _("Milestones"),
            _("The work plan: what was to be reached by when, and what has become of it."),
            _("Add a milestone"),
            (
                Column(_("Milestone"), lambda row: row.title),
                Column(_("Planned for"), lambda row: row.due_on),
                Column(_("State"), lambda row: row.get_state_display()),
                Column(_("Reached on"), lambda row: row.done_on or ""),
            ),
        ),
        Register(
            "activities",
            models.Activity,
            forms.ActivityForm,
            _("Activities"),
            _("Work booked to the project. Hours per person and month are made of it."),
            _("Add an activity"),
            (
                Column(_("What was done?"), lambda row: row.title),
                Column(_("Day"), lambda row: row.day),
                Column(_("Kind of work"), lambda row: row.get_kind_display()),
                Column(_("Done by"), lambda row: row.staff.get_full_name()),
                Column(_("Minutes"), lambda row: row.minutes, True),
            ),
            ("staff__contact",),
        ),
        Register(
            "costs",
            models.CostPosition,
            forms.CostPositionForm,
            _("Cost plan"),
            _("What was planned for which kind of cost, as in the notice of the grant."),
            _("Add a kind of cost"),
            (
                Column(_("Kind of cost"), lambda row: row.title),
                Column(_("Planned, in euros"), lambda row: row.planned_eur, True),
            ),
        ),
        Register(
            "vouchers",
            models.Voucher,
            forms.VoucherForm,
            _("Vouchers"),
            _("The list of vouchers for the proof. It keeps no books; the vouchers stay in the files."),
            _("Add a voucher"),
            (
                Column(_("Number of the voucher"), lambda row: row.number),
                Column(_("Paid on"), lambda row: row.paid_on),
                Column(_("Kind of cost"), lambda row: row.cost_position.title),
                Column(_("Paid to"), lambda row: row.payee),
                Column(_("Amount in euros"), lambda row: row.amount_eur, True),
            ),
            ("cost_position",),
        ),
        Register(
            "publicity",
            models.PublicityItem,
            forms.PublicityForm,
            _("Publicity"),
            _("Where the project was written or spoken about."),
            _("Add an item"),
            (
                Column(_("Title"), lambda row: row.title),
                Column(_("Day"), lambda row: row.day),
                Column(_("Where"), lambda row: row.get_channel_display()),
            ),
        ),
        Register(
            "cooperations",
            models.Cooperation,
            forms.CooperationForm,
            _("Cooperations"),
            _("Joint events, referrals and agreements with hubs, universities and chambers."),
            _("Add a cooperation"),
            (
                Column(_("With whom?"), lambda row: row.partner),
                Column(_("Day"), lambda row: row.day),
                Column(_("Kind"), lambda row: row.get_kind_display()),
            ),
        ),
        Register(
            "letters",
            models.SupportLetter,
            forms.LetterForm,
            _("Letters of support"),
            _("Who supported the application by a letter."),
            _("Add a letter"),
            (
                Column(_("Organisation"), lambda row: row.organisation),
                Column(_("Received on"), lambda row: row.received_on),
            ),
        ),
    )
}
