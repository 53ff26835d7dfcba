"""How the rows of a chunk become entries, whatever they are about: find the entry, read the cells, let the form of
the pages check them, write all of it with a few statements.

A subject is made for one job and lives as long as its work. `plan` decides and writes nothing, so that the check
before an import and the import itself cannot differ.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from core.merging import Journal
from core.models import LogEntry
from transfer.columns import CellProblem, Column
from transfer.enums import Mode, Outcome
from transfer.models import ExternalKey, ImportJob

LOG_SOURCE = "import"
LONGEST_LABEL = 200


class Known(forms.Field):
    """A form field whose value was looked up before, for all rows of a chunk together."""

    def clean(self, value: Any) -> Any:
        if self.required and value in self.empty_values:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return value


@dataclass
class Plan:
    """What is to become of one row. `old` and `new` are columns of an entry that changes, `relations` the ids of
    many-to-many fields before (None: the entry is new) and after."""

    line: int
    cells: dict[str, str]
    outcome: str = ""
    label: str = ""
    messages: list[str] = field(default_factory=list)
    instance: models.Model | None = None
    old: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)
    relations: dict[str, tuple[list[int] | None, list[int]]] = field(default_factory=dict)
    foreign_id: str = ""  # to be remembered for the entry
    likely_id: int | None = None
    extra: Any = None  # what else the subject writes with it

    def fail(self, *messages: str) -> None:
        self.outcome = Outcome.FAILED
        self.messages += map(str, messages)

    @property
    def is_new(self) -> bool:
        return self.outcome == Outcome.CREATED

    @property
    def object_id(self) -> int | None:
        return self.instance.pk if self.instance is not None else None


class SubjectOfImport(ABC):
    """Base of the subjects. Subclasses say what their columns are and how an entry is found and filled."""

    model: ClassVar[type[models.Model]]
    columns: ClassVar[tuple[Column, ...]]
    key_column: ClassVar[str]  # of ExternalKey
    many: ClassVar[tuple[str, ...]] = ()  # many-to-many fields
    knows_likely: ClassVar[bool] = False  # whether `mark_likely` finds entries that a new row looks like

    def __init__(self, job: ImportJob, *, is_check: bool = False):
        self.job = job
        self.is_check = is_check
        self.actor = job.requested_by
        self.labels = {column.key: column.label for column in self.columns}
        self.mapped = {key for key in job.mapping if key}
        self._lines: dict[tuple, int] = {}  # identity of a row -> the line where it occurred first

    # --- What subclasses answer ------------------------------------------------------------------

    @abstractmethod
    def load(self, plans: list[Plan]) -> None:
        """Fetch whatever the rows of a chunk may refer to."""

    @abstractmethod
    def identity(self, cells: dict[str, str]) -> tuple | None:
        """Return what tells two rows of one file apart; None where nothing does."""

    @abstractmethod
    def find(self, plan: Plan) -> models.Model | None:
        """Return the entry the row is about. Raises CellProblem where that is not clear."""

    @abstractmethod
    def read(self, plan: Plan, target: models.Model | None) -> dict[str, Any]:
        """Return the values of form fields that the row gives."""

    @abstractmethod
    def build_form(self, plan: Plan, instance: models.Model | None, data: dict[str, Any]) -> forms.ModelForm:
        """Return the form of the pages with `data`, for a new entry or for `instance`."""

    @abstractmethod
    def refine(self, plan: Plan, target: models.Model | None) -> None:
        """Look at a valid row once more, before it is written."""

    def repeat(self, plan: Plan, first: int, target: models.Model | None) -> None:
        """Decide on a row whose entry stands in line `first` already."""
        plan.fail(_("The same entry is already in line %(line)s.") % {"line": first})

    def mark_likely(self, plans: list[Plan]) -> None:
        """Note for new rows which entry they look like. Asked only where `knows_likely` says so."""
        raise AssertionError(f"{type(self).__name__} looks for none")

    def write_more(self, plans: list[Plan], journal: Journal) -> list:
        """Write what hangs on the entries and return the rows that were created."""
        return []

    # --- Planning --------------------------------------------------------------------------------

    def remember(self, line: int, cells: dict[str, str]) -> int | None:
        """Return the line where the same entry occurred before; else note this line."""
        identity = self.identity(cells)
        if identity is None:
            return None
        first = self._lines.setdefault(identity, line)
        return first if first != line else None

    def plan(self, rows: Iterable[tuple[int, dict[str, str]]]) -> list[Plan]:
        """Return what is to become of the rows (line and cells by column), in their order."""
        plans = [Plan(line, cells, label=self.label_of(cells)[:LONGEST_LABEL]) for line, cells in rows]
        self.load(plans)
        for plan in plans:
            try:
                self._decide(plan)
            except CellProblem as problem:
                plan.fail(str(problem))
        return plans

    def label_of(self, cells: dict[str, str]) -> str:
        return cells.get("title", "")

    def _decide(self, plan: Plan) -> None:
        first = self.remember(plan.line, plan.cells)
        target = self.find(plan)
        if first is not None:
            self.repeat(plan, first, target)
            return
        mode = self.job.mode
        if target is None and plan.cells.get("id"):
            raise CellProblem(_("There is no entry with the number %(id)s.") % {"id": plan.cells["id"]})
        if target is None and mode == Mode.UPDATE:
            raise CellProblem(_("There is no such entry that could be updated."))
        if target is not None and mode == Mode.CREATE:
            raise CellProblem(_("This entry exists already: %(name)s.") % {"name": target})
        if target is not None and mode == Mode.SKIP:
            plan.instance, plan.outcome = target, Outcome.SKIPPED
            plan.messages.append(_("This entry exists already."))
            return
        self._fill(plan, target)

    def _fill(self, plan: Plan, target: models.Model | None) -> None:
        given = self.read(plan, target)
        if plan.outcome == Outcome.FAILED:
            return
        before = self._written_values(target) if target is not None else {}
        form = self.build_form(plan, target, given)
        # Constraints of the database are asked one by one, each with a query; the database asks them anyway.
        form.instance.full_clean = partial(form.instance.full_clean, validate_constraints=False)
        if target is not None:
            for name, form_field in list(form.fields.items()):
                if name not in given or (form_field.required and given[name] in form_field.empty_values):
                    del form.fields[name]  # what the row does not speak of stays, and so does what must be there
        is_valid = form.is_valid()
        del form.instance.full_clean
        if not is_valid:
            plan.fail(*self._sentences(form))
            return
        plan.instance = form.instance
        plan.outcome = Outcome.CREATED
        self._note_relations(plan, form, target)
        if target is not None:
            after = self._written_values(target)
            changed = [name for name in after if _differs(before[name], after[name])]
            for name in after:
                if name not in changed:
                    setattr(target, name, before[name])
            plan.old = {name: before[name] for name in changed}
            plan.new = {name: after[name] for name in changed}
        self.refine(plan, target)
        if target is not None and plan.outcome != Outcome.FAILED:
            changes = plan.new or plan.relations or plan.extra
            plan.outcome = Outcome.UPDATED if changes else Outcome.SKIPPED
            if not changes:
                plan.messages.append(_("Nothing differs from what is stored."))

    def _written_values(self, instance: models.Model) -> dict[str, Any]:
        return {each.attname: getattr(instance, each.attname) for each in instance._meta.concrete_fields}

    def _note_relations(self, plan: Plan, form: forms.ModelForm, target: models.Model | None) -> None:
        for name in self.many:
            if name not in form.cleaned_data or (target is None and not form.cleaned_data[name]):
                continue
            new = sorted({row.pk for row in form.cleaned_data[name]})
            old = None if target is None else sorted(row.pk for row in getattr(target, name).all())
            if old != new:
                plan.relations[name] = (old, new)

    def _sentences(self, form: forms.ModelForm) -> list[str]:
        return [
            f"{self.labels.get(name) or form.fields[name].label}: {error}" if name in form.fields else str(error)
            for name, errors in form.errors.items()
            for error in errors
        ]

    def given_text(self, plan: Plan, names: Iterable[str]) -> dict[str, str]:
        """Return the cells of plain text columns: those that say something, and empty ones that shall erase."""
        erases = self.job.erases
        return {name: plan.cells[name] for name in names if name in plan.cells and (plan.cells[name] or erases)}

    def external_keys(self, plans: list[Plan], column: str = "foreign_id") -> dict[str, int]:
        """Return the entries that the foreign ids of a column stand for: foreign id -> id."""
        wanted = {plan.cells.get(column, "") for plan in plans} - {""}
        if not (wanted and self.job.source):
            return {}
        keys = ExternalKey.objects.filter(source=self.job.source, foreign_id__in=wanted)
        known = keys.filter(**{f"{self.key_column}__isnull": False})
        return dict(known.values_list("foreign_id", f"{self.key_column}_id"))

    # --- Writing ---------------------------------------------------------------------------------

    def write(self, plans: list[Plan], journal: Journal) -> list[models.Model]:
        """Write what was planned and return the rows that were created, of every model. Call in a transaction."""
        new = [plan for plan in plans if plan.is_new]
        changed = [plan for plan in plans if plan.outcome == Outcome.UPDATED]
        created: list[models.Model] = self.model._base_manager.bulk_create([plan.instance for plan in new])
        names = sorted({self.model._meta.get_field(name).name for plan in changed for name in plan.new})
        if names:
            self.model._base_manager.bulk_update([plan.instance for plan in changed if plan.new], names, batch_size=100)
        for plan in changed:
            if plan.new:
                journal.note(plan.instance, plan.old, plan.new)
        for name in self.many:
            self._write_relation(name, [plan for plan in (*new, *changed) if name in plan.relations])
        created += ExternalKey.objects.bulk_create(
            [
                ExternalKey(
                    source=self.job.source, foreign_id=plan.foreign_id, **{f"{self.key_column}_id": plan.object_id}
                )
                for plan in (*new, *changed)
                if plan.foreign_id
            ]
        )
        created += self.write_more([*new, *changed], journal)
        LogEntry.objects.bulk_create(self._log_entry(plan) for plan in (*new, *changed))
        return created

    def _write_relation(self, name: str, plans: list[Plan]) -> None:
        relation = self.model._meta.get_field(name)
        through = relation.remote_field.through
        source, target = relation.m2m_column_name(), relation.m2m_reverse_name()
        through._base_manager.filter(
            **{f"{source}__in": [plan.object_id for plan in plans if plan.relations[name][0]]}
        ).delete()
        through._base_manager.bulk_create(
            through(**{source: plan.object_id, target: pk}) for plan in plans for pk in plan.relations[name][1]
        )

    def _log_entry(self, plan: Plan) -> LogEntry:
        details: dict[str, Any] = {"job": self.job.pk, "line": plan.line}
        if not plan.is_new:
            details["fields"] = sorted([*plan.new, *plan.relations])
        return LogEntry(
            subject_type=self.model._meta.label_lower,
            subject_id=plan.object_id,
            verb="import" if plan.is_new else "import_edit",
            actor=self.actor,
            to_state=plan.instance.workflow.state_of(plan.instance) if plan.is_new else "",
            on_behalf_source=LOG_SOURCE,
            details=details,
        )


def _differs(old: Any, new: Any) -> bool:
    """Whether a value has changed; white space at the ends and other line ends, which a table loses, do not count."""
    if isinstance(old, str) and isinstance(new, str):
        return old != new and old.replace("\r\n", "\n").strip() != new
    return old != new


def number_of(text: str) -> int | None:
    """Return the number of an own id; None where the cell holds none. Raises CellProblem."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise CellProblem(_("“%(text)s” is no number of this portal.") % {"text": text})
    return int(text)


def safe_number(text: str) -> int:
    """Return the number of an own id, 0 where the cell holds none that is possible."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
