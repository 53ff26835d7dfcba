"""Taking an import back: exactly, or not at all.

What the import created is deleted and what it changed gets its old values, as long as all of that is still as the
import left it and nobody has attached anything to it. Of created rows the journal holds a fingerprint, no values.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.merging import find_drift, relations_to, take_back
from core.models import LogEntry
from core.states import advance
from transfer.enums import Outcome
from transfer.models import ExternalKey, ImportChunk, ImportJob
from transfer.subjects.base import LOG_SOURCE, Plan

SHOWN_PROBLEMS = 20
AT_ONCE = 500
# Computed each night from organisations; it goes with them.
_COMPUTED = {"organisations.OrganisationPair.lower", "organisations.OrganisationPair.higher"}


def fingerprint(row: models.Model) -> str:
    """Return a digest of all columns of a row."""
    values = [getattr(row, each.attname) for each in row._meta.concrete_fields]
    return hashlib.sha256(DjangoJSONEncoder().encode([_exact(value) for value in values]).encode()).hexdigest()[:32]


def _exact(value: Any) -> Any:
    """Return moments with their microseconds, which the encoder would cut."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def fingerprinted(row: models.Model) -> list:
    return [row._meta.label, row.pk, fingerprint(row)]


def relations_of(plans: Iterable[Plan]) -> list[dict]:
    """Return which many-to-many fields were written, before and after."""
    return [
        {"model": plan.instance._meta.label, "pk": plan.object_id, "field": name, "old": old, "new": new}
        for plan in plans
        if plan.outcome in (Outcome.CREATED, Outcome.UPDATED) and plan.instance is not None
        for name, (old, new) in plan.relations.items()
    ]


def take_back_import(job: ImportJob) -> bool:
    """Take the import back in one transaction, or note in `job.problems` what stands in the way; return whether it
    was taken back. The state goes on in either case."""
    with transaction.atomic():
        held = ImportJob.objects.select_for_update().get(pk=job.pk)
        if (held.state, held.attempts) != (job.state, job.attempts):
            return False
        chunks = list(held.chunks.order_by("first"))
        problems = _problems(chunks)
        if problems:
            advance(job, "refuse_undo", actor=None, problems=problems, attempts=0)
            return False
        for chunk in reversed(chunks):
            _restore_relations(chunk.relations)
            take_back(chunk.changes, [])
            _delete(chunk.created)
        LogEntry.objects.bulk_create(_entries(chunks, job))
        held.chunks.all().delete()
        advance(job, "end_undo", actor=None, problems=[], finished_at=timezone.now(), attempts=0)
        return True


def _problems(chunks: list[ImportChunk]) -> list[str]:
    """Return what stands in the way of taking the import back, in words; at most some of it."""
    found: list[str] = []
    for problem in _find_problems(chunks):
        if problem not in found:
            found.append(problem)
        if len(found) == SHOWN_PROBLEMS:
            break
    return found


def _find_problems(chunks: list[ImportChunk]) -> Iterator[str]:
    created = {(label, pk): digest for chunk in chunks for label, pk, digest in chunk.created}
    changes = [change for chunk in chunks for change in chunk.changes]
    for drift in find_drift(changes, []):
        yield _changed(drift.model, drift.row)
    touched = {(change["model"], change["pk"]) for change in changes}
    for model, pks in _by_model(created):
        for rows in _batches(model, pks):
            for _pk in set(rows.wanted) - rows.keys() if model is not ExternalKey else ():  # gone with its entry
                yield _("%(noun)s: an entry has been deleted since.") % {"noun": model._meta.verbose_name}
            for pk, row in rows.items():
                key = (model._meta.label, pk)
                if key not in touched and fingerprint(row) != created[key]:
                    yield _changed(model, row)
        yield from _newcomers(model, pks, created)
    yield from _changed_relations(chunks)


class _Rows(dict):
    """Rows by key, with the keys that were asked for."""

    wanted: list


