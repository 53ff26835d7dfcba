"""What can be found: rooms above register where their documents come from (in `ready()`)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Content:
    """One thing as it is published; nothing else may be in it.

    title, body   language ("de", "en") -> text; a language may be missing
    url           where it is shown, a path of this portal
    topics        slugs of topics it is declared to be about
    keywords      language -> further words by which it is found though its text does not say them, such as its trade
    """

    kind: str
    object_id: int
    url: str
    title: dict[str, str]
    body: dict[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    keywords: dict[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Source:
    """A kind of thing. `label` is its plural in the filter ("Offers"); `rows()` yields all that is published now."""

    kind: str
    label: Any
    rows: Callable[[], Iterator[Content]]
    order: int = 50


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.kind] = source


def unregister(kind: str) -> None:
    _sources.pop(kind, None)


def sources() -> dict[str, Source]:
    """Return the sources by kind, in the order of the filter."""
    return {each.kind: each for each in sorted(_sources.values(), key=lambda source: (source.order, source.kind))}
