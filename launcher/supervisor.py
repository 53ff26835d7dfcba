"""Keeps the children running: a dead one starts again, one that keeps dying ends everything with a reason."""

import time
from collections import deque

from launcher import interrupts, processes
from launcher.messages import Problem, complain, say

_MOST_DEATHS = 5
_WITHIN = 60  # seconds
_LONGEST_PAUSE = 8  # seconds
_LOOK_EVERY = 0.2  # seconds


class Supervisor:
    """Children in the order of starting. Each has `name`, `log`, `exit_code()`, `restart()` and `stop()`."""

    def __init__(self):
        self._children: list = []
        self._deaths: dict[str, deque] = {}

    def add(self, child) -> None:
        """Watch a child from now on. Add it before it starts, so that an interrupted start is stopped too."""
        self._children.append(child)

    def check(self) -> None:
        """Start dead children again. Raises Problem when one died too often."""
        for child in self._children:
            code = child.exit_code()
            if code is not None:
                self._revive(child, code)

    def require_all(self) -> None:
        """Raise Problem when a child has died already while the others are still starting."""
        for child in self._children:
            code = child.exit_code()
            if code is not None:
                raise Problem(f"{child.name} does not start; {child.log} ends with:\n{processes.tail(child.log)}")

    def _revive(self, child, code: int) -> None:
        deaths = self._deaths.setdefault(child.name, deque())
        now = time.monotonic()
        deaths.append(now)
        while now - deaths[0] > _WITHIN:
            deaths.popleft()
        reason = f"signal {-code}" if code < 0 else f"exit code {code}"
        if len(deaths) >= _MOST_DEATHS:
            raise Problem(f"{child.name} keeps stopping ({reason}); the cause is in {child.log}.")
        say(f"{child.name} stopped ({reason}); starting it again")
        time.sleep(pause_after(len(deaths)))
        child.restart()

    def watch(self) -> None:
        """Look after the children until `Stopped` or a Problem ends it."""
        while True:
            self.check()
            time.sleep(_LOOK_EVERY)

    def stop(self) -> None:
        """Stop all in reverse order and wait for each; one that resists does not keep the others alive."""
        with interrupts.held():
            for child in reversed(self._children):
                say(f"Stopping {child.name}")
                try:
                    child.stop()
                except (OSError, Problem) as error:
                    complain(f"{child.name} could not be stopped cleanly: {error}")


def pause_after(deaths: int) -> float:
    """Return the seconds to wait before the next start: none at first, then 1, 2, 4, 8."""
    return 0 if deaths <= 1 else min(2 ** (deaths - 2), _LONGEST_PAUSE)
