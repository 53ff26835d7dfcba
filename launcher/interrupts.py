"""Ctrl-C, SIGTERM and SIGHUP become one exception, raised only where stopping is safe."""

import signal
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_holds = 0
_waiting = False


class Stopped(BaseException):
    """Somebody asked this command to stop. Not an Exception, so that no broad handler swallows it."""


def _handle(_number, _frame):
    global _waiting
    if _holds:
        _waiting = True
    else:
        raise Stopped


@contextmanager
def raised():
    """Turn the stop signals into `Stopped` for the length of the block; afterwards they are as before."""
    before = [signal.signal(number, _handle) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def held():
    """Put a stop off until the block is done, so that a child is never started without being written down."""
    global _holds, _waiting
    _holds += 1
    try:
        yield
    finally:
        _holds -= 1
    if _waiting and not _holds:
        _waiting = False
        raise Stopped


@contextmanager
def left_to_child():
    """Let the foreground child decide about Ctrl-C, as a shell does.

    A handler that does nothing, because the child would inherit SIG_IGN.
    """
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
