"""From facts to contributions: who contributes how much to which series, where and when. The database does the work."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from regions.models import Municipality
from reporting.measures import HUB, UNKNOWN, Measure, Place
from taxonomy.models import Sector

# Names in capitals are put in below; what comes from outside is always a parameter.
_FACTS = """
fact AS (
    SELECT e.id, e.kind, e.occurred_at, e.organisation_id AS firm, e.attributes AS a,
           BUCKET AS bucket, PLACE AS place, CASE WHEN e.kind = ANY(%(minus)s) THEN -1 ELSE 1 END AS number
    FROM core_caseevent e
    WHERE e.kind = ANY(%(kinds)s) AND e.occurred_at >= %(begin)s AND e.occurred_at < %(end)s ONCE
),
placed AS (SELECT * FROM fact WHERE place IS NOT NULL)
"""
_MONTH = "date_trunc('month', e.occurred_at AT TIME ZONE %(zone)s)::date"
_ONCE = """AND e.COLUMN IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM core_caseevent earlier
    WHERE earlier.kind = e.kind AND earlier.COLUMN = e.COLUMN
      AND (earlier.occurred_at, earlier.id) < (e.occurred_at, e.id))"""
_IN_COUNTY = "CASE WHEN {ags} = ANY(%(places)s) THEN {ags} ELSE %(unknown)s END"
_FROM = "e.attributes->>'from_ags'"
_PLACES = {
    Place.HOME: f"""CASE
        WHEN e.kind IN ('event_attended', 'event_attendance_undone') THEN
            CASE WHEN {_FROM} = ANY(%(places)s) THEN {_FROM} WHEN COALESCE({_FROM}, '') = '' THEN %(unknown)s END
        WHEN e.attributes->>'region' = %(hub)s THEN {_IN_COUNTY.format(ags="e.attributes->>'ags'")} END""",
    Place.NEED: f"""CASE WHEN e.attributes->>'need_region' = %(hub)s
        THEN {_IN_COUNTY.format(ags="e.attributes->>'need_ags'")} END""",
    Place.EVENT: f"""CASE WHEN e.attributes->>'region' = %(hub)s
        THEN {_IN_COUNTY.format(ags="e.attributes->>'ags'")} END""",
    Place.GUEST: _IN_COUNTY.format(ags=_FROM),
}
_LIST = (
    "jsonb_array_elements_text(CASE WHEN jsonb_typeof(a->'{name}') = 'array' AND a->'{name}' <> '[]'"
    " THEN a->'{name}' ELSE '[\"unknown\"]' END) AS {name}(code)"
)
_SECTORS = _LIST.format(name="sectors").replace("a->'sectors'", "COALESCE(a->'sectors', a->'from_sectors')")
_SERIES = {
    "": "SELECT ''",
    "size": "SELECT 'size/' || COALESCE(NULLIF(a->>'size_class', ''), NULLIF(a->>'from_size_class', ''), %(unknown)s)",
    "sector": f"SELECT DISTINCT 'sector/' || COALESCE(%(sections)s::jsonb->>sectors.code, %(unknown)s) FROM {_SECTORS}",  # noqa: S608
    "topic": f"SELECT DISTINCT 'topic/' || topics.code FROM {_LIST.format(name='topics')}",  # noqa: S608
    "outcome": "SELECT 'outcome/' || kind",
    "end": "SELECT 'end/' || kind",
    "event_kind": "SELECT 'event_kind/' || COALESCE(NULLIF(a->>'event_kind', ''), %(unknown)s)",
}
# A sum: what each firm contributes. Who belongs to no firm contributes as a person, unknown by name.
_SUMS = """
, counted AS (
    SELECT bucket, series, place, firm, a->>'event' AS event, SUM(number) AS number
    FROM placed, LATERAL (SERIES) AS named(series)
    GROUP BY bucket, series, place, firm, event HAVING SUM(number) <> 0
),
contributed AS (
    SELECT bucket, series, place, firm AS who, SUM(number) AS number
    FROM counted WHERE firm IS NOT NULL GROUP BY bucket, series, place, firm HAVING SUM(number) <> 0
    UNION ALL
    SELECT bucket, series, place,
           hashtextextended(concat_ws('/', bucket, place, event, one), 0) | (1::bigint << 63), 1
    FROM counted, LATERAL generate_series(1, number::int) AS one WHERE firm IS NULL
)
"""
# Different firms, each once per bucket, with the place, size and sector of its first fact in it; its topics add up. A
# fact and the one that takes it back share their stem ("consultation", "event_attend") and what they are about.
_DISTINCT = """
, family AS (
    SELECT bucket, firm, STEM AS stem, ABOUT AS about
    FROM placed WHERE firm IS NOT NULL GROUP BY bucket, firm, stem, about HAVING SUM(number) > 0
),
alive AS (
    SELECT placed.*, row_number() OVER whole AS nth, first_value(placed.place) OVER whole AS home
    FROM placed JOIN family ON placed.bucket = family.bucket AND placed.firm = family.firm
        AND family.stem = STEM AND family.about = ABOUT
    WHERE placed.number > 0 AND COALESCE(a->>'from_kind', a->>'kind') = 'company'
    WINDOW whole AS (PARTITION BY placed.bucket, placed.firm ORDER BY placed.occurred_at, placed.id)
),
contributed AS (
    SELECT bucket, series, home AS place, firm AS who, 1 AS number
    FROM alive, LATERAL (SERIES) AS named(series) WHERE nth = 1
    UNION
    SELECT bucket, series, home, firm, 1 FROM alive, LATERAL (TOPICS) AS named(series)
)
"""
_STEM = "(%(stems)s::jsonb->>kind)"
_ENDING = re.compile("(ance_undone|ed|_cancelled)$")
_ABOUT = "COALESCE(a->>'entry', a->>'event', '')"
_NOTHING = "SELECT ''::text WHERE false"


@dataclass(frozen=True)
class Statement:
    """A common table expression that ends in `contributed` (bucket, series, place, who, number), with its values."""

    sql: str
    values: dict


def contributed(measure: Measure, begin: datetime, end: datetime, *, by_month: bool) -> Statement:
    """Return what contributes to `measure` from `begin` up to, but not including, `end`: by calendar month, or as one
    period (the bucket is then the day of `begin`)."""
    names = [dimension.slug for dimension in measure.dimensions]
    if measure.distinct:
        own = ["", *(name for name in names if name != "topic")]
        text = _DISTINCT.replace("TOPICS", _series_sql(["topic"] if "topic" in names else []))
        text = text.replace("STEM", _STEM).replace("ABOUT", _ABOUT)
    else:
        own, text = ["", *names], _SUMS
    sql = (_FACTS + text).replace("SERIES", _series_sql(own))
    sql = sql.replace("BUCKET", _MONTH if by_month else "%(day)s::date")
    sql = sql.replace("PLACE", _PLACES[measure.place])
    sql = sql.replace("ONCE", _ONCE.replace("COLUMN", measure.once) if measure.once else "")
    values = {
        "kinds": measure.kinds,
        "minus": list(measure.minus),
        "begin": begin,
        "end": end,
        "zone": "Europe/Berlin",
        "day": begin.date(),
        "places": places(),
        # looked up per fact, which a join or a regular expression per fact makes several times slower
        "sections": json.dumps(_sections()) if "sector" in names else "{}",
        "stems": json.dumps({kind: _ENDING.sub("", kind) for kind in measure.kinds}),
        "unknown": UNKNOWN,
        "hub": HUB,
    }
    return Statement(f"WITH {sql}", values)


def facts_behind(measure: Measure, series: str, place: str, begin: datetime, end: datetime) -> list[int]:
    """Return the keys of the facts behind one figure as it is counted now, the newest first. Place "" is the county."""
    statement = contributed(measure, begin, end, by_month=False)
    here = "(%(place)s = '' OR placed.place = %(place)s)"
    if measure.distinct:
        sql = (
            f"{statement.sql} SELECT placed.id FROM placed WHERE placed.firm IN (SELECT who FROM contributed"  # noqa: S608
            " WHERE series = %(series)s AND (%(place)s = '' OR place = %(place)s))"
        )
    else:
        named = _series_sql([series.partition("/")[0]])
        sql = f"{statement.sql} SELECT placed.id FROM placed, LATERAL ({named}) AS named(series)"  # noqa: S608
        sql += f" WHERE named.series = %(series)s AND {here}"
    sql += " ORDER BY placed.occurred_at DESC, placed.id DESC"
    return [key for (key,) in rows(Statement(sql, {**statement.values, "series": series, "place": place}))]


def _series_sql(names: Sequence[str]) -> str:
    return " UNION ALL ".join(f"({_SERIES[name]})" for name in names) or _NOTHING


def _sections() -> dict[str, str]:
    """Return the section of every sector code; sections are their own."""
    codes = Sector.objects.filter(scheme="wz2008").values_list("code", "parent__code")
    return {code: section or code for code, section in codes}


def places() -> list[str]:
    """Return the keys (AGS) of the municipalities of the county."""
    return list(Municipality.objects.of_hub().order_by("ags").values_list("ags", flat=True))


def sums(measure: Measure, begin: datetime, end: datetime) -> dict[tuple[str, str], int]:
    """Return {(series, place): value} of `measure` as it is counted now for one period of any length."""
    statement = contributed(measure, begin, end, by_month=False)
    sql = f"{statement.sql} SELECT series, place, SUM(number)::bigint FROM contributed GROUP BY series, place"  # noqa: S608
    return {(series, place): number for series, place, number in rows(Statement(sql, statement.values))}


def rows(statement: Statement) -> Iterator[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.values)
        while found := cursor.fetchmany(10_000):
            yield from found
