"""Figures are sums; what of them is published points to nobody."""

from core.personal import not_personal


def register() -> None:
    not_personal("reporting.Edition", "figures", "sha256")
