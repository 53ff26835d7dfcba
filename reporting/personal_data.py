"""Figures are sums; what of them is published points to nobody. The contributions behind them name
organisations by key, as facts do."""

from core.personal import acted, not_personal


def register() -> None:
    not_personal("reporting.Snapshot", "sha256")
    not_personal("reporting.Cell", "measure", "series", "place")
    not_personal("reporting.Contribution", "measure", "series", "place")
    not_personal("reporting.FreeCount", "figures")
    acted("reporting.FreeCount", asked_by="asked_at")
