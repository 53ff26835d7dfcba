"""The scouting list as a file. It names no company: titles are those of anonymous summaries."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Need, NeedTeaser
from core.batches import batched
from core.cells import csv_lines
from radar.models import ScoutingTask
from radar.selectors import days_since

_AT_ONCE = 500


def as_csv(needs: QuerySet[Need]) -> Iterator[bytes]:
    """Yield the lines of the list, those that wait longest first."""
    return csv_lines(_rows(needs))


def _rows(needs: QuerySet[Need]) -> Iterator[list[Any]]:
    yield [
        *(_("Number"), _("Anonymous summary"), _("Topics"), _("Municipality"), _("Region")),
        *(_("Unmet since"), _("Days"), _("Search"), _("Until"), _("Note")),
    ]
    keys = needs.annotate(since=F("gap__since")).order_by(F("since").asc(nulls_last=True), "pk")
    for block in batched(keys.values_list("pk", flat=True), _AT_ONCE):
        found = Need.objects.select_related("municipality", "region", "gap").prefetch_related("topics").in_bulk(block)
        checked = NeedTeaser.objects.filter(need__in=block, checked_at__isnull=False).order_by("version")
        titles = dict(checked.values_list("need_id", "title"))
        tasks = {task.need_id: task for task in ScoutingTask.objects.filter(need__in=block).order_by("begun_at", "pk")}
        for pk in block:
            yield _row(found[pk], titles.get(pk, ""), tasks.get(pk))


def _row(need: Need, title: str, task: ScoutingTask | None) -> list[Any]:
    since = need.gap.since if hasattr(need, "gap") else None
    search = [task.get_state_display(), task.due_on, task.note] if task else ["", None, ""]
    return [
        need.number,
        title,
        ", ".join(topic.label for topic in need.topics.all()),
        need.municipality.name if need.municipality else "",
        need.region.name,
        timezone.localtime(since).date() if since else None,
        days_since(since),
        *search,
    ]
