"""What the database adds up: introductions by stage, month and the regions of both sides, from the facts.

An introduction counts once per stage, where it reached that stage for the first time, with the regions and topics that
were frozen then. So months add up to quarters and years. Rows come back grouped: how many facts there are decides how
long the database reads, never how many rows Python sees.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from cooperation.periods import Month, Period
from core.models import CaseEvent

PROPOSED, SHORTLISTED, ASKED = "proposal_made", "proposal_shortlisted", "company_asked"
INTRODUCED, MET, PILOT, SUCCESS = "introduced", "first_meeting", "pilot_started", "success"
STAGES = (PROPOSED, ASKED, INTRODUCED, MET, PILOT, SUCCESS)
UNKNOWN = "unknown"  # no topic is stated, or none that we know
_AT_ONCE = 5_000  # rows

_BERLIN = "(occurred_at AT TIME ZONE 'Europe/Berlin')"
# Only the columns that are grouped by travel through the sort that finds the first fact of a stage.
_FIRST = f"""
    WITH reached AS MATERIALIZED (
        SELECT DISTINCT ON (introduction_id, kind)
            introduction_id, kind, {_BERLIN}::date AS day, need_id, offer_id, organisation_id,
            COALESCE(attributes->>'need_region', attributes->>'region', '') AS seeking,
            COALESCE(attributes->>'provider_region', '') AS offering
            {{columns}}
        FROM core_caseevent fact
        WHERE kind = ANY(%(kinds)s) AND introduction_id IS NOT NULL {{limit}}
        ORDER BY introduction_id, kind, occurred_at, id
    )
"""  # noqa: S608 - no word of it comes from outside
# The firsts of a stretch of time are those that nothing before it precedes. The index of introductions finds that, so
# nobody reads ten years for a quarter.
_IN_PERIOD = """
    AND occurred_at >= %(start)s AND occurred_at < %(stop)s
    AND NOT EXISTS (
        SELECT FROM core_caseevent earlier
        WHERE earlier.introduction_id = fact.introduction_id AND earlier.kind = fact.kind
            AND earlier.occurred_at < %(start)s
    )
"""
_UP_TO = "AND id <= %(up_to)s"
# What newer facts speak of: they may come first, also where they were entered late.
_CHANGED = """
    AND (introduction_id, kind) IN (
        SELECT introduction_id, kind FROM core_caseevent WHERE id > %(changed_since)s AND kind = ANY(%(kinds)s)
    )
"""
# Who it is today, also after two turned out to be one; erased rows are told apart by the fact's own numbers.
_SIDES = """
    LEFT JOIN companies_need need ON need.id = reached.need_id
    LEFT JOIN startups_offer offer ON offer.id = reached.offer_id
