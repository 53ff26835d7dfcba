"""What is announced on the start page: rooms that know of dates register in `ready()` how to find the next ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Announcement:
    """One date: what, when, where, the page that says more, and how many places are left in words."""

    title: str
    starts_at: datetime
    place: str
    url: str
    places_left: Any = ""


_sources: list[Callable[[int], Iterable[Announcement]]] = []


def announce(source: Callable[[int], Iterable[Announcement]]) -> None:
    """Let `source(limit)` say which public dates come next."""
    _sources.append(source)


def upcoming(limit: int) -> list[Announcement]:
    """Return the next `limit` dates of all sources, the earliest first."""
    found = [announcement for source in _sources for announcement in source(limit)]
    return sorted(found, key=lambda announcement: announcement.starts_at)[:limit]
