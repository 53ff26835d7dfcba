"""What a board is made of: plain data, which one template shows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.urls import reverse

from charts.data import Chart
from core.forms import FilterForm

T = TypeVar("T")
Asked = Mapping[str, str]  # what the address says


class NotThere(LookupError):
    """The address asks for something that is not on this person's list."""


@dataclass(frozen=True)
class Key:
    """One key figure; None is protected. `beside` is a number in words to compare it with."""

    label: Any
    value: int | None
    beside: str = ""


@dataclass(frozen=True)
class Named:
    """What a chart has no room for, folded away: what all of it is, and the names."""

    title: str
    names: Sequence[str]


@dataclass(frozen=True)
class Section:
    """Charts that answer one question, side by side; with `leads` the first has most of the room, and what else there
    is stands in a column beside it. `text` and `named` say what charts cannot."""

    title: Any
    charts: Sequence[Chart]
    text: str = ""
    named: Sequence[Named] = ()
    leads: bool = False

    @property
    def shown(self) -> list[Chart]:
        return [chart for chart in self.charts if not chart.is_empty]

    @property
    def has_column(self) -> bool:
        return self.leads and (len(self.shown) > 1 or bool(self.text or self.named))


@dataclass(frozen=True)
class Link:
    label: Any
    url: str


@dataclass(frozen=True)
class Board:
    """One page. `note` says how its numbers are protected; `form` chooses whom and which period it is about."""

    title: str
    intro: str
    sections: Sequence[Section] = ()
    keys: Sequence[Key] = ()
    links: Sequence[Link] = ()
    note: str = ""
    form: forms.Form | None = None

    @property
    def shown(self) -> list[Section]:
        return [section for section in self.sections if section.shown]

    @property
    def is_empty(self) -> bool:
        return not self.shown


@dataclass(frozen=True)
class Kind:
    """A board and whose it is. `make` returns it for what the address asks, and raises `NotThere`."""

    slug: str
    label: Any
    holds: Callable[[Any], bool]
    make: Callable[[Any, Asked], Board]

    @property
    def url(self) -> str:
        return reverse("glance", query={"board": self.slug})


class ChoiceForm(FilterForm):
    """Chooses among what there is more than one of; the rest of the address stays."""

    board = forms.CharField(widget=forms.HiddenInput())

    def __init__(self, board: str, choices: Mapping[str, tuple[Any, Sequence[tuple]]], chosen: Asked):
        super().__init__(initial={"board": board, **chosen})
        for name, (label, listed) in choices.items():
            if _number(listed) > 1:
                self.fields[name] = forms.ChoiceField(label=label, choices=listed, required=False)

    @property
    def chooses(self) -> bool:
        return len(self.fields) > 1


def _number(choices: Sequence[tuple]) -> int:
    return sum(len(value) if isinstance(value, (list, tuple)) else 1 for _key, value in choices)


def chosen(listed: Iterable[T], wanted: str, key: Callable[[T], str], usual: T | None = None) -> T | None:
    """Return the one of `listed` that `wanted` names; where nothing is asked for, `usual` or the first, None of none.
    Raises `NotThere` for anything that is not on the list."""
    listed = list(listed)
    if not wanted:
        return usual if usual is not None else next(iter(listed), None)
    for each in listed:
        if key(each) == wanted:
            return each
    raise NotThere(wanted)


def links(*pairs: tuple[Any, str]) -> list[Link]:
    """Return links from labels and names of addresses."""
    return [Link(label, reverse(name)) for label, name in pairs]
