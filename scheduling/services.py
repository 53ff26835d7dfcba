"""Verbs on timers that people use."""

from core.states import advance
from scheduling.models import Timer


def try_again(timer: Timer, *, actor) -> None:
    """Let a timer that failed run with the next sweep. Raises InvalidTransition when it is not failed any more."""
    advance(timer, "try_again", actor=actor, attempts=0, not_before=None, last_error="")
