"""Verbs that write: entries of registers, texts of the report, packs."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import LogEntry
from core.states import GuardFailed, require
from projects.counting import Period
from projects.forms import EntryForm
from projects.models import CostPosition, FunderPack, Narrative, PackFile, PackPerson, Voucher
from projects.models.registers import Entry
from projects.packing.content import canonical, checksum, freeze
from projects.packing.render import render
from regions.models import FundedProject


@transaction.atomic
def save_entry(form: EntryForm, *, actor) -> Entry:
    """Save the valid `form` and return the entry. The log says who did it and to which register it belongs."""
    verb = "edit_project_entry" if form.instance.pk else "add_project_entry"
    entry = form.save_for()
    _log(entry, verb, actor)
    return entry


@transaction.atomic
def remove_entry(entry: Entry, *, actor) -> None:
    """Take `entry` out of its register; `restore_entry` brings it back. Raises GuardFailed for a kind of cost that
    vouchers are booked on."""
    if isinstance(entry, CostPosition):
        CostPosition.objects.select_for_update().get(pk=entry.pk)
        used = Voucher.objects.of(entry.project).filter(cost_position=entry).exists()
        require(not used, _("There are vouchers for this kind of cost. Move or remove them first."))
    if entry.removed_at is None:
        entry.removed_at = timezone.now()
        entry.save(update_fields=["removed_at"])
        _log(entry, "remove_project_entry", actor)


@transaction.atomic
def restore_entry(entry: Entry, *, actor) -> None:
    """Bring `entry` back. Raises GuardFailed where another entry has taken its place since."""
    if entry.removed_at is None:
        return
    entry.removed_at = None
    try:
        entry.validate_constraints()
    except ValidationError as refusal:
        raise GuardFailed(refusal.messages) from refusal
    entry.save(update_fields=["removed_at"])
    _log(entry, "restore_project_entry", actor)


@transaction.atomic
def save_narrative(project: FundedProject, texts: Mapping[str, str], *, actor) -> bool:
    """Keep the texts by heading; return whether any of them is new."""
    stored = dict(Narrative.objects.filter(project=project).values_list("heading", "text"))
    changed = [heading for heading, text in texts.items() if text != stored.get(heading, "")]
    for heading in changed:
        Narrative.objects.update_or_create(project=project, heading=heading, defaults={"text": texts[heading]})
    if changed:
        LogEntry.objects.record(project, "write_project_report", actor=actor, details={"headings": changed})
    return bool(changed)


@transaction.atomic
def make_pack(project: FundedProject, period: Period, *, actor=None) -> FunderPack:
    """Freeze the proof of `project` for `period` as its next version, write its files, and return it. `actor` None:
    the command. Packs of one project are made one after the other."""
    FundedProject.objects.select_for_update().get(pk=project.pk)
    last = FunderPack.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    made_at = timezone.now().replace(microsecond=0)
    frozen, people = freeze(project, period, number=last + 1, made_at=made_at)
    content = canonical(frozen)
    pack = FunderPack.objects.create(
        project=project,
        number=last + 1,
        starts_on=period.first,
        ends_on=period.last,
        made_at=made_at,
        made_by=actor,
        content=content,
        sha256=checksum(content.encode()),
    )
    PackFile.objects.bulk_create(
        PackFile(pack=pack, format=form, content=data, sha256=checksum(data)) for form, data in render(frozen).items()
    )
    PackPerson.objects.bulk_create(
        PackPerson(pack=pack, number=number, user_id=pk) for number, pk in enumerate(people, 1)
    )
    LogEntry.objects.record(pack, "make_funder_pack", actor=actor, details={"number": pack.number})
    return pack


def note_download(file: PackFile, *, actor) -> None:
    """Keep in the log who has taken which file out."""
    details = {"number": file.pack.number, "format": file.format, "sha256": file.sha256}
    LogEntry.objects.record(file.pack, "export_funder_pack", actor=actor, details=details)


def note_hours(project: FundedProject, *, purpose: str, actor) -> None:
    """Keep in the log who has taken the hours with names out, and what for."""
    LogEntry.objects.record(project, "export_project_hours", actor=actor, details={"purpose": purpose})


def _log(entry: Entry, verb: str, actor) -> None:
    LogEntry.objects.record(entry, verb, actor=actor, details={"project": entry.project_id})
