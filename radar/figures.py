"""The radar as charts: of today for leads, of the frozen month for municipalities."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charts.data import Datum, Series, single
from charts.heat import Heat
from charts.places import PlaceMap, Spot
from charts.trend import Trend
from radar.models import RadarMonth
from radar.protection import ALL
from radar.selectors import (
    MONTHS,
    NO_PLACE,
    Numbers,
    labels,
    not_compared_for,
    places_of,
    trend,
    unmet_needs_for,
)
from radar.unmet import looked_at
from regions.models import Municipality

Values = Mapping[tuple[str, str], int | None]  # topic, ags; None is protected


@dataclass(frozen=True)
class Picture:
    """What the page shows. `number` unmet needs, None where that is protected; for leads also how many of all
    `looked_at` are not compared yet. One stored month makes no line."""

    as_of: date
    number: int | None
    heat: Heat
    map: PlaceMap
    trend: Trend | None
    looked_at: int = 0
    not_compared: int = 0


def picture_of_today(user) -> Picture:
    """Return what a lead reads: every number, as it is now."""
    today, unmet = timezone.localdate(), unmet_needs_for(user)
    looked = looked_at() if user.is_project_lead else looked_at().filter(region_id__in=user.led_region_ids)
    numbers, home = Numbers.of(unmet), _home(user)
    columns = [(place.ags, place.name) for place in home]
    columns += [*places_of(unmet, [ags for ags, _name in columns]), (NO_PLACE, _("No place stated"))]
    values = {(topic, ags): numbers.by_topic[topic, ags] for topic in numbers.topics for ags, _name in columns}
    return Picture(
        as_of=today,
        number=unmet.count(),
        heat=_heat(values, columns, today),
        map=_map({place.ags: numbers.by_place[place.ags] for place in home}, home, today),
        trend=_trend(trend(user, today), today),
        looked_at=looked.count(),
        not_compared=not_compared_for(user).count(),
    )


def trend_of_today(user) -> Trend:
    """Return the line alone, as a lead reads it."""
    today = timezone.localdate()
    return _trend(trend(user, today), today)


def picture_of_month() -> Picture | None:
    """Return what municipalities read; None before the first month was stored."""
    months = list(RadarMonth.objects.order_by("-month")[:MONTHS])
    if not months:
        return None
    newest, home = months[0], _home()
    values = {tuple(key.split("/")): value for key, value in newest.cells.items()}
    columns = [*((place.ags, place.name) for place in home), (NO_PLACE, _("No place stated")), (ALL, _("County"))]
    return Picture(
        as_of=newest.as_of,
        number=newest.totals.get(ALL),
        heat=_heat(values, columns, newest.as_of),
        map=_map(newest.totals, home, newest.as_of),
        trend=_trend([(each.month, each.totals.get(ALL)) for each in reversed(months)], newest.as_of)
        if len(months) > 1
        else None,
    )


def _home(user=None) -> list[Municipality]:
    """Return the places of the map: the hub's, for region leads those of the own regions."""
    if user is None or user.is_project_lead:
        return list(Municipality.objects.of_hub().order_by("name"))
    return list(Municipality.objects.filter(region_id__in=user.led_region_ids).order_by("name"))


def _heat(values: Values, columns: Sequence[tuple[str, str]], as_of: date) -> Heat:
    """Return topics by places, without topics nobody seeks and without places outside the map nobody seeks in."""
    names = labels()
    topics = sorted({topic for (topic, _ags), value in values.items() if value != 0}, key=lambda slug: names[slug])
    used = [(ags, name) for ags, name in columns if ags != NO_PLACE or _any(values.get((t, ags)) for t in topics)]
    rows = [
        Series(names[topic], tuple(Datum(name, values.get((topic, ags), 0)) for ags, name in used)) for topic in topics
    ]
    return Heat(
        key="topics",
        title=_("Unmet needs by topic and municipality"),
        unit=_("unmet needs"),
        source=_("needs and proposals in the portal"),
        as_of=as_of,
        series=tuple(rows),
    )


def _any(values: Iterable[int | None]) -> bool:
    return any(value != 0 for value in values)


def _map(totals: Mapping[str, int | None], home: Sequence[Municipality], as_of: date) -> PlaceMap:
    return PlaceMap(
        key="places",
        title=_("Unmet needs by municipality"),
        unit=_("unmet needs"),
        source=_("needs and proposals in the portal"),
        as_of=as_of,
        series=single([Datum(place.name, totals.get(place.ags, 0)) for place in home]),
        spots=spots_of(home),
    )


def spots_of(places: Sequence[Municipality]) -> tuple[Spot, ...]:
    """Return where municipalities lie within the land that all of them cover."""
    if not places:
        return ()
    west, east = min(place.longitude for place in places), max(place.longitude for place in places)
    south, north = min(place.latitude for place in places), max(place.latitude for place in places)
    across, down = east - west or 1, north - south or 1
    return tuple(
        Spot(place.name, (place.longitude - west) / across, (north - place.latitude) / down) for place in places
    )


def _trend(months: Sequence[tuple[date, int | None]], as_of: date) -> Trend:
    data = tuple(Datum(date_format(month, "m/Y"), number) for month, number in months)
    return Trend(
        key="months",
        title=_("Unmet needs, month by month"),
        unit=_("unmet needs"),
        source=_("needs and proposals in the portal"),
        as_of=as_of,
        series=(Series("", data),) if data else (),
    )
