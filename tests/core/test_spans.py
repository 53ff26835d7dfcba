"""Calendar periods."""

from datetime import date

import pytest

from core.spans import Span, SpanKind, ends_with, within_year


@pytest.mark.parametrize(
    ("slug", "first", "last"),
    [
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_period_is_written_and_read(slug, first, last):
    span = Span.parse(slug)
    assert (span.first, span.last, span.slug) == (first, last, slug)
    assert Span.of(last, span.kind) == span


@pytest.mark.parametrize("text", ["", "x", "2026-", "2026-13", "2026-00", "2026-Q5", "2026-H3", "26", "2026-Q", "٢٠٢٦"])
def test_nonsense_is_no_period(text):
    with pytest.raises(ValueError, match="names no period"):
        Span.parse(text)


def test_december_ends_everything_and_february_itself():
    assert [span.slug for span in ends_with(date(2025, 12, 1))] == ["2025-12", "2025-Q4", "2025-H2", "2025"]
    assert [span.slug for span in ends_with(date(2025, 2, 1))] == ["2025-02"]


def test_a_year_has_nineteen_periods_and_each_is_made_of_its_parts():
    spans = list(within_year(2025, date(2025, 12, 1)))
    assert len(spans) == 19
    for span in spans:
        assert [month for part in span.parts for month in part.months] in ([], span.months)
    assert Span.parse("2025").parts == [Span.parse("2025-H1"), Span.parse("2025-H2")]


def test_before_and_a_year_before():
    assert Span.parse("2026-Q1").before.slug == "2025-Q4"
    assert Span.parse("2024-02").year_before.slug == "2023-02"
    assert Span(date(2026, 1, 1), SpanKind.YEAR).before.slug == "2025"


def test_what_lies_before_a_period_in_its_year():
    assert [span.slug for span in Span.parse("2025-09").earlier_in_year] == ["2025-07", "2025-08", "2025-H1"]
    assert [span.slug for span in Span.parse("2025-Q4").earlier_in_year] == ["2025-Q3", "2025-H1"]
    assert Span.parse("2025").earlier_in_year == Span.parse("2025-01").earlier_in_year == []
