"""Charts of frozen figures: how far cases came, how needs develop, what they are about, and where they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from charts.bars import Bars, Funnel
from charts.data import Datum, Series, single
from charts.heat import Heat
from charts.places import PlaceMap
from charts.trend import Trend
from core.spans import Span, SpanKind
from dzm.glance.board import Asked, Key, Named, chosen
from radar.figures import spots_of
from regions.models import Municipality
from reporting.forms import period_choices
from reporting.measures import COUNTY, OUTCOME, TOPIC, TOTAL, measure
from reporting.selectors import Figures, frozen, frozen_spans, run_to, usual_span

TOPICS = 12  # rows of the heat map; the others are named in words
STEPS = (  # without proposals: a need has many, so they are no part of the needs
    ("needs", TOTAL, gettext_lazy("needs registered")),
    ("introductions", TOTAL, gettext_lazy("introduced")),
    ("meetings", TOTAL, gettext_lazy("met")),
    ("pilots", TOTAL, gettext_lazy("pilot started")),
    ("outcomes", OUTCOME.series("success"), gettext_lazy("successful")),
)
LINES = ("needs", "introductions")
KEYS = ("reached", "needs", "proposals", "introductions", "outcomes", "participants")


@dataclass(frozen=True)
class Period:
    """The frozen period a board is about, and what there is to choose from."""

    span: Span
    choices: tuple[Any, list[tuple]]


def period_of(asked: Asked) -> Period | None:
    """Return the period that is asked for, else the usual one; None before anything is frozen."""
    spans = frozen_spans()
    span = chosen(spans, asked.get("period", ""), lambda each: each.slug, usual_span(spans))
    return Period(span, (_("Period"), period_choices(spans))) if span else None


@dataclass(frozen=True)
class Frozen:
    """The figures of `span` and of the periods like it before, as far as they are frozen, the oldest first."""

    span: Span
    spans: list[Span]
    figures: Mapping[Span, Figures]

    @classmethod
    def read(cls, span: Span, places: Iterable[str], *, exact: bool = False) -> "Frozen":
        """Read what `places` show, for project leads (`exact`) also what is hidden from others."""
        run = run_to(span)
        figures = frozen(run, places, exact=exact)
        return cls(span, [each for each in run if each in figures], figures)

    def value(self, place: str, slug: str, series: str = TOTAL, span: Span | None = None) -> int | None:
        return self.figures[span or self.span].get((place, slug, series), 0)


def keys(figures: Frozen, place: str, beside: Mapping[str, str]) -> list[Key]:
    """Return the key figures of a place, each with the words in `beside`."""
    return [Key(measure(slug).title, figures.value(place, slug), beside.get(slug, "")) for slug in KEYS]


def funnel(figures: Frozen, place: str, name: str, key: str) -> Funnel:
    data = [Datum(str(label), figures.value(place, slug, series)) for slug, series, label in STEPS]
    return Funnel(
        key=key,
        title=_("From need to outcome: %(place)s") % {"place": name},
        series=single(data) if any(each.value != 0 for each in data) else (),
        **_about(figures, _("cases")),
    )


def trend(figures: Frozen, place: str, name: str, key: str) -> Trend:
    """Return the lines of needs and introductions; one period makes no line."""
    series = [
        Series(
            str(measure(slug).title),
            tuple(Datum(each.label, figures.value(place, slug, span=each)) for each in figures.spans),
        )
        for slug in LINES
    ]
    return Trend(
        key=key,
        title=_("Needs and introductions: %(place)s") % {"place": name},
        series=tuple(series) if len(figures.spans) > 1 else (),
        **_about(figures, _("cases")),
    )


def heat(figures: Frozen, place: str, name: str, key: str) -> tuple[Heat, list[Named]]:
    """Return topics by periods, those with most needs first, and which topics are not in the picture: those
    that had no room, and those of which nothing is shown but zeros."""
    rows, hidden = [], []
    for category, label in TOPIC.labels().items():
        values = [figures.value(place, "needs", TOPIC.series(category), each) for each in figures.spans]
        if any(values):
            rows.append((str(label), values))
        elif None in values:
            hidden.append(str(label))
    rows.sort(key=lambda row: (-sum(value or 0 for value in row[1]), row[0]))
    columns = [short(each) for each in figures.spans]
    chart = Heat(
        key=key,
        title=_("What needs are about, period by period: %(place)s") % {"place": name},
        series=tuple(
            Series(label, tuple(Datum(*pair) for pair in zip(columns, values, strict=True)))
            for label, values in rows[:TOPICS]
        ),
        **_about(figures, str(measure("needs").unit)),
    )
    fewer = [label for label, _values in rows[TOPICS:]]
    named = [
        Named(_("Topics with fewer needs (%(number)s)") % {"number": len(fewer)}, sorted(fewer)),
        Named(_("Topics that are protected (%(number)s)") % {"number": len(hidden)}, sorted(hidden)),
    ]
    return chart, [each for each in named if each.names]


def topics(figures: Frozen, place: str, title: str, key: str) -> Bars:
    """Return what the needs of one period are about, the most frequent topic first, without zeros and without topics
    that are protected: most are, of one place."""
    named = {
        str(label): figures.value(place, "needs", TOPIC.series(category)) for category, label in TOPIC.labels().items()
    }
    data = [Datum(label, value) for label, value in named.items() if value]
    return Bars(
        key=key, title=title, series=single(data), is_sorted=True, **_about(figures, str(measure("needs").unit))
    )


def place_map(span: Span, places: Sequence[Municipality], *, exact: bool) -> tuple[PlaceMap, int]:
    """Return the needs of `span` by municipality, and how many had none. For project leads."""
    figures = Frozen(span, [span], frozen([span], [COUNTY, *(place.ags for place in places)], exact=exact))
    data = [Datum(place.name, figures.value(place.ags, "needs")) for place in places]
    elsewhere = (figures.value(COUNTY, "needs") or 0) - sum(each.value or 0 for each in data)
    chart = PlaceMap(
        key="needs-by-place",
        title=_("Needs by municipality"),
        series=single(data),
        spots=spots_of(places),
        **_about(figures, str(measure("needs").unit)),
    )
    return chart, elsewhere


def newest_topics(title: str, key: str) -> Bars | None:
    """Return what needs of the county are about in the newest usual period: what everybody may read."""
    span = usual_span(frozen_spans())
    if span is None:
        return None
    return topics(Frozen(span, [span], frozen([span], [COUNTY])), COUNTY, f"{title}, {span.label}", key)


def short(span: Span) -> str:
    """Return the name of a period where there is little room."""
    if span.kind == SpanKind.MONTH:
        return f"{span.first:%m/%Y}"
    if span.kind == SpanKind.YEAR:
        return span.label
    letter = _("Q") if span.kind == SpanKind.QUARTER else _("H")
    return f"{letter}{span.slug[-1]}/{span.first.year}"


def _about(figures: Frozen, unit: str) -> dict[str, Any]:
    return {"unit": unit, "source": _("Frozen figures of the portal"), "as_of": figures.span.last}
