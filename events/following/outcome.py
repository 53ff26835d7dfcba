"""Verbs on what an event leaves behind: the summary, and slides."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import LogEntry
from core.stamps import touch
from core.states import require
from events.models import Event, EventFile, EventSummary
from files.storing import delete_on_commit, store
from files.uploads import CheckedUpload

FILES_AT_MOST = 20  # of one event


@transaction.atomic
def write_summary(event: Event, *, text: str, text_en: str, publish: bool, actor) -> EventSummary:
    """Keep the summary of an event that is over; with `publish` everybody reads it, else nobody does (any more)."""
    require(not publish or event.is_over, _("The event is not over yet."))
    summary, _created = EventSummary.objects.select_for_update().get_or_create(event=event)
    was_public = summary.published_at is not None
    summary.text, summary.text_en = text, text_en
    summary.published_at = (summary.published_at or timezone.now()) if publish else None
    summary.save()
    LogEntry.objects.record(event, "publish_summary" if publish else "write_summary", actor=actor)
    if publish or was_public:
        touch("events")
    return summary


@transaction.atomic
def add_file(event: Event, *, title: str, upload: CheckedUpload, is_public: bool, actor) -> EventFile:
    """Store a checked file with the event. Raises GuardFailed where it has its number of files already."""
    Event.objects.select_for_update().get(pk=event.pk)
    require(
        event.files.count() < FILES_AT_MOST,
        ngettext("There can be %(number)d file.", "There can be %(number)d files.", FILES_AT_MOST)
        % {"number": FILES_AT_MOST},
    )
    row = EventFile(event=event, title=title, is_public=is_public, uploaded_by=actor)
    store(row, upload)
    LogEntry.objects.record(event, "add_file", actor=actor, details={"size": row.size, "public": is_public})
    touch("events")
    return row


@transaction.atomic
def remove_file(file: EventFile, *, actor) -> None:
    """Delete the file for good."""
    LogEntry.objects.record(file.event, "remove_file", actor=actor)
    delete_on_commit(file.file)
    file.delete()
    touch("events")
