"""What happens by itself: rules say what is planned for an object in its present state, handlers do it.

Rooms register both in `ready()`. A rule is a pure function of the row and of rows that belong to it; it alone decides
whether something is still to happen, also at the moment it happens.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Planned:
    """Something that is to happen to an object at `due_at`.

    `round` names the occasion among those of the same `kind` and object: what was done once for it is never done
    again. The reminders of a deadline and its end share a `series`: of several reminders that are late only the
    newest goes out, and an end waits until the last reminder is some days old.
    """

    kind: str
    due_at: datetime
    round: str
    series: str = ""

    @property
    def occasion(self) -> tuple[str, str]:
        return self.kind, self.round


class Part(Enum):
    """What a kind is in its series."""

    NONE = "none"
    REMINDER = "reminder"
    END = "end"


@dataclass(frozen=True)
class Kind:
    handle: Callable[[Any, Any], None]
    part: Part


@dataclass(frozen=True)
class Rule:
    """`plan(obj)` for the rows of `among()`, the open cases. `parents` are the references whose rows are locked before
    the object, where verbs of people lock them in that order."""

    plan: Callable[[Any], Iterable[Planned]]
    among: Callable[[], models.QuerySet]
    parents: tuple[str, ...] = ()


_rules: dict[str, Rule] = {}
_kinds: dict[str, Kind] = {}


def rule(label: str, *, among: Callable[[], models.QuerySet], parents: tuple[str, ...] = ()) -> Callable:
    """Register `function(obj) -> Iterable[Planned]` for model `label` ("app.Model")."""

    def register(function: Callable[[Any], Iterable[Planned]]) -> Callable:
        _rules[label.lower()] = Rule(function, among, parents)
        return function

    return register


def _handler(kind: str, part: Part) -> Callable:
    def register(function: Callable[[Any, Any], None]) -> Callable:
        _kinds[kind] = Kind(function, part)
        return function

    return register


def handler(kind: str) -> Callable:
    """Register `function(obj, timer)` as what is done when a timer of `kind` is due. It runs in one transaction with
    the end of the timer and may raise InvalidTransition when the case has moved on."""
    return _handler(kind, Part.NONE)


def reminder(kind: str) -> Callable:
    """Register a handler that reminds somebody of what ends its series; see `handler`."""
    return _handler(kind, Part.REMINDER)


def ending(kind: str) -> Callable:
    """Register a handler that ends what the reminders of its series announced; see `handler`."""
    return _handler(kind, Part.END)


def kind_of(timer) -> Kind:
    """Return what is done for `timer`. Raises KeyError for a kind that no room knows (any more)."""
    return _kinds[timer.kind]


def reminding_kinds() -> list[str]:
    return [name for name, kind in _kinds.items() if kind.part == Part.REMINDER]


def rule_of(label: str) -> Rule | None:
    return _rules.get(label)


def ruled_models() -> list[type[models.Model]]:
    return [apps.get_model(label) for label in sorted(_rules)]


def plan_of(obj: models.Model | None) -> dict[tuple[str, str], Planned]:
    """Return what the rule of `obj` plans at present, by occasion; nothing for an object that is gone."""
    found = rule_of(obj._meta.label_lower) if obj is not None else None
    return {planned.occasion: planned for planned in found.plan(obj)} if found else {}
