"""Invented figures for the gallery: each kind of chart, full, and in every state that is hard to draw."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from charts.bars import Bars, Funnel, Shares
from charts.data import Chart, Datum, Series, single
from charts.heat import Heat
from charts.places import PlaceMap, Spot
from charts.trend import Sparkline, Trend

AS_OF = date(2026, 9, 30)
UNKNOWN = 4  # index of the period of the gallery that nobody knows


@dataclass(frozen=True)
class Chapter:
    """All states of one kind of chart."""

    key: str
    title: str
    charts: tuple[Chart, ...]


def chapters() -> list[Chapter]:
    """Return the gallery in the language of the reader."""
    kinds = (
        ("bars", _("Bars"), _bars),
        ("funnel", _("Funnel"), _funnels),
        ("trend", _("Trend"), _trends),
        ("heat", _("Heat map"), _heats),
        ("shares", _("Shares"), _shares),
        ("spark", _("Small line"), _sparklines),
        ("map", _("Map"), _maps),
    )
    return [
        Chapter(key, title, tuple(make(f"{key}-{index}") for index, make in enumerate(make_all())))
        for key, title, make_all in kinds
    ]


def _of(kind: type[Chart], title: str, series: tuple[Series, ...], **more) -> Callable[[str], Chart]:
    def make(key: str) -> Chart:
        about = {"unit": _("needs"), "source": _("invented for this page"), "as_of": AS_OF}
        return kind(key=key, title=title, series=series, **about, **more)

    return make


def _data(*values: float | None, names: Iterable[str] = ()) -> list[Datum]:
    labels = [*names] or [_letter(index) for index in range(len(values))]
    return [Datum(label, value) for label, value in zip(labels, values, strict=True)]


def _letter(index: int) -> str:
    return _("Topic %(letter)s") % {"letter": chr(ord("A") + index)}


def _quarters(count: int) -> list[str]:
    return [f"{index % 4 + 1}/{2024 + index // 4}" for index in range(count)]


def _long() -> list[str]:
    return [
        _("Maintenance that foresees what will fail, for machines of every age and maker"),
        _("Questions of law"),
        _("Energymanagementsystemsforbusinesses"),
    ]


def _bars() -> list[Callable[[str], Chart]]:
    compared = [
        Datum(_letter(index), now, before) for index, (now, before) in enumerate([(31, 24), (18, 22), (9, 9), (4, 0)])
    ]
    return [
        _of(Bars, _("Full, with the period before"), single(compared)),
        _of(Bars, _("Sorted, one protected and one zero"), single(_data(7, None, 0, 12)), is_sorted=True),
        _of(Bars, _("Change, partly negative"), single(_data(14, -6, 3, -11))),
        _of(Bars, _("Long names"), single(_data(120, 45, 80, names=_long()))),
        _of(Bars, _("Many rows"), single(_data(*range(24, 0, -1)))),
        _of(Bars, _("One value"), single(_data(5))),
        _of(Bars, _("Large numbers"), single(_data(1_234_567, 890_123, 45_678))),
        _of(Bars, _("Everything protected"), single(_data(None, None))),
        _of(Bars, _("Nothing counted"), ()),
    ]


def _funnels() -> list[Callable[[str], Chart]]:
    steps = [_("registered"), _("checked"), _("with candidates"), _("introduced")]
    return [
        _of(Funnel, _("Full"), single(_data(240, 180, 96, 31, names=steps))),
        _of(Funnel, _("One step protected"), single(_data(40, None, 12, 5, names=steps))),
        _of(Funnel, _("From some to zero"), single(_data(8, 3, 0, 0, names=steps))),
        _of(Funnel, _("Nothing counted"), ()),
    ]


def _trends() -> list[Callable[[str], Chart]]:
    def series(name: str, *values: float | None) -> Series:
        reason = _("not known")
        return Series(
            name,
            tuple(
                Datum(label, value, reason=reason) for label, value in zip(_quarters(len(values)), values, strict=True)
            ),
        )

    four = tuple(
        series(_letter(index), *(base + (step * (index + 2)) % 9 for step in range(8)))
        for index, base in enumerate((4, 12, 20, 20))
    )
    return [
        _of(Trend, _("One line"), (series("", 3, 5, 4, 8, 9, 13, 12, 16),)),
        _of(Trend, _("Four lines that end close together"), four),
        _of(Trend, _("A gap in between"), (series("", 6, 7, 9, 8, None, 11, 12, 10),)),
        _of(Trend, _("The last value is not known"), (series(_letter(0), 6, 7, None), series(_letter(1), 2, 0, 4))),
        _of(Trend, _("The first value is not known"), (series(_letter(0), None, 7, 6), series(_letter(1), 2, 0, 4))),
        _of(Trend, _("Below zero"), (series("", 4, 1, -3, -5, -2),)),
        _of(Trend, _("Many periods"), (series("", *((step * 7) % 23 for step in range(40))),)),
        _of(Trend, _("One value"), (series("", 5),)),
        _of(Trend, _("Only zero"), (series("", 0, 0, 0, 0),)),
        _of(Trend, _("Nothing counted"), ()),
    ]


def _heats() -> list[Callable[[str], Chart]]:
    def rows(names: list[str], columns: list[str], hidden: int = 0) -> tuple[Series, ...]:
        return tuple(
            Series(
                name,
                tuple(
                    Datum(column, None if hidden and (down + across) % hidden == 1 else (down * 5 + across * 3) % 14)
                    for across, column in enumerate(columns)
                ),
            )
            for down, name in enumerate(names)
        )

    letters = [_letter(index) for index in range(4)]
    return [
        _of(Heat, _("Full"), rows(letters, ["2023", "2024", "2025"])),
        _of(Heat, _("Some protected"), rows(letters, ["2023", "2024", "2025"], hidden=4)),
        _of(Heat, _("Long names"), rows(_long(), [*_long(), *letters])),
        _of(Heat, _("Many rows"), rows([_letter(index) for index in range(14)], _quarters(8), hidden=5)),
        _of(Heat, _("One value"), rows(letters[:1], ["2025"])),
        _of(Heat, _("Nothing counted"), ()),
    ]


def _shares() -> list[Callable[[str], Chart]]:
    return [
        _of(Shares, _("Full"), single(_data(40, 25, 20, 10, 5))),
        _of(Shares, _("One very small, one zero, one protected"), single(_data(299, 1, 0, None))),
        _of(Shares, _("Long names"), single(_data(3, 2, 2, names=_long()))),
        _of(Shares, _("Only zero"), single(_data(0, 0))),
        _of(Shares, _("Nothing counted"), ()),
    ]


def _sparklines() -> list[Callable[[str], Chart]]:
    return [
        _of(Sparkline, _("Full"), single(_data(3, 5, 4, 8, 9, 13, names=_quarters(6)))),
        _of(Sparkline, _("A gap in between"), single(_data(3, 5, None, 8, 9, 7, names=_quarters(6)))),
        _of(Sparkline, _("Nothing counted"), ()),
    ]


def _maps() -> list[Callable[[str], Chart]]:
    where = [(0.1, 0.3), (0.5, 0.1), (0.9, 0.6), (0.4, 0.8)]
    places = tuple(Spot(_letter(index), *spot) for index, spot in enumerate(where))
    names = [*(_letter(index) for index in range(11)), *_long()]
    many = tuple(Spot(name, (index * 5 % 14) / 13, (index * 9 % 14) / 13) for index, name in enumerate(names))
    values = [None if index % 6 == 4 else (index * 5) % 17 for index in range(len(names))]
    return [
        _of(PlaceMap, _("Full"), single(_data(12, 3, 7, 1)), spots=places),
        _of(PlaceMap, _("One protected, one zero"), single(_data(12, None, 0, 4)), spots=places),
        _of(PlaceMap, _("Many places, some with long names"), single(_data(*values, names=names)), spots=many),
        _of(PlaceMap, _("One value"), single(_data(5)), spots=places),
        _of(PlaceMap, _("Nothing counted"), (), spots=places),
    ]
