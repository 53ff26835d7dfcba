"""Verbs that write: the facts of the night, the month of the municipalities, and the search for providers."""

from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import OPEN_FOR_MATCHING, Need
from companies.services import need_attributes
from core.batches import batched
from core.jobs import run_once
from core.models import CaseEvent, LogEntry
from core.states import GuardFailed, advance, require
from radar.enums import Flip
from radar.models import Gap, RadarMonth, ScoutingTask
from radar.protection import ALL, contributions, hidden_cells
from radar.selectors import NO_PLACE, NO_TOPIC, rows_of
from radar.unmet import is_unmet, not_compared_needs, unmet_needs
from regions.models import Municipality
from taxonomy.models import Topic

_AT_ONCE = 1_000  # needs


def record_flips() -> dict[str, int]:
    """Write a fact for each need that has become unmet since the last time, or is no longer; return how many.

    What has changed and was not compared again is left as it was. Doing it twice writes nothing twice: facts and `Gap`
    are one transaction under a lock."""
    with transaction.atomic():
        with connection.cursor() as cursor:  # two at once: the second waits, and then finds nothing to do
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('radar'))")
        now = timezone.now()
        known = set(Gap.objects.values_list("need_id", flat=True))
        unmet = set(unmet_needs().values_list("pk", flat=True))
        unknown = set(not_compared_needs().values_list("pk", flat=True))
        came, left = sorted(unmet - known), sorted(known - unmet - unknown)
        Gap.objects.bulk_create([Gap(need_id=pk, since=now) for pk in came], batch_size=_AT_ONCE)
        _write(Flip.UNMET, came, now)
        _write(Flip.MET, left, now)
        for block in batched(left, _AT_ONCE):
            Gap.objects.filter(need__in=list(block)).delete()
    return {"unmet": len(came), "met": len(left)}


def _write(kind: Flip, keys: list[int], now) -> None:
    """Write the facts of `keys`, with the codes of each need as they are now."""
    related = Need.objects.select_related(
        "organisation__municipality", "organisation__region", "municipality", "region"
    )
    for block in batched(keys, _AT_ONCE):
        needs = related.filter(pk__in=list(block)).prefetch_related("topics", "organisation__sectors").order_by("pk")
        CaseEvent.objects.bulk_create(
            CaseEvent(
                kind=kind,
                occurred_at=now,
                organisation_id=need.organisation_id,
                need_id=need.pk,
                attributes=need_attributes(need) | ({"why": _why(need)} if kind == Flip.MET else {}),
            )
            for need in needs
        )


def _why(need: Need) -> str:
    """Return the code of why a need is no longer unmet: something answers it, or nobody looks any more."""
    return "answered" if need.state in OPEN_FOR_MATCHING else "left"


def freeze_month(today: date) -> RadarMonth | None:
    """Store what municipalities read from this month on; None where it is stored already."""
    month = today.replace(day=1)
    if RadarMonth.objects.filter(month=month).exists():
        return None
    places = [*Municipality.objects.of_hub().values_list("ags", flat=True).order_by("ags"), NO_PLACE]
    rows = [row for row in rows_of(unmet_needs().filter(region__slug="soest")) if row.place in places]
    topics = [*Topic.objects.values_list("slug", flat=True).order_by("slug"), NO_TOPIC]
    sides = contributions(rows, topics, places)
    hidden = hidden_cells(sides)
    shown = {cell: None if cell in hidden else sum(side.values()) for cell, (side,) in sides.items()}
    cells = {f"{cell.topic}/{cell.place}": value for cell, value in shown.items() if cell.topic != ALL}
    totals = {cell.place: value for cell, value in shown.items() if cell.topic == ALL}
    frozen, _created = RadarMonth.objects.get_or_create(
        month=month, defaults={"as_of": today, "cells": cells, "totals": totals}
    )
    return frozen


def begin_scouting(need: Need, *, actor, note: str, due_on: date) -> ScoutingTask:
    """Note that `actor` looks for providers for an unmet need until `due_on`. Raises GuardFailed where the need is not
    unmet, or somebody looks already."""
    require(is_unmet(need), _("This need has a candidate now, or is no longer open."))
    try:
        with transaction.atomic():
            task = ScoutingTask.objects.create(need=need, begun_by=actor, note=note, due_on=due_on)
            LogEntry.objects.record(task, "begin_scouting", actor=actor, to_state=task.state)
    except IntegrityError as doubled:
        raise GuardFailed([_("Somebody is looking for providers already.")]) from doubled
    return task


def take_task_step(task: ScoutingTask, transition_id: str, *, actor) -> None:
    """Take a step of the search; each can be undone by opening it again. Raises StateError where it has moved on, or
    somebody else has begun meanwhile."""
    try:
        with transaction.atomic():
            advance(task, transition_id, actor=actor)
    except IntegrityError as doubled:
        raise GuardFailed([_("Somebody is looking for providers already.")]) from doubled


def watch_night() -> bool:
    """Do the work of a night once; return whether it was done here."""
    today = timezone.localdate()

    def work() -> dict:
        flips = record_flips()
        frozen = freeze_month(today)
        return flips | {"month": frozen.month.isoformat() if frozen else ""}

    return run_once("radar", today.isoformat(), work)
