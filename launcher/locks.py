"""One command at a time per folder: an exclusive lock that the kernel releases with the process."""

import fcntl
import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass

from launcher import processes
from launcher.messages import Problem
from launcher.paths import Paths


@dataclass(frozen=True)
class Holder:
    """The process that holds the lock, and the command it runs (`up`, `manage`, ...); pid 0 when unknown."""

    pid: int
    command: str


class Busy(Problem):
    """The folder is in use. `holder` says by whom."""

    def __init__(self, holder: Holder):
        self.holder = holder
        if holder.command == "up":
            sentence = f"The portal already runs on this folder (process {holder.pid}); stop it with: ./portal down"
        else:
            sentence = f"`./portal {holder.command}` (process {holder.pid}) uses this folder; try again later."
        super().__init__(sentence)


def _read(file) -> Holder:
    file.seek(0)
    try:
        content = json.loads(file.read())
        pid = int(content["pid"])
        # A lock taken this very moment may still carry the words of a process that was killed.
        if content["identity"] == processes.identity(pid):
            return Holder(pid, str(content["command"]))
    except (ValueError, KeyError, TypeError):
        pass
    return Holder(0, "another command")


def _try(file, seconds: float) -> bool:
    """Take the lock, waiting a moment for those who only look whether it is free."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)


@contextmanager
def hold(paths: Paths, command: str):
    """Hold the folder's lock for the block. Raises Busy when another command has it."""
    paths.prepare()
    with paths.lock.open("a+", encoding="utf-8") as file:
        if not _try(file, seconds=0.5):
            raise Busy(_read(file))
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "identity": processes.identity(os.getpid()), "command": command}, file)
        file.flush()
        yield


def holder(paths: Paths) -> Holder | None:
    """Return who holds the folder's lock now, or None."""
    if not paths.lock.exists():
        return None
    with paths.lock.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read(file)
    return None
