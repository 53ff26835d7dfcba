import json
import os
import subprocess
import sys

import pytest

from launcher import locks

_HOLDER = """
import sys
from launcher import locks
from launcher.paths import Paths
with locks.hold(Paths.of({"PORTAL_VAR": sys.argv[1]}), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(paths):
    """A function that makes another process hold the folder's lock for a command."""
    started = []

    def hold(command: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, paths.var, command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(process)
        assert process.stdout.readline() == b"held\n"
        return process

    yield hold
    for process in started:
        process.communicate()


def test_a_second_up_is_told_how_to_stop_the_first(paths, other):
    first = other("up")
    with pytest.raises(locks.Busy, match=rf"already runs.*{first.pid}.*\./portal down"), locks.hold(paths, "up"):
        pass


def test_another_command_is_named(paths, other):
    other("manage")
    with pytest.raises(locks.Busy, match=r"`\./portal manage`"), locks.hold(paths, "up"):
        pass


def test_the_holder_is_known_from_outside(paths, other):
    process = other("up")
    assert locks.holder(paths) == locks.Holder(process.pid, "up")


def test_a_killed_holder_leaves_the_folder_free(paths, other):
    process = other("up")
    process.kill()
    process.wait()
    assert locks.holder(paths) is None
    with locks.hold(paths, "down"):
        assert locks.holder(paths) == locks.Holder(os.getpid(), "down")


def test_the_words_of_a_dead_process_are_not_believed(paths):
    with locks.hold(paths, "up"):
        paths.lock.write_text(json.dumps({"pid": os.getpid(), "identity": "before", "command": "up"}))
        assert locks.holder(paths) == locks.Holder(0, "another command")


def test_a_folder_that_was_never_used_has_no_holder(folder, paths):
    assert locks.holder(paths) is None
