"""What is frozen stays, and whoever has every report of every municipality learns nothing about a single firm."""

import random
from collections import Counter, defaultdict
from datetime import date
from math import ceil, floor

import numpy as np
import pytest
import time_machine
from scipy.optimize import linprog

from core.models import LogEntry
from core.spans import Span
from mail.models import OutboxMessage
from reporting.counting import places
from reporting.freezing import freeze, freeze_due, last_due
from reporting.measures import COUNTY, MEASURES, TOTAL, UNKNOWN, Relation, measure
from reporting.models import Cell, Contribution, Snapshot, digest
from reporting.tasks import freeze_figures
from tests.reporting.cases import LIPPSTADT, SOEST, WERL, came, consulted, held, registered, stepped

pytestmark = pytest.mark.django_db


def shown(slug: str, place: str, name: str, series: str = TOTAL) -> int | None:
    """Return what the frozen period `slug` shows of the measure `name`; None is hidden."""
    span = Span.parse(slug)
    snapshot = Snapshot.objects.of(span).get()
    cell = Cell.objects.filter(snapshot=snapshot, place=place, measure=name, series=series).first()
    if cell is None:
        return 0
    return cell.value if cell.is_shown else None


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 3, 10), date(2026, 1, 1)),
        (date(2026, 3, 11), date(2026, 2, 1)),
        (date(2026, 1, 11), date(2025, 12, 1)),
    ],
)
def test_a_month_is_frozen_ten_days_after_its_end(today, month):
    assert last_due(today) == month


def test_months_are_frozen_in_order_from_the_january_of_the_first_fact_and_once():
    for who in range(1, 5):
        registered(who, "2025-03-05")
    assert freeze_due(date(2025, 4, 12)) == 3
    assert freeze_due(date(2025, 4, 12)) == 0
    assert freeze(date(2025, 2, 1)) is None
    assert {snapshot.span.slug for snapshot in Snapshot.objects.all()} == {"2025-01", "2025-02", "2025-03", "2025-Q1"}
    assert shown("2025-03", LIPPSTADT, "needs") == shown("2025-Q1", COUNTY, "needs") == 4
    snapshot = Snapshot.objects.of(Span.parse("2025-Q1")).get()
    assert LogEntry.objects.about(snapshot).filter(verb="freeze_figures").count() == 1
    cells = snapshot.cells.values_list("measure", "series", "place", "value", "is_shown")
    assert snapshot.sha256 == digest(cells)


def test_the_task_of_the_night_freezes_once():
    for who in range(1, 5):
        registered(who, "2025-01-05")
    with time_machine.travel("2025-02-12T05:10:00+01:00", tick=False):
        for _night in range(2):
            freeze_figures()
    assert Snapshot.objects.count() == 1


def test_without_any_fact_nothing_is_frozen():
    assert freeze_due(date(2026, 5, 11)) == 0


def test_what_is_noted_late_changes_no_frozen_figure_and_no_longer_period():
    for who in range(1, 5):
        registered(who, "2025-01-05")
    freeze_due(date(2025, 2, 12))
    registered(9, "2025-01-20")
    freeze_due(date(2025, 4, 12))
    assert shown("2025-01", LIPPSTADT, "needs") == 4
    assert shown("2025-Q1", LIPPSTADT, "needs") == 4


def test_fewer_than_three_companies_are_hidden_zero_is_shown():
    registered(1, "2025-01-05", SOEST)
    registered(2, "2025-01-05", SOEST)
    for who in range(3, 9):
        registered(who, "2025-01-06")
    freeze_due(date(2025, 2, 12))
    assert shown("2025-01", SOEST, "needs") is None
    assert shown("2025-01", WERL, "needs") == 0


def test_many_needs_of_one_company_are_hidden_as_well():
    for key in range(1, 20):
        registered(1, "2025-01-05", SOEST, key=key)
    for who in range(2, 5):
        registered(who, "2025-01-06", SOEST, key=who + 100)
    for who in range(5, 12):
        registered(who, "2025-01-06", LIPPSTADT, key=who + 100)
    freeze_due(date(2025, 2, 12))
    assert shown("2025-01", SOEST, "needs") is None  # 19 of 22
    assert shown("2025-01", SOEST, "reached") == 4  # each counts once


