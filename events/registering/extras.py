"""What else people can ask for when they register. Rooms above offer it here; it is no condition of registering."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms


@dataclass(frozen=True)
class Extra:
    """A box that is not ticked by itself. `take(address, language, path)` is called for whoever ticks it: the address
    may not be proven yet, `path` is the form on which the person did it."""

    name: str
    label: Any
    help_text: Any
    take: Callable[[str, str, str], None]


_extras: dict[str, Extra] = {}


def offer(extra: Extra) -> None:
    """Show `extra` at every registration."""
    _extras[extra.name] = extra


def fields() -> dict[str, forms.BooleanField]:
    return {
        extra.name: forms.BooleanField(label=extra.label, help_text=extra.help_text, required=False)
        for extra in _extras.values()
    }


def take(ticked: Iterable[str], *, address: str, language: str, path: str) -> None:
    """Do what whoever registers has asked for beside."""
    for name in ticked:
        _extras[name].take(address, language, path)


def ticked_in(data: dict[str, Any]) -> list[str]:
    """Return the names of the extras that somebody has ticked."""
    return [name for name in _extras if data.get(name)]
