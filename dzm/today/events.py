"""Work that events leave behind: notes of guests, and what was taken on at a meeting."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dzm.today.job import Job
from events.following.notes import NOTE_WORKING_DAYS
from events.models import ActionItem, EventNote
from scheduling.workdays import add_working_days


class EventWork:
    """What `Today` finds at events; whoever wrote the event or the item down looks after it."""

    def _note_jobs(self) -> Iterator[Job]:
        notes = EventNote.objects.managed_by(self.user).open().select_related("event")
        for note in self._looked_after(notes, "event__created_by"):
            yield Job(
                note.name,
                (note.event.title,),
                reverse("events:notes", args=[note.event_id]),
                _("Read the offer"),
                add_working_days(timezone.localdate(note.created_at), NOTE_WORKING_DAYS),
                is_new=True,
                stands_in_for=self.absent_name(note.event.created_by_id),
            )

    def _item_jobs(self) -> Iterator[Job]:
        items = ActionItem.objects.managed_by(self.user).open().select_related("event", "owner")
        for item in self._looked_after(items, "created_by").filter(due_on__lte=self.today):
            facts = (item.who, item.event.title)
            absent = self.absent_name(item.created_by_id)
            url = item.get_absolute_url()
            yield Job(item.text, facts, url, _("Ask whether it is done"), item.due_on, stands_in_for=absent)

    def _looked_after(self, rows: QuerySet, column: str) -> QuerySet:
        return rows if self.everybody else rows.filter(**{f"{column}__in": self.persons})
