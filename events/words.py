"""How times and places of events are said, in the active language."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.told import Told, told
from scheduling.clock import local

_CLOCK = " Uhr"  # German says it once, after the last time


def time_of(begin: datetime, end: datetime) -> str:
    """Return begin and end in words: "Thursday, 3 December 2026, 18:00 to 20:00"."""
    first, last = local(begin), local(end)
    words = {
        "day": f"{date_format(first, 'l')}, {date_format(first, 'DATE_FORMAT')}",
        "begin": date_format(first, "TIME_FORMAT").removesuffix(_CLOCK),
        "end": date_format(last, "TIME_FORMAT").removesuffix(_CLOCK),
        "last_day": date_format(last, "DATE_FORMAT"),
    }
    if first.date() == last.date():
        return _("%(day)s, %(begin)s to %(end)s") % words
    return _("%(day)s, %(begin)s to %(last_day)s, %(end)s") % words


def title_of(event) -> Told:
    return told(de=event.title, en=event.title_en)


def summary_of(event) -> Told:
    return told(de=event.summary, en=event.summary_en)


def description_of(event) -> Told:
    return told(de=event.description, en=event.description_en)


def access_of(venue) -> Told:
    return told(de=venue.access, en=venue.access_en)


def organiser_of(event) -> str:
    """Return who organises it, for people."""
    own = "Digitales Zentrum Mittelstand"
    if event.municipality:
        own = event.municipality.official_name
    elif event.region:
        own = str(event.region)
    return _("%(organiser)s with %(partner)s") % {"organiser": own, "partner": event.partner} if event.partner else own


def moment_words(moment: datetime) -> str:
    """Return day and time in words: "3 December 2026, 18:00"."""
    shown = local(moment)
    return _("%(day)s, %(time)s") % {
        "day": date_format(shown, "DATE_FORMAT"),
        "time": date_format(shown, "TIME_FORMAT"),
    }


def clock_of(begin: datetime, end: datetime) -> str:
    """Return the two times of a day that is known already: "18:00 to 20:00"."""
    times = (date_format(local(moment), "TIME_FORMAT") for moment in (begin, end))
    return _("%(begin)s to %(end)s") % dict(zip(("begin", "end"), times, strict=True))