"""
_COMPANY = "COALESCE(need.organisation_id, reached.organisation_id, -reached.need_id)"
_PROVIDER = "COALESCE(offer.organisation_id, -reached.offer_id)"


@dataclass(frozen=True)
class Flow:
    """So many introductions reached `stage` in `month`, between these regions; `topic` where they are told apart, and
    `side` with `organisation` where those who took part are."""

    stage: str
    month: Month
    seeking: str
    offering: str
    number: int
    topic: str = ""
    side: str = ""  # company or provider
    organisation: int = 0


def flows(
    stages: Sequence[str],
    *,
    by_topic: bool = False,
    by_organisation: bool = False,
    seeking: Iterable[str] | None = None,
    offering: Iterable[str] | None = None,
    topics: Iterable[str] | None = None,
    up_to: int | None = None,
    changed_since: int | None = None,
) -> Iterator[Flow]:
    """Yield how many introductions reached each of `stages`, a piece at a time: of ten years with everybody who took
    part there are millions.

    With `by_topic` an introduction with several topics stands in several rows; with `topics` others than these are
    UNKNOWN, and rows come topic by topic. With `by_organisation` everything comes twice, once by company and once by
    provider. `seeking` and `offering` leave out other regions.

    `up_to` leaves out facts with a larger primary key. `changed_since` leaves only stages of introductions that facts
    with a larger one speak of. So the flows up to a fact, with those changed since, less those changed since as they
    were up to it, are all flows.
    """
    topic = "COALESCE(attributes->'topics', '[\"unknown\"]'::jsonb) AS topics" if by_topic else ""
    group = ["kind", "date_trunc('month', day)::date", "seeking", "offering"]
    if by_topic:
        group.append("topic")
    names = ", ".join(group)
    where, parameters = [], {"kinds": list(stages)}
    for name, regions in (("seeking", seeking), ("offering", offering)):
        if regions is not None:
            where.append(f"{name} = ANY(%({name})s)")
            parameters[name] = sorted(regions)
    lateral, ordered = "", ""
    if by_topic:
        lateral = "CROSS JOIN LATERAL jsonb_array_elements_text(topics) AS topic"
    if topics is not None:
        lateral = f"""
            CROSS JOIN LATERAL jsonb_array_elements_text(topics) AS said
            CROSS JOIN LATERAL (
                SELECT CASE WHEN said = ANY(%(topics)s) THEN said ELSE '{UNKNOWN}' END AS topic
            ) AS known
        """
        parameters["topics"] = sorted(topics)
        ordered = "ORDER BY topic"
    grouped = f"GROUP BY {names}"
    sides = ""
    if by_organisation:
        names += ", GROUPING(company), company, provider"
        alike = ", ".join(group)
        grouped = f"GROUP BY GROUPING SETS (({alike}, company), ({alike}, provider))"
        sides = f"CROSS JOIN LATERAL (SELECT {_COMPANY} AS company, {_PROVIDER} AS provider) AS sides"
    limit = (_UP_TO if up_to is not None else "") + (_CHANGED if changed_since is not None else "")
    sql = f"""
        {_FIRST.format(columns="," + topic if topic else "", limit=limit)}
        SELECT {names}, count(*)
        FROM reached {_SIDES if by_organisation else ""} {sides} {lateral}
        {"WHERE " + " AND ".join(where) if where else ""}
        {grouped} {ordered}
    """  # noqa: S608 - built of the words above; what comes from outside are parameters
    return _read(sql, {**parameters, "up_to": up_to, "changed_since": changed_since}, by_topic, by_organisation)


def _read(sql: str, parameters: dict, by_topic: bool, by_organisation: bool) -> Iterator[Flow]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(_AT_ONCE):
            for stage, month, seeking, offering, *rest, number in rows:
                topic = rest.pop(0) if by_topic else ""
                side, organisation = "", 0
                if by_organisation:
                    is_provider, company, provider = rest
                    side, organisation = ("provider", provider) if is_provider else ("company", company)
                yield Flow(stage, month, seeking, offering, number, topic, side, organisation)


def newest() -> int:
    """Return the primary key of the newest fact, 0 while there is none."""
    return CaseEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _moments(period: Period) -> dict[str, datetime.datetime]:
    """Return the first moment of `period` and the first one after it, in Berlin."""
    days = {"start": period.first, "stop": period.end + datetime.timedelta(days=1)}
    midnight = datetime.time.min
    return {name: timezone.make_aware(datetime.datetime.combine(day, midnight)) for name, day in days.items()}


@dataclass(frozen=True)
class Exposure:
    """A provider from `region` was shown `number` times at a stage; `as_newcomer` of these while it was new."""

    provider: int
    stage: str
    region: str
    number: int
    as_newcomer: int


def exposures(stages: Sequence[str], period: Period, newcomer_days: int) -> list[Exposure]:
    """Return how often each provider was shown at each of `stages` in `period`. It is new for `newcomer_days` from the
    day on which its first offer was published."""
    sql = f"""
        {_FIRST.format(columns="", limit=_IN_PERIOD)},
        published AS (
            SELECT COALESCE(offer.organisation_id, -fact.offer_id) AS provider, min({_BERLIN}::date) AS since
            FROM core_caseevent fact LEFT JOIN startups_offer offer ON offer.id = fact.offer_id
            WHERE kind = 'offer_published' GROUP BY 1
        )
        SELECT sides.provider, kind, offering, count(*),
            count(*) FILTER (WHERE day - published.since < %(days)s)
        FROM reached {_SIDES}
        CROSS JOIN LATERAL (SELECT {_PROVIDER} AS provider) AS sides
        LEFT JOIN published ON published.provider = sides.provider
        WHERE sides.provider IS NOT NULL
        GROUP BY sides.provider, kind, offering
        ORDER BY sides.provider, kind, offering
    """  # noqa: S608
    parameters = {"kinds": list(stages), "days": newcomer_days, **_moments(period)}
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Exposure(*row) for row in cursor.fetchall()]


def providers_on_offer(period: Period) -> set[int]:
    """Return the providers that had an offer in the directory at some time in `period`: published by its end, and not
    archived before it began. An offer that paused counts."""
    sql = f"""
        SELECT DISTINCT COALESCE(offer.organisation_id, -found.offer_id)
        FROM (
            SELECT offer_id
            FROM core_caseevent
            WHERE kind IN ('offer_published', 'offer_archived') AND offer_id IS NOT NULL
            GROUP BY offer_id
            HAVING min({_BERLIN}::date) FILTER (WHERE kind = 'offer_published') <= %(last)s
               AND COALESCE(max({_BERLIN}::date) FILTER (WHERE kind = 'offer_archived') >= %(first)s, true)
        ) AS found
        LEFT JOIN startups_offer offer ON offer.id = found.offer_id
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, {"first": period.first, "last": period.end})
        return {provider for (provider,) in cursor.fetchall() if provider is not None}


def introductions_behind(
    stage: str, period: Period, *, seeking: Iterable[str] | None, offering: Iterable[str] | None
) -> list[int]:
    """Return the ids of the introductions that a number counts, the newest first; None stands for all regions."""
    parts, parameters = [], {"kinds": [stage], **_moments(period)}
    for name, regions in (("seeking", seeking), ("offering", offering)):
        if regions is not None:
            parts.append(f"{name} = ANY(%({name})s)")
            parameters[name] = sorted(regions)
    sql = f"""
        {_FIRST.format(columns="", limit=_IN_PERIOD)}
        SELECT introduction_id FROM reached {"WHERE " + " AND ".join(parts) if parts else ""}
        ORDER BY day DESC, introduction_id DESC
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [pk for (pk,) in cursor.fetchall()]


def first_month() -> Month | None:
    """Return the month of the first fact about an introduction; None while there is none."""
    firsts = [CaseEvent.objects.filter(kind=stage).aggregate(first=Min("occurred_at"))["first"] for stage in STAGES]
    known = [moment for moment in firsts if moment]
    return timezone.localdate(min(known)).replace(day=1) if known else None
