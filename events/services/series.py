"""Series: making the events of a rule, and changing those that follow without touching exceptions."""

from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from core.models import LogEntry
from core.stamps import touch
from core.states import require
from events.models import Event, Series
from events.moments import MOST, days_of
from events.services.editing import COPIED, copy_parts, hold
from scheduling.clock import local, moment_of
from scheduling.planning import replan

# What a change of the series passes on: everything but when, and how many places are given.
PASSED_ON = tuple(name for name in COPIED if name not in ("region", "municipality"))


@transaction.atomic
def make_series(event: Event, *, repeat: str, interval: int, last_day: date, actor) -> list[Event]:
    """Make `event` the first of a series and return the further ones, as drafts. Raises GuardFailed."""
    locked = hold(event)
    require(locked.series_id is None, _("The event belongs to a series already."))
    require(locked.starts_at, _("Enter at least one date."))
    require(len(locked.planned_dates) == 1, _("Events of a series have one date each."))
    first = local(locked.starts_at).date()
    days = days_of(first, repeat, interval, last_day)[1:]
    require(days, _("Until this day the series does not meet a second time."))
    series = Series.objects.create(
        title=locked.title, repeat=repeat, interval=interval, last_day=last_day, created_by=actor
    )
    Event.objects.filter(pk=locked.pk).update(series=series, series_day=first)
    LogEntry.objects.record(
        locked, "make_series", actor=actor, to_state=locked.state, details={"events": len(days) + 1}
    )
    return [_another(locked, series, day, actor) for day in days]


def _another(event: Event, series: Series, day: date, actor) -> Event:
    new = Event(
        **{name: getattr(event, name) for name in COPIED},
        created_by=actor,
        form_key=uuid4(),
        series=series,
        series_day=day,
    )
    new.save()
    copy_parts(event, new, day)
    LogEntry.objects.record(new, "create", actor=actor, to_state=new.state)
    replan(new)
    return new


@transaction.atomic
def pass_on(event: Event, *, actor) -> int:
    """Write texts, place, admission, topics, questions and time of the day of `event` into the later events of its
    series that are no exceptions, as long as nobody is registered there; return how many. `event` itself stays part of
    the series as it is now."""
    locked = hold(event)
    require(locked.series_id, _("The event belongs to no series."))
    begin, end = locked.planned_dates[0].starts_at, locked.planned_dates[0].ends_at
    later = Event.objects.select_for_update(of=("self",)).filter(
        series=locked.series_id, series_day__gt=locked.series_day, is_exception=False
    )
    changed = 0
    for other in later.exclude(state__in=Event.workflow.terminal).order_by("series_day"):
        if other.registrations.active().exists():
            continue
        for name in PASSED_ON:
            setattr(other, name, getattr(locked, name))
        other.save()
        other.topics.set(locked.topics.all())
        row = other.dates.get()
        row.starts_at = moment_of(other.series_day, local(begin).time())
        row.ends_at = row.starts_at + (end - begin)
        row.sequence += 1
        row.save()
        LogEntry.objects.record(other, "edit", actor=actor, to_state=other.state)
        replan(other)
        changed += 1
    Event.objects.filter(pk=locked.pk).update(is_exception=local(begin).date() != locked.series_day)
    touch("events")
    return changed


@transaction.atomic
def prolong(series: Series, *, last_day: date, actor) -> list[Event]:
    """Let the series go on until `last_day`; return the new events, drafts like the newest one."""
    locked = Series.objects.select_for_update().get(pk=series.pk)
    rows = Event.objects.filter(series=locked).order_by("series_day")
    first, newest = rows.first(), rows.last()
    require(newest, _("The series has no event any more."))
    days = [
        day for day in days_of(first.series_day, locked.repeat, locked.interval, last_day) if day > newest.series_day
    ]
    require(
        days, _("Until this day the series does not meet again. A series has at most %(most)d events.") % {"most": MOST}
    )
    locked.last_day = last_day
    locked.save(update_fields=["last_day"])
    return [_another(newest, locked, day, actor) for day in days]
