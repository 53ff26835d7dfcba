"""`./portal down`: ask the running `up` to stop, wait for it, and clear away what a killed one left."""

import os
import signal
import time
from contextlib import suppress

from launcher import locks, variables
from launcher.messages import Problem, tell
from launcher.paths import Paths
from launcher.services import Services

_WITHIN = 180  # seconds: worker 30, web 15, beat 10, Valkey 30, PostgreSQL 60, and some air


def run(paths: Paths) -> int:
    """Stop the portal of this folder. Returns 0, also when nothing was running.

    Raises Busy when another command than `up` uses the folder, Problem when `up` does not end.
    """
    if not paths.var.exists():
        tell("Nothing is running.")
        return 0
    found = locks.holder(paths)
    if found is None:
        with locks.hold(paths, "down"):
            left = Services(paths, variables.given(paths)).stop_orphans()
        tell("Stopped what an earlier start had left running." if left else "Nothing is running.")
        return 0
    if found.command != "up" or not found.pid:
        raise locks.Busy(found)
    tell(f"Stopping the portal (process {found.pid}) ...")
    with suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGTERM)
    deadline = time.monotonic() + _WITHIN
    while locks.holder(paths) == found:
        if time.monotonic() > deadline:
            raise Problem(f"The portal (process {found.pid}) still runs after {_WITHIN} s; see {paths.var / 'log'}.")
        time.sleep(0.1)
    tell("Stopped.")
    return 0