def test_a_hidden_january_takes_february_with_it_so_that_the_quarter_can_be_shown():
    registered(1, "2025-01-05")
    for who in range(2, 7):
        registered(who, "2025-02-05")
    for who in range(7, 12):
        registered(who, "2025-03-05")
    freeze_due(date(2025, 4, 12))
    months = [shown(f"2025-0{number}", LIPPSTADT, "needs") for number in (1, 2, 3)]
    assert months == [None, None, 5]
    assert shown("2025-Q1", LIPPSTADT, "needs") == 11


def test_a_hidden_half_year_takes_what_follows_with_it_so_that_the_year_can_be_shown():
    registered(1, "2025-02-05")
    for who in range(2, 7):
        registered(who, "2025-08-05")
    freeze_due(date(2026, 1, 12))
    assert shown("2025", LIPPSTADT, "needs") == 6
    assert shown("2025-H1", LIPPSTADT, "needs") is shown("2025-Q3", LIPPSTADT, "needs") is None
    assert shown("2025-Q4", LIPPSTADT, "needs") == 0


def test_a_half_year_of_which_a_part_is_shown_hides_less_than_it_seems():
    """Six firms in the first half-year, but five of them are known from the first quarter: one is left to protect."""
    for who in range(1, 6):
        registered(who, "2025-02-05")
    registered(6, "2025-05-05")
    for who in range(7, 13):
        registered(who, "2025-10-05")
    freeze_due(date(2026, 1, 12))
    assert shown("2025", LIPPSTADT, "needs") == 12
    assert shown("2025-Q1", LIPPSTADT, "needs") == 5
    assert shown("2025-H1", LIPPSTADT, "needs") is shown("2025-H2", LIPPSTADT, "needs") is None


def test_events_are_public_and_never_hidden():
    held(1, "2025-01-05")
    freeze_due(date(2025, 2, 12))
    assert shown("2025-01", LIPPSTADT, "events") == 1


def test_each_snapshot_says_under_which_rule_it_was_made():
    registered(1, "2025-01-05")
    freeze_due(date(2025, 2, 12))
    snapshot = Snapshot.objects.get()
    assert (snapshot.fewest, float(snapshot.largest_share)) == (3, 0.8)


def test_partners_are_told_once_where_new_figures_are_and_not_what_they_say(people):
    for who in range(1, 5):
        registered(who, "2025-02-05")
    with time_machine.travel("2025-04-11T05:10:00+02:00", tick=False):
        assert freeze_due() == 3
        freeze_due()
    (message,) = OutboxMessage.objects.filter(kind="figures.frozen")
    assert people.partner.email in message.to[0]
    assert "1. Quartal 2025" in message.subject
    assert f"municipality={LIPPSTADT}&period=2025-Q1" in message.body_text
    assert " 4" not in message.body_text


def test_nobody_is_told_of_quarters_long_ago(people):
    registered(1, "2025-02-05")
    with time_machine.travel("2026-11-11T05:10:00+01:00", tick=False):
        freeze_due()
    assert [m.subject[-16:] for m in OutboxMessage.objects.filter(kind="figures.frozen")] == [" 3. Quartal 2026"]


# --- The attack ---------------------------------------------------------------------------------------


def _populate(seed: int) -> None:
    """A year of a thinly settled county: much of it has to be hidden."""
    chance = random.Random(seed)
    towns = {LIPPSTADT: 14, SOEST: 7, WERL: 3, "unknown": 2}
    firms = [(town, 100 * index + number) for index, (town, many) in enumerate(towns.items()) for number in range(many)]
    for number in range(150):
        town, who = chance.choice(firms)
        day = date(2025, chance.randint(1, 12), chance.randint(1, 28)).isoformat()
        options = {
            "size": chance.choice(("small", "small", "micro", "large")),
            "topics": chance.sample(("e-rechnung", "bi", "it-sicherheit"), chance.randint(1, 2)),
        }
        kind = chance.choice(("need", "need", "introduced", "success", "no_success", "consultation", "came"))
        if kind == "need":
            registered(who, day, town, key=number, **options)
        elif kind == "consultation":
            consulted(who, day, town, entry=number)
        elif kind == "came":
            came(number % 6, day, town, who if chance.random() < 0.7 else None)
        else:
            stepped(kind, who, day, town, key=number, **options)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_report_of_any_period_place_and_breakdown_betrays_a_hidden_figure(seed):
    """The attacker has printed everything: all places, all periods of the year, all breakdowns. What adds up is an
    equation. No hidden figure behind which there are fewer than three firms, or one with more than 80 per cent, has one
    possible value only."""
    _populate(seed)
    freeze_due(date(2026, 1, 12))
    hidden = Cell.objects.filter(is_shown=False)
    assert hidden.count() > 100
    assert Cell.objects.filter(is_shown=True).count() > 100
    for each in MEASURES:
        if not each.is_public:
            assert _betrayed(each.slug) == set()


