"""State changes through one door.

A workflow is data: states, and transitions with their sources, target and the parties who may take them.
`advance` is the only code that writes the column of a state. It is one compare-and-set UPDATE, so double clicks,
two moderators and redelivered tasks all lose politely, and every change leaves a LogEntry.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from core.models import LogEntry


class StateError(Exception):
    """A state change that is not possible; the message may be shown to the person who asked for it."""


class InvalidTransition(StateError):
    """The object is not (or no longer) in a state from which this transition leaves."""


class GuardFailed(StateError):
    """A condition of the transition does not hold; `problems` lists what is missing, one sentence each."""

    def __init__(self, problems: Iterable[Any]):
        self.problems = list(problems)
        super().__init__(" ".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Transition:
    """One arrow of a workflow. `target` None keeps the state (the transition only records something)."""

    id: str
    sources: frozenset[str]
    target: str | None
    by: frozenset[str]
    label: Any = ""

    def leads_to(self, state: str) -> str:
        return self.target or state


@dataclass(frozen=True)
class Workflow:
    """The transition table of one model: `name` appears in logs, `transitions` is keyed by transition id,
    `fulfilled` holds the states in which the aim is reached (pages show them with another sign). `column` holds
    the state where a model has more to say than its state, and `<column>_changed_at` when it was entered."""

    name: str
    initial: str
    terminal: frozenset[str]
    transitions: dict[str, Transition] = field(default_factory=dict)
    fulfilled: frozenset[str] = frozenset()
    column: str = "state"

    def __getitem__(self, transition_id: str) -> Transition:
        return self.transitions[transition_id]

    def state_of(self, obj: models.Model) -> str:
        return getattr(obj, self.column)

    def label_of(self, obj: models.Model) -> str:
        """Return the state of `obj` in words."""
        return getattr(obj, f"get_{self.column}_display")()

    def leaving(self, state: str) -> list[Transition]:
        """Return the transitions that start in `state`, in table order."""
        return [transition for transition in self.transitions.values() if state in transition.sources]


def arrow(id: str, sources: str, target: str | None, by: str, label: Any = "") -> tuple[str, Transition]:
    """Return a table row from space-separated sources and parties, e.g. `arrow("submit", "draft", ...)`."""
    return id, Transition(id, frozenset(sources.split()), target, frozenset(by.split()), label)


# What other rooms hang on a transition, filled in their AppConfig.ready(): (workflow, transition) -> functions.
_guards: dict[tuple[str, str], list[Callable]] = defaultdict(list)
_effects: dict[tuple[str, str], list[Callable]] = defaultdict(list)
# What follows every step, whatever the workflow.
_followers: list[Callable] = []


def guard(workflow: str, *transition_ids: str) -> Callable:
    """Register `function(obj)`, which raises GuardFailed, to be asked before these transitions."""

    def register(function: Callable) -> Callable:
        for transition_id in transition_ids:
            _guards[workflow, transition_id].append(function)
        return function

    return register


def effect(workflow: str, *transition_ids: str) -> Callable:
    """Register `function(obj, actor)` to run after these transitions, in the same database transaction."""

    def register(function: Callable) -> Callable:
        for transition_id in transition_ids:
            _effects[workflow, transition_id].append(function)
        return function

    return register


def after_every_step(function: Callable) -> Callable:
    """Register `function(obj, verb, actor)` to run after every transition and announced change of any workflow, after
    the effects of that one, in the same database transaction."""
    _followers.append(function)
    return function


def announce(obj: models.Model, verb: str, *, actor: Any) -> None:
    """Run what other rooms registered for `verb`: a transition, or a change that keeps the state."""
    for follow in _effects[obj.workflow.name, verb]:
        follow(obj, actor)
    for follow in _followers:
        follow(obj, verb, actor)


def _take_over(obj: models.Model, written: dict[str, Any]) -> None:
    """Give `obj` the values that were written; relations that are loaded stay loaded for the notices that follow."""
    computed = [name for name, value in written.items() if hasattr(value, "resolve_expression")]
    for name, value in written.items():
        if name not in computed:
            setattr(obj, name, value)
    if computed:
        obj.refresh_from_db(fields=computed)


def require(condition: Any, problem: Any) -> None:
    """Raise GuardFailed with `problem` unless `condition` holds."""
    if not condition:
        raise GuardFailed([problem])


def advance(
    obj: models.Model,
    transition_id: str,
    *,
    actor: Any,
    on_behalf_source: str = "",
    reason: str = "",
    details: dict | None = None,
    **fields: Any,
) -> None:
    """Take `transition_id` on `obj`, write `fields` with it in the same UPDATE, and refresh `obj`.

    Precondition: `obj` was read in the state the caller decided on; guards and permissions were checked.
    `actor` is the User who acts, or None for the system; `on_behalf_source` says how a person who is not a
    user asked for it (phone, visit, ...); `reason` is a reason code; `details` must hold no personal data.
    Raises GuardFailed when another room objects (see `guard`) and InvalidTransition when the row has left that
    state meanwhile; nothing is written then.
    """
    transition = obj.workflow[transition_id]
    column, source = obj.workflow.column, obj.workflow.state_of(obj)
    if source not in transition.sources:
        raise InvalidTransition(f"{obj.workflow.name} {obj.pk}: {transition_id} does not leave {source}")
    for check in _guards[obj.workflow.name, transition_id]:
        check(obj)
    target = transition.leads_to(source)
    if target != source:
        fields.setdefault(f"{column}_changed_at", timezone.now())
    with transaction.atomic():
        changed = type(obj)._base_manager.filter(pk=obj.pk, **{column: source}).update(**{column: target}, **fields)
        if not changed:
            raise InvalidTransition(f"{obj.workflow.name} {obj.pk} has left {source}")
        LogEntry.objects.record(
            obj,
            transition_id,
            actor=actor,
            from_state=source,
            to_state=target,
            on_behalf_source=on_behalf_source,
            reason=reason,
            details=details or {},
        )
        _take_over(obj, {column: target, **fields})
        announce(obj, transition_id, actor=actor)
