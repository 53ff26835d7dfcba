"""What the overview of a project shows: indicators, money, hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from charts.bars import Bars
from charts.data import Datum, single
from projects.counting import Counted, Period, period_of, rows_of, value_of
from projects.models import Activity, CostPosition, ProjectIndicator, Voucher
from regions.models import FundedProject

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Attainment:
    """An indicator with the rows behind it, what they come to (`value`; None: not entered yet) and its target."""

    indicator: ProjectIndicator
    rows: list[Counted]
    value: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """Attainment in per cent of the target, rounded half up to whole numbers."""
        if self.value is None:
            return None
        return (self.value * HUNDRED / self.indicator.target).quantize(Decimal(1), "ROUND_HALF_UP")


@dataclass(frozen=True)
class Money:
    """What was planned for a kind of cost, and what the vouchers come to."""

    title: str
    planned: Decimal
    spent: Decimal

    @property
    def rest(self) -> Decimal:
        return self.planned - self.spent


@dataclass(frozen=True)
class MonthOfWork:
    """What one person has worked in a month; `staff_id` is the account."""

    month: date
    staff_id: int
    minutes: int

    @property
    def hours(self) -> Decimal:
        return hours_of(self.minutes)


def hours_of(minutes: int) -> Decimal:
    """Return minutes as hours with two places, rounded half up."""
    return (Decimal(minutes) / 60).quantize(CENT, "ROUND_HALF_UP")


def attainments(project: FundedProject, period: Period | None = None) -> list[Attainment]:
    """Return all indicators of `project` with what was reached in `period` (without one: in that of the grant)."""
    found = []
    for indicator in ProjectIndicator.objects.of(project).select_related("project"):
        rows = rows_of(indicator, period or period_of(project))
        found.append(Attainment(indicator, rows, value_of(indicator, rows)))
    return found


def money_of(project: FundedProject, until: date | None = None) -> list[Money]:
    """Return the cost plan with what the vouchers come to, those paid after `until` left out. A kind of cost that was
    taken out of the plan stays as long as vouchers are on it."""
    vouchers = Voucher.objects.of(project)
    if until:
        vouchers = vouchers.filter(paid_on__lte=until)
    totals = vouchers.order_by().values("cost_position").annotate(total=Sum("amount_eur"))
    spent = {row["cost_position"]: row["total"] for row in totals}
    positions = CostPosition.objects.filter(project=project).order_by("position", "pk")
    return [
        Money(each.title, Decimal(0) if each.removed_at else each.planned_eur, spent.get(each.pk, Decimal(0)))
        for each in positions
        if not each.removed_at or each.pk in spent
    ]


def total_of(lines: Iterable[Money]) -> Money:
    lines = list(lines)
    return Money(
        _("Sum"),
        sum((line.planned for line in lines), Decimal(0)),
        sum((line.spent for line in lines), Decimal(0)),
    )


def work_of(project: FundedProject, period: Period | None = None) -> list[MonthOfWork]:
    """Return minutes per month and person, in the order of months."""
    rows = Activity.objects.of(project)
    if period:
        rows = rows.filter(day__range=(period.first, period.last))
    months = rows.annotate(month=TruncMonth("day")).order_by("month", "staff").values("month", "staff")
    return [MonthOfWork(row["month"], row["staff"], row["sum"]) for row in months.annotate(sum=Sum("minutes"))]


def names_of(pks: Iterable[int]) -> dict[int, str]:
    """Return the names of accounts by their ids."""
    people = User.objects.filter(pk__in=set(pks)).select_related("contact")
    return {user.pk: user.get_full_name() for user in people}


def attainment_chart(project: FundedProject, found: list[Attainment]) -> Bars:
    """Return a chart of how far each target was reached, in per cent."""
    data = [
        Datum(str(each.indicator), None if each.percent is None else float(each.percent), reason=_("not entered yet"))
        for each in found
    ]
    return Bars(
        key="attainment",
        title=_("How far the targets were reached"),
        unit=_("percent of the target"),
        source=_("facts and registers of this portal"),
        as_of=min(timezone.localdate(), period_of(project).last),
        series=single(data),
    )


def uncovered(project: FundedProject) -> Decimal | None:
    """Return by how much grant and cost plan differ, plan minus grant; None where there is no plan yet."""
    plan = CostPosition.objects.of(project).aggregate(sum=Sum("planned_eur"))["sum"]
    return None if plan is None else plan - project.amount_eur
