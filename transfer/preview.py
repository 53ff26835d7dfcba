"""The first rows of an import as they would be, and the first cells of each column."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from transfer.enums import Outcome
from transfer.files import BadFile, Row, read_rows
from transfer.importing import cells_of
from transfer.models import ImportJob
from transfer.subjects.base import Plan, SubjectOfImport
from transfer.subjects.registry import subject_of

ROWS = 20
SAMPLES = 3  # cells that show what a column holds


@dataclass(frozen=True)
class Fact:
    """One value of an entry; `old` is what is stored now, None where the entry is new."""

    label: Any
    new: str
    old: str | None = None


@dataclass(frozen=True)
class PreviewRow:
    line: int
    label: str
    outcome: str
    outcome_label: Any
    facts: list[Fact]
    messages: list[str]


def first_rows(job: ImportJob, number: int) -> list[Row]:
    try:
        with job.file.open("rb") as file:
            rows = read_rows(file.file, job.file_format, job.encoding, job.delimiter)
            next(rows, None)
            return list(islice(rows, number))
    except (BadFile, FileNotFoundError):
        return []


def samples(job: ImportJob) -> list[list[str]]:
    """Return for each column of the file the first cells that say something."""
    rows = first_rows(job, ROWS)
    return [
        [row.cells[place] for row in rows if place < len(row.cells) and row.cells[place]][:SAMPLES]
        for place in range(len(job.headers))
    ]


def preview(job: ImportJob) -> list[PreviewRow]:
    """Return the first rows as they would become entries. Writes nothing."""
    subject = subject_of(job, is_check=True)
    rows = [(row.line, cells_of(job, row)) for row in first_rows(job, ROWS)]
    return [_row(subject, plan) for plan in subject.plan(rows)]


def _row(subject: SubjectOfImport, plan: Plan) -> PreviewRow:
    return PreviewRow(
        plan.line, plan.label, plan.outcome, Outcome(plan.outcome).label, _facts(subject, plan), plan.messages
    )


def _facts(subject: SubjectOfImport, plan: Plan) -> list[Fact]:
    if plan.outcome not in (Outcome.CREATED, Outcome.UPDATED) or plan.instance is None:
        return []
    if plan.is_new:
        shown = [column for column in subject.columns if column.key in subject.mapped and column.value]
        found = [(column, _text(column, plan.instance)) for column in shown if column.key not in subject.many]
        return [Fact(column.label, text) for column, text in found if text]
    changed = {name.removesuffix("_id") for name in plan.new}
    if "municipality" in changed or "region" in changed:
        changed.add("place")
    facts = []
    for column in subject.columns:
        if column.key in changed and column.value:
            new = _text(column, plan.instance)
            facts.append(Fact(column.label, new, _before(column, plan)))
    return facts


def _text(column, instance) -> str:
    if column.is_key:
        return ""
    value = column.value(instance)
    return "" if value is None else str(value)


def _before(column, plan: Plan) -> str:
    """Return what is stored now, in the words of the column."""
    stored = type(plan.instance)._base_manager.get(pk=plan.instance.pk)
    value = column.value(stored)
    return "" if value is None else str(value)
