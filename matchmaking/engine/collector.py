"""Python's collector of cyclic garbage, kept away from where there is none."""

import gc
from contextlib import contextmanager


@contextmanager
def uncollected():
    """Keep the collector from running inside: where much is read and little thrown away, it takes more time than the
    work itself. Processes that are forked inside do without it, too."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