def test_the_attack_finds_what_simple_hiding_betrays():
    _populate(1)
    freeze_due(date(2026, 1, 12))
    for cell in Cell.objects.filter(is_shown=False).select_related("snapshot"):
        firms = _firms(cell.measure, cell.series, cell.place, cell.snapshot.span)
        Cell.objects.filter(pk=cell.pk).update(is_shown=not _is_small(firms))
    assert any(_betrayed(each.slug) for each in MEASURES)


def _firms(name: str, series: str, place: str, span: Span) -> Counter:
    rows = Contribution.objects.filter(measure=name, series=series, month__in=span.months)
    found: Counter = Counter()
    for where, who, number in rows.values_list("place", "who", "number"):
        if place in (COUNTY, where):
            found[who] += number
    return found


def _is_small(firms: Counter) -> bool:
    return bool(firms) and (len(firms) < 3 or max(firms.values()) > 0.8 * sum(firms.values()))


def _betrayed(name: str) -> set:
    """Return the hidden figures of a measure that follow from what is printed, and point to firms."""
    printed: dict[tuple, int | None] = defaultdict(int)
    spans = {}
    for series, place, value, is_shown, kind, first in Cell.objects.filter(measure=name).values_list(
        "series", "place", "value", "is_shown", "snapshot__kind", "snapshot__first"
    ):
        span = Span(first, kind)
        spans[span.slug] = span
        printed[series, place, span.slug] = value if is_shown else None
    all_spans = {snapshot.span.slug: snapshot.span for snapshot in Snapshot.objects.all()}
    series_seen = {series for series, _place, _slug in printed}
    everywhere = [*places(), UNKNOWN]
    lines = []
    for series in series_seen:
        for slug, span in all_spans.items():
            lines.append(((series, COUNTY, slug), [(series, place, slug) for place in everywhere]))
            if span.parts and not measure(name).distinct:
                for place in (*everywhere, COUNTY):
                    lines.append(((series, place, slug), [(series, place, part.slug) for part in span.parts]))
    for dimension in measure(name).dimensions:
        if dimension.relation == Relation.PARTS:
            classes = [series for series in series_seen if series.startswith(f"{dimension.slug}/")]
            for slug in all_spans:
                for place in (*everywhere, COUNTY):
                    lines.append(((TOTAL, place, slug), [(series, place, slug) for series in classes]))
    unknown = sorted(key for key, value in printed.items() if value is None)
    column = {key: index for index, key in enumerate(unknown)}
    equal, known = [], []
    for whole, parts in lines:
        keys = [(whole, -1.0), *((part, 1.0) for part in parts)]
        if not any(key in column for key, _sign in keys):
            continue
        row, rest = np.zeros(len(unknown)), 0.0
        for key, sign in keys:
            if key in column:
                row[column[key]] += sign
            else:
                rest -= sign * (printed.get(key) or 0)
        equal.append(row)
        known.append(rest)
    targets = [key for key in unknown if _is_small(_firms(name, key[0], key[1], all_spans[key[2]]))]
    low, high = np.full(len(unknown), np.inf), np.full(len(unknown), -np.inf)
    chance = np.random.default_rng(1)

    def look(weights) -> None:
        found = linprog(weights, A_eq=np.array(equal), b_eq=known, bounds=(0, 500), method="highs")
        assert found.success
        np.minimum(low, found.x, out=low)
        np.maximum(high, found.x, out=high)

    def certain() -> set:
        return {key for key in targets if floor(high[column[key]] + 1e-6) - ceil(low[column[key]] - 1e-6) < 1}

    if not targets:
        return set()
    for _look in range(12):  # most figures can be many things at once
        look(chance.choice([-1.0, 1.0], size=len(unknown)))
    for key in certain():  # the others are asked about one by one
        for sign in (1.0, -1.0):
            weights = np.zeros(len(unknown))
            weights[column[key]] = sign
            look(weights)
    return certain()
