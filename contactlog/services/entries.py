"""Writing contacts down, changing and withdrawing them; counting those that are consultations."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contactlog.enums import USUAL_FORMAT
from contactlog.models import ContactEntry, ContactEntryVersion, EntryContent
from core.facts import record_event
from core.models import CaseEvent, LogEntry
from core.states import advance, require
from organisations.facts import organisation_attributes

CONSULTED, CANCELLED = "consultation", "consultation_cancelled"
CONTENT = [field.name for field in EntryContent._meta.local_fields]


def add_entry(form, *, organisation, actor, form_key: UUID | None = None) -> ContactEntry:
    """Save the valid EntryForm `form` as a contact with `organisation`; nobody is told.

    A next step belongs to who wrote it down. When `form_key` has been saved already, also at the same moment, that
    entry is returned and nothing is written. Raises GuardFailed when person or need belong to somebody else.
    """
    try:
        return _add_entry(form, organisation, actor, form_key)
    except IntegrityError:
        earlier = ContactEntry.objects.filter(created_by=actor, form_key=form_key).first() if form_key else None
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _add_entry(form, organisation, actor, form_key: UUID | None) -> ContactEntry:
    entry = form.save(commit=False)
    entry.organisation, entry.created_by, entry.written_by = organisation, actor, actor
    entry.form_key = form_key
    entry.created_at = entry.written_at = entry.state_changed_at = timezone.now()
    _complete(entry, actor)
    entry.save()
    form.save_m2m()
    LogEntry.objects.record(entry, "create", actor=actor, to_state=entry.state)
    _recount(entry)
    return entry


def _complete(entry: ContactEntry, actor) -> None:
    """Derive what the form leaves open, and check what belongs together."""
    entry.format = entry.format or USUAL_FORMAT.get(entry.kind, "")
    if not entry.next_step:
        entry.next_step_for = entry.next_step_done_at = None
    elif entry.next_step_for_id is None:
        entry.next_step_for = actor
    if entry.contact_id:
        acts = entry.organisation.memberships.filter(contact=entry.contact_id).exists()
        require(acts, _("This person does not belong to the organisation."))
    if entry.need_id:
        require(entry.need.organisation_id == entry.organisation_id, _("This need is one of another organisation."))


@transaction.atomic
def edit_entry(form, *, actor, based_on: int) -> None:
    """Save the valid EntryForm `form` as the next version; what the entry said before is kept.

    `based_on` is the version the person has read: raises GuardFailed when somebody was faster, and InvalidTransition
    when the entry was withdrawn meanwhile.
    """
    before = ContactEntry.objects.select_for_update().get(pk=form.instance.pk)
    require(
        before.version == based_on,
        _("Somebody has changed this entry in the meantime. What you have written is kept here."),
    )
    changed = sorted(form.changed_data)
    if not changed:
        return
    _keep_version(before)
    entry = form.save(commit=False)
    if entry.next_step != before.next_step:
        entry.next_step_done_at = None
    _complete(entry, actor)
    fields = {name: getattr(entry, name) for name in [*CONTENT, "next_step_for", "next_step_done_at"]}
    written = {"version": before.version + 1, "written_by": actor, "written_at": timezone.now()}
    advance(entry, "edit", actor=actor, details={"fields": changed}, **fields, **written)
    form.save_m2m()
    _recount(entry)


def _keep_version(entry: ContactEntry) -> None:
    kept = ContactEntryVersion.objects.create(
        entry=entry,
        number=entry.version,
        written_by=entry.written_by,
        written_at=entry.written_at,
        **{name: getattr(entry, name) for name in CONTENT},
    )
    kept.topics.set(entry.topics.all())


@transaction.atomic
def withdraw_entry(entry: ContactEntry, *, actor, reason: str) -> None:
    """Mark the entry as withdrawn: it counts nowhere and is kept. `restore_entry` takes that back."""
    require(reason.strip(), _("Say in a few words why."))
    advance(entry, "withdraw", actor=actor, withdraw_reason=reason.strip())
    _recount(entry)


@transaction.atomic
def restore_entry(entry: ContactEntry, *, actor) -> None:
    advance(entry, "restore", actor=actor, withdraw_reason="")
    _recount(entry)


def finish_step(entry: ContactEntry, *, actor) -> None:
    """The next step is done. Saying it twice changes nothing."""
    require(entry.next_step, _("There is no next step."))
    if entry.next_step_done_at is None:
        advance(entry, "finish_step", actor=actor, next_step_done_at=timezone.now())


def reopen_step(entry: ContactEntry, *, actor) -> None:
    require(entry.next_step, _("There is no next step."))
    if entry.next_step_done_at is not None:
        advance(entry, "reopen_step", actor=actor, next_step_done_at=None)


# --- Figures -------------------------------------------------------------------------------------


def _recount(entry: ContactEntry) -> None:
    """Bring the facts in line with the entry. Facts are append-only: what no longer holds is cancelled with the same
    attributes on the same day, so that sums of any period and breakdown come out right."""
    facts = CaseEvent.objects.filter(kind__in=[CONSULTED, CANCELLED], attributes__entry=entry.pk)
    last = facts.order_by("pk").last()
    counted = last if last and last.kind == CONSULTED else None
    counts = entry.counts_as_consultation and not entry.is_withdrawn
    if counted and counts and _same(counted, entry):
        return
    if counted:
        record_event(
            CANCELLED,
            attributes=counted.attributes,
            organisation_id=counted.organisation_id,
            need_id=counted.need_id,
            at=counted.occurred_at,
        )
    if counts:
        record_event(
            CONSULTED,
            attributes=organisation_attributes(entry.organisation) | _own_attributes(entry),
            organisation_id=entry.organisation_id,
            need_id=entry.need_id,
            at=entry.occurred_at,
        )


def _own_attributes(entry: ContactEntry) -> dict:
    """Return what figures of consultations are broken down by, besides the organisation."""
    return {
        "entry": entry.pk,
        "contact_kind": entry.kind,
        "format": entry.format or "unknown",
        "minutes": entry.minutes,
        "topics": sorted(topic.slug for topic in entry.topics.all()) or ["unknown"],
    }


def _same(fact: CaseEvent, entry: ContactEntry) -> bool:
    """Whether the entry still is what was counted. A later change of the organisation itself rewrites no history."""
    own = _own_attributes(entry)
    frozen = {name: fact.attributes.get(name) for name in own}
    return frozen == own and (fact.occurred_at, fact.need_id) == (entry.occurred_at, entry.need_id)
