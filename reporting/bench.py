"""Facts of a busy region for measurements, drawn by the database itself: places, sectors, topics and providers of very
unequal frequency, firms that come again, and steps that fewer and fewer introductions reach."""

from datetime import date

from django.db import connection

DAYS = 3652  # ten years
FIRMS_PER_NEED = 0.1
OFFERS_PER_NEED = 0.01
# Shares of the introductions that reach a step; what is left of the wanted number of facts are visits to events.
_STEPS = {"introduced": 0.05, "first_meeting": 0.03, "pilot_started": 0.008, "success": 0.012, "no_success": 0.03}


def fill(needs: int, proposals: int, facts: int) -> dict[str, int]:
    """Insert `facts` facts over ten years that end with the last year; return how many of each kind."""
    firms = max(1, int(needs * FIRMS_PER_NEED))
    offers = max(1, int(needs * OFFERS_PER_NEED))
    counts = {
        "offer_published": offers,
        "need_registered": needs,
        "proposal_made": proposals,
        **{kind: int(proposals * share) for kind, share in _STEPS.items()},
        "consultation": needs // 2,
        "event_held": max(1, needs // 100),
    }
    counts["event_attended"] = max(0, facts - sum(counts.values()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.2018)")
        cursor.execute(
            "SELECT array_agg(m.ags ORDER BY m.ags) FROM regions_municipality m JOIN regions_region r"
            " ON r.id = m.region_id WHERE r.slug = 'soest'"
        )
        (places,) = cursor.fetchone()
        cursor.execute("SELECT array_agg(slug ORDER BY slug) FROM taxonomy_topic")
        (topics,) = cursor.fetchone()
        cursor.execute("SELECT array_agg(code ORDER BY code) FROM taxonomy_sector WHERE parent_id IS NOT NULL")
        (sectors,) = cursor.fetchone()
        cursor.execute("SELECT array_agg(slug ORDER BY slug) FROM regions_region")
        (regions,) = cursor.fetchone()
        drawn_from = {"places": places, "topics": topics, "sectors": sectors, "regions": regions}
        for kind, number in counts.items():
            values = {"number": number, "kind": kind, "firms": firms, "needs": needs, "offers": offers}
            cursor.execute(_insert(kind), {**values, **drawn_from})
        cursor.execute("ANALYZE core_caseevent")
    return counts


def _insert(kind: str) -> str:
    """Return the statement for one kind: row n is about need and introduction n, as far as there are so many."""
    steps = ("proposal_made", *_STEPS)
    need = "1 + n %% %(needs)s" if kind in ("need_registered", *steps) else "NULL"
    introduction = "n" if kind in steps else "NULL"
    # The same introduction has the same offer at each of its steps.
    offer = "1 + floor(%(offers)s * power((n::bigint * 7919 %% 9973) / 9973.0, 3))::bigint" if kind in steps else "NULL"
    if kind == "offer_published":
        offer = "n"
    return f"""
INSERT INTO core_caseevent (occurred_at, kind, organisation_id, need_id, offer_id, introduction_id, attributes)
SELECT date_trunc('year', now()) - interval '1 day' * (1 + floor(random() * {DAYS})), %(kind)s,
       CASE WHEN %(kind)s = 'event_held' OR (%(kind)s = 'event_attended' AND n %% 3 = 0) THEN NULL ELSE firm END,
       {need}, {offer}, {introduction},
       jsonb_build_object(
           'kind', 'company', 'ags', place, 'region', 'soest', 'need_ags', place, 'need_region', 'soest',
           'size_class', (ARRAY['micro', 'small', 'medium', 'large', 'unknown'])[1 + firm %% 5],
           'sectors', jsonb_build_array((%(sectors)s::text[])[1 + firm %% cardinality(%(sectors)s::text[])]),
           'topics', jsonb_build_array(
               (%(topics)s::text[])[1 + floor(cardinality(%(topics)s::text[]) * power(random(), 2))::int],
               (%(topics)s::text[])[1 + floor(cardinality(%(topics)s::text[]) * power(random(), 2))::int]),
           'provider_region', (%(regions)s::text[])[1 + n %% cardinality(%(regions)s::text[])],
           'entry', n, 'event', 1 + n %% 2000, 'event_kind', 'talk', 'from_ags', place, 'from_kind', 'company',
           'from_size_class', 'small', 'from_sectors', jsonb_build_array('25'))
FROM (
    SELECT n, firm, (%(places)s::text[])[
        1 + floor(cardinality(%(places)s::text[]) * power((firm %% 997) / 997.0, 2))::int] AS place
    FROM (SELECT n, (1 + floor(%(firms)s * power(random(), 1.5)))::bigint AS firm
          FROM generate_series(1, %(number)s) AS n) drawn
) placed"""  # noqa: S608


def freeze_unprotected(until: date) -> int:
    """Freeze all months before `until` from their contributions, with every cell shown, and return how many cells.

    What pages and free periods read does not depend on what is hidden, and protecting ten years takes hours that the
    hub spends one night a month.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reporting_snapshot (kind, first, frozen_at, fewest, largest_share, sha256)"
            " SELECT DISTINCT 'month', month, now(), 3, 0.8, '-' FROM reporting_contribution WHERE month < %s",
            [until],
        )
        cursor.execute(
            "INSERT INTO reporting_cell (snapshot_id, measure, series, place, value, is_shown)"
            " SELECT s.id, c.measure, c.series, place.key, SUM(c.number), true"
            " FROM reporting_contribution c JOIN reporting_snapshot s ON s.kind = 'month' AND s.first = c.month,"
            " LATERAL (VALUES (c.place), ('')) AS place(key) WHERE c.month < %s"
            " GROUP BY s.id, c.measure, c.series, place.key",
            [until],
        )
        return cursor.rowcount


def analyse() -> None:
    """Tell the database how much there is now, as its own service does of itself after some minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reporting_contribution, reporting_cell, reporting_snapshot")
