"""Times, places and texts of events, in the reader's language."""

from django import template

from core.told import Told
from events import words
from events.models import Event, EventDate

register = template.Library()


@register.filter
def time_of_date(row: EventDate) -> str:
    return words.time_of(row.starts_at, row.ends_at)


@register.filter
def summary(event: Event) -> Told:
    return words.summary_of(event)


@register.filter
def title(event: Event) -> Told:
    return words.title_of(event)


@register.filter
def organiser(event: Event) -> str:
    return words.organiser_of(event)


@register.filter
def further_dates(event: Event) -> int:
    """Return how many dates come besides the next one."""
    return len([row for row in event.planned_dates if not row.is_over]) - 1 if not event.is_over else 0
