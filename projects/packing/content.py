"""What a funder pack says, frozen as plain data in German: texts, tables with typed columns, and nothing that would
have to be looked up later. Nobody of the staff is named, no firm is, and no case has a number that leads to it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from events.enums import Kind
from projects import selectors
from projects.counting import RULES, Counted, Period, outcomes_of, period_of
from projects.enums import IndicatorKind
from projects.headings import HEADINGS
from projects.models import Cooperation, Milestone, Narrative, PublicityItem, SupportLetter, Voucher
from projects.packing.anonymous import Words, case_row
from projects.selectors import Attainment, hours_of
from regions.models import FundedProject

VERSION = 1  # of this form of content
LANGUAGE = "de"  # of the funder
# A table shows its own cases for these; registers have tables of their own.
EVIDENCE = {kind for kind, rule in RULES.items() if rule.is_of_cases} - {
    IndicatorKind.EVENTS,
    IndicatorKind.PARTICIPANTS,
    IndicatorKind.INTRODUCTIONS,
}


@dataclass(frozen=True)
class Col:
    """A column of a table: its title, how wide it is, and whether its cells are text, int, decimal or day."""

    label: str
    width: int = 2
    kind: str = "text"

    def frozen(self) -> dict[str, Any]:
        return {"label": self.label, "width": self.width, "kind": self.kind}


def canonical(frozen: dict[str, Any]) -> str:
    """Return `frozen` as JSON that is the same for the same data."""
    return json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def freeze(project: FundedProject, period: Period, *, number: int, made_at: datetime) -> tuple[dict, list[int]]:
    """Return the content of a pack of `project` for `period`, and the accounts behind "Person 1", "Person 2", ..."""
    with translation.override(LANGUAGE):
        return _freeze(project, period, number, made_at)


def _freeze(project: FundedProject, period: Period, number: int, made_at: datetime) -> tuple[dict, list[int]]:
    attained = selectors.attainments(project, period)
    work = selectors.work_of(project, period)
    people = sorted({line.staff_id for line in work}, key=lambda pk: _first_month(work, pk))
    words = Words()
    tables = [
        _indicators(attained),
        _milestones(project),
        _costs(project, period),
        _vouchers(project, period),
        _hours(work, people),
        _events(project, period, words),
        _introductions(project, period, words),
        *[_evidence(each, words) for each in attained if each.indicator.kind in EVIDENCE],
        _cooperations(project, period),
        _publicity(project, period),
        _letters(project, period),
    ]
    texts = dict(Narrative.objects.filter(project=project).values_list("heading", "text"))
    frozen = {
        "version": VERSION,
        "number": number,
        "made_at": made_at.isoformat(),
        "slug": project.slug,
        "title": _("Proof of the grant: %(name)s") % {"name": project.name},
        "facts": _facts(project, period, number, made_at),
        "sections": [
            {"title": str(each.title), "text": texts.get(each.slug, "").replace("\r\n", "\n")} for each in HEADINGS
        ],
        "tables": tables,
        "words": {
            "report": _("Report"),
            "annex": _("Numbers and lists"),
            "no_text": _("No text was written."),
            "no_rows": _("No entries."),
            "footer": _("%(name)s, version %(number)s") % {"name": project.name, "number": number},
        },
    }
    return frozen, people


def _first_month(work: Iterable[selectors.MonthOfWork], pk: int) -> tuple[date, int]:
    return min(line.month for line in work if line.staff_id == pk), pk


def _facts(project: FundedProject, period: Period, number: int, made_at: datetime) -> list[list[str]]:
    whole = period_of(project)
    facts = [
        [_("Project"), project.name],
        [_("Funder"), project.funder],
        [_("Programme"), project.programme],
        [_("Applicant"), project.applicant],
        [
            _("Grant"),
            _("%(amount)s euros")
            % {"amount": number_format(project.amount_eur, 2, use_l10n=True, force_grouping=True)},
        ],
        [_("Notice of the grant"), _day(project.notice_on)],
        [_("Period of the grant"), f"{_day(whole.first)} – {_day(whole.last)}"],
        [_("Staff employed from"), _day(project.staff_starts_on) if project.staff_starts_on else ""],
        [_("Staff employed until"), _day(project.staff_ends_on) if project.staff_ends_on else ""],
        [_("This pack covers"), f"{_day(period.first)} – {_day(period.last)}"],
        [_("Version"), str(number)],
        [_("Made on"), date_format(timezone.localtime(made_at), "DATETIME_FORMAT")],
    ]
    return [fact for fact in facts if fact[1]]


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _table(key: str, title: str, columns: Iterable[Col], rows: Iterable[Iterable[Any]], note: str = "") -> dict:
    return {
        "key": key,
        "title": title,
        "note": note,
        "columns": [column.frozen() for column in columns],
        "rows": [[_cell(value) for value in row] for row in rows],
    }


def _cell(value: Any) -> Any:
    """Return a value as JSON keeps it: numbers with a fraction as exact texts, days as ISO texts."""
    if isinstance(value, Decimal):
        return str(value.quantize(selectors.CENT, "ROUND_HALF_UP"))
    if isinstance(value, date):
        return value.isoformat()
    return value


def _indicators(attained: list[Attainment]) -> dict:
    columns = [
        Col(_("Indicator"), 4),
        Col(_("Target"), 2, "decimal"),
        Col(_("Reached"), 2, "decimal"),
        Col(_("Percent"), 1, "int"),
        Col(_("How it is counted"), 5),
        Col(_("Why the target was missed or passed"), 4),
    ]
    rows = []
    for each in attained:
        one = each.indicator
        rule = RULES.get(IndicatorKind(one.kind))
        definition = str(rule.definition) if rule else _("Entered by hand: %(note)s") % {"note": one.note}
        percent = None if each.percent is None else int(each.percent)
        rows.append([str(one), one.target, each.value, percent, definition, one.deviation])
    return _table("kennzahlen", _("Indicators"), columns, rows)


def _milestones(project: FundedProject) -> dict:
    columns = [
        Col(_("Milestone"), 4),
        Col(_("Planned for"), 2, "day"),
        Col(_("State"), 2),
        Col(_("Reached on"), 2, "day"),
        Col(_("Reason"), 4),
    ]
    rows = [
        [each.title, each.due_on, each.get_state_display(), each.done_on, each.reason]
        for each in Milestone.objects.of(project)
    ]
    return _table("meilensteine", _("Milestones"), columns, rows)


def until_of(project: FundedProject, period: Period) -> date | None:
    """Return the last day of payments that a pack shows: the whole proof shows all, payments after the end included."""
    return None if period.last >= period_of(project).last else period.last


def _costs(project: FundedProject, period: Period) -> dict:
    lines = selectors.money_of(project, until_of(project, period))
    columns = [
        Col(_("Kind of cost"), 4),
        Col(_("Planned, in euros"), 2, "decimal"),
        Col(_("Vouchers, in euros"), 2, "decimal"),
        Col(_("Rest, in euros"), 2, "decimal"),
    ]
    total = [selectors.total_of(lines)] if lines else []
    rows = [[line.title, line.planned, line.spent, line.rest] for line in [*lines, *total]]
    return _table("kostenplan", _("Cost plan and expenses"), columns, rows)


def _vouchers(project: FundedProject, period: Period) -> dict:
    columns = [
        Col(_("Kind of cost"), 3),
        Col(_("Paid on"), 2, "day"),
        Col(_("Number"), 2),
        Col(_("Paid to"), 3),
        Col(_("What for"), 4),
        Col(_("Amount in euros"), 2, "decimal"),
    ]
    found = Voucher.objects.of(project).select_related("cost_position")
    if until := until_of(project, period):
        found = found.filter(paid_on__lte=until)
    found = found.order_by("cost_position__position", "cost_position", "paid_on", "number", "pk")
    rows = [
        [each.cost_position.title, each.paid_on, each.number, each.payee, each.note, each.amount_eur] for each in found
    ]
    return _table("belegliste", _("List of vouchers"), columns, rows, _("By kind of cost and in the order of time."))


def _hours(work: list[selectors.MonthOfWork], people: list[int]) -> dict:
    number = {pk: place for place, pk in enumerate(people, 1)}
    columns = [Col(_("Month"), 2), Col(_("Person"), 2), Col(_("Hours"), 2, "decimal")]
    rows = [
        [f"{line.month:%Y-%m}", _person(number[line.staff_id]), line.hours]
        for line in sorted(work, key=lambda line: (line.month, number[line.staff_id]))
    ]
    if work:
        rows.append([_("Sum"), "", hours_of(sum(line.minutes for line in work))])
    note = _("Names stand in the signed timesheets. The sum is rounded once, so it may differ by a hundredth.")
    return _table("stunden", _("Hours per person and month"), columns, rows, note)


def _person(number: int) -> str:
    return _("Person %(number)s") % {"number": number}


def _events(project: FundedProject, period: Period, words: Words) -> dict:
    held = RULES[IndicatorKind.EVENTS].rows(project, period)
    came: dict[int, int] = {}
    for row in RULES[IndicatorKind.PARTICIPANTS].rows(project, period):
        came[row.attributes.get("event")] = came.get(row.attributes.get("event"), 0) + 1
    kinds = dict(Kind.choices)
    columns = [
        Col(_("Day"), 2, "day"),
        Col(_("Event"), 4),
        Col(_("Kind"), 2),
        Col(_("Place"), 2),
        Col(_("Topics"), 3),
        Col(_("Participants"), 2, "int"),
    ]
    rows = []
    for row in sorted(held, key=lambda row: (row.day, row.attributes.get("event") or 0)):
        says = row.attributes
        rows.append(
            [
                row.day,
                row.title,
                str(kinds.get(says.get("event_kind"), _("unknown"))),
                words.town(says.get("ags", "")),
                words.topics(says),
                came.get(says.get("event"), 0),
            ]
        )
    return _table("veranstaltungen", _("Events of the project"), columns, rows)


def _case_columns(*, with_outcome: bool) -> list[Col]:
    columns = [
        Col(_("No."), 1, "int"),
        Col(_("Month"), 2),
        Col(_("Sector"), 4),
        Col(_("Size"), 3),
        Col(_("Place"), 3),
        Col(_("Topics"), 4),
    ]
    return [*columns, Col(_("Outcome"), 3)] if with_outcome else columns


def _introductions(project: FundedProject, period: Period, words: Words) -> dict:
    rows = RULES[IndicatorKind.INTRODUCTIONS].rows(project, period)
    note = _("Without names. A place with fewer than three firms in the list is shown as its region.")
    columns = _case_columns(with_outcome=True)
    return _table("vermittlungen", _("Introductions"), columns, _cases(rows, words, period, with_outcome=True), note)


def _evidence(each: Attainment, words: Words) -> dict:
    one = each.indicator
    note = _("Without names. A place with fewer than three firms in the list is shown as its region.")
    title = _("Evidence: %(indicator)s") % {"indicator": one}
    columns = _case_columns(with_outcome=False)
    return _table(f"nachweis-{one.kind}", title, columns, _cases(each.rows, words), note)


def _cases(rows: list[Counted], words: Words, period: Period | None = None, *, with_outcome: bool = False) -> list:
    outcomes = outcomes_of(rows, period.last) if period else {}
    places = words.places(rows)
    cases = []
    for number, row in enumerate(sorted(rows, key=lambda row: row.day), 1):
        case = [number, *case_row(row, words, places)]
        cases.append([*case, words.outcome(outcomes.get(row.introduction_id, ""))] if with_outcome else case)
    return cases


def _in(model: Any, project: FundedProject, period: Period) -> Iterable:
    return model.objects.of(project).filter(day__range=(period.first, period.last))


def _cooperations(project: FundedProject, period: Period) -> dict:
    columns = [Col(_("Day"), 2, "day"), Col(_("With whom?"), 4), Col(_("Kind"), 2), Col(_("What it was about"), 5)]
    rows = [[each.day, each.partner, each.get_kind_display(), each.note] for each in _in(Cooperation, project, period)]
    return _table("kooperationen", _("Cooperations"), columns, rows)


def _publicity(project: FundedProject, period: Period) -> dict:
    columns = [Col(_("Day"), 2, "day"), Col(_("Where"), 2), Col(_("Title"), 4), Col(_("Link"), 4)]
    rows = [
        [each.day, each.get_channel_display(), each.title, each.link] for each in _in(PublicityItem, project, period)
    ]
    return _table("oeffentlichkeit", _("Publicity"), columns, rows)


def _letters(project: FundedProject, period: Period) -> dict:
    columns = [Col(_("No."), 1, "int"), Col(_("Organisation"), 5), Col(_("Received on"), 2, "day")]
    found = SupportLetter.objects.of(project).filter(received_on__lte=period.last)
    rows = [[number, each.organisation, each.received_on] for number, each in enumerate(found, 1)]
    return _table("unterstuetzung", _("Letters of support"), columns, rows)
