"""Files of a need: adding, removing, and releasing them for the provider."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import ngettext

from companies.models import Need, NeedAttachment, NeedQuestion
from companies.permissions import ATTACHABLE
from core.models import LogEntry
from core.states import InvalidTransition, require
from files.storing import delete_on_commit, store
from files.uploads import CheckedUpload


@transaction.atomic
def add_attachment(need: Need, *, actor, upload: CheckedUpload, shared: bool) -> NeedAttachment:
    """Store a checked file with the need. Raises GuardFailed when it has its number of files already, and
    InvalidTransition when the need has moved on."""
    _lock(need)
    limit = settings.FILES_PER_NEED
    require(need.attachments.count() < limit, full_problem(limit))
    attachment = NeedAttachment(need=need, uploaded_by=actor, shared_after_introduction=shared)
    store(attachment, upload)
    _record(attachment, "add_attachment", actor, kind=upload.kind, size=attachment.size)
    return attachment


@transaction.atomic
def attach_to_question(
    question: NeedQuestion, *, actor, upload: CheckedUpload, with_answer: bool = False
) -> NeedAttachment:
    """Store a checked file with a question, or with its answer. It counts among the files of the need. Raises
    GuardFailed."""
    need = Need.objects.select_for_update().get(pk=question.need_id)
    limit = settings.FILES_PER_NEED
    require(need.attachments.count() < limit, full_problem(limit))
    attachment = NeedAttachment(need=need, uploaded_by=actor, question=question, with_answer=with_answer)
    store(attachment, upload)
    _record(attachment, "add_attachment", actor, kind=upload.kind, size=attachment.size)
    return attachment


@transaction.atomic
def remove_attachment(attachment: NeedAttachment, *, actor) -> None:
    """Delete the file for good; the log keeps that there was one, not its name. Raises InvalidTransition."""
    _lock(attachment.need)
    _record(attachment, "remove_attachment", actor)
    delete_on_commit(attachment.file)
    attachment.delete()


@transaction.atomic
def share_attachment(attachment: NeedAttachment, *, actor, shared: bool) -> None:
    """Say whether the provider receives the file once both have agreed."""
    changed = NeedAttachment.objects.filter(pk=attachment.pk).exclude(shared_after_introduction=shared)
    if changed.update(shared_after_introduction=shared):
        _record(attachment, "share_attachment" if shared else "keep_attachment", actor)


def full_problem(limit: int) -> str:
    text = ngettext(
        "A need holds at most %(limit)d file. Remove it first.",
        "A need holds at most %(limit)d files. Remove one first.",
        limit,
    )
    return text % {"limit": limit}


def _lock(need: Need) -> None:
    """Hold the need, so that two who attach at once are counted one after the other."""
    state = Need.objects.select_for_update().values_list("state", flat=True).get(pk=need.pk)
    if state not in ATTACHABLE:
        raise InvalidTransition(f"need {need.pk} is {state} now")


def _record(attachment: NeedAttachment, verb: str, actor, **details) -> None:
    LogEntry.objects.record(attachment.need, verb, actor=actor, details={"attachment": attachment.pk, **details})