def _batches(model: type[models.Model], pks: list) -> Iterator[_Rows]:
    for start in range(0, len(pks), AT_ONCE):
        wanted = pks[start : start + AT_ONCE]
        rows = _Rows((row.pk, row) for row in model._base_manager.select_for_update(of=("self",)).filter(pk__in=wanted))
        rows.wanted = wanted
        yield rows


def _by_model(created: Iterable[tuple[str, Any]]) -> list[tuple[type[models.Model], list]]:
    grouped = defaultdict(list)
    for label, pk in created:
        grouped[label].append(pk)
    return [(apps.get_model(label), pks) for label, pks in grouped.items()]


def _newcomers(model: type[models.Model], pks: list, created: dict) -> Iterator[str]:
    """Yield a sentence for everything that others have attached to what the import created."""
    many = {each.remote_field.through for each in model._meta.local_many_to_many}
    for relation, column in relations_to(model).items():
        if relation in _COMPUTED or column.model in many:
            continue
        for start in range(0, len(pks), AT_ONCE):
            near = column.model._base_manager.filter(**{f"{column.attname}__in": pks[start : start + AT_ONCE]})
            for pk in near.values_list("pk", flat=True):
                if (column.model._meta.label, pk) not in created:
                    yield _("%(noun)s: entries have been added since.") % {"noun": column.model._meta.verbose_name}
                    break


def _changed_relations(chunks: list[ImportChunk]) -> Iterator[str]:
    wanted = defaultdict(dict)  # the last one counts where a row was written twice
    for chunk in chunks:
        for each in chunk.relations:
            wanted[each["model"], each["field"]][each["pk"]] = each["new"]
    for (label, name), by_row in wanted.items():
        through, source, target = _through(label, name)
        present = defaultdict(list)
        for pk, other in through._base_manager.filter(**{f"{source}__in": by_row}).values_list(source, target):
            present[pk].append(other)
        for pk, new in by_row.items():
            if sorted(present[pk]) != sorted(new):
                yield _changed(apps.get_model(label), apps.get_model(label)._base_manager.filter(pk=pk).first())


def _through(label: str, name: str) -> tuple[type[models.Model], str, str]:
    relation = apps.get_model(label)._meta.get_field(name)
    return relation.remote_field.through, relation.m2m_column_name(), relation.m2m_reverse_name()


def _restore_relations(relations: list[dict]) -> None:
    for each in relations:
        if each["old"] is None:
            continue  # of a new row; it goes as a whole
        through, source, target = _through(each["model"], each["field"])
        through._base_manager.filter(**{source: each["pk"]}).delete()
        through._base_manager.bulk_create(through(**{source: each["pk"], target: pk}) for pk in each["old"])


def _delete(created: list[list]) -> None:
    """Delete created rows, the last first: what points at others goes before them."""
    for label, rows in groupby(reversed(created), key=lambda row: row[0]):
        pks = [row[1] for row in rows]
        apps.get_model(label)._base_manager.filter(pk__in=pks).delete()


def _changed(model: type[models.Model], row: models.Model | None) -> str:
    if row is None:
        return _("%(noun)s: an entry has been deleted since.") % {"noun": model._meta.verbose_name}
    return _("%(noun)s: “%(name)s” has been changed since.") % {"noun": model._meta.verbose_name, "name": row}


def _entries(chunks: list[ImportChunk], job: ImportJob) -> Iterator[LogEntry]:
    for chunk in chunks:
        keys = {(label, pk) for label, pk, _digest in chunk.created}
        keys |= {(change["model"], change["pk"]) for change in chunk.changes}
        for label, pk in sorted(keys):
            if label == "transfer.ExternalKey":
                continue
            yield LogEntry(
                subject_type=label.lower(),
                subject_id=pk,
                verb="undo_import",
                actor=job.requested_by,
                on_behalf_source=LOG_SOURCE,
                details={"job": job.pk},
            )
