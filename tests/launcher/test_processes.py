import json
import os
import signal
import subprocess
import sys

import pytest

from launcher import interrupts, processes
from launcher.messages import Problem

from .conftest import wait_for

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def program(paths):
    """A function that starts a program and waits until it has printed its first line."""
    started = []

    def start(argv=SLEEP, **options) -> processes.Program:
        found = processes.Program(
            "sleeper",
            argv,
            log=paths.log("sleeper"),
            pid_file=paths.pid_file("sleeper"),
            env=dict(os.environ),
            cwd=paths.var,
            **options,
        )
        found.start()
        started.append(found)
        wait_for(lambda: "up" in processes.tail(paths.log("sleeper")))
        return found

    yield start
    for found in started:
        found.stop()


def test_a_program_is_written_down_while_it_runs(program, paths):
    found = program()
    written = json.loads(paths.pid_file("sleeper").read_text())
    assert written == {"pid": found.process.pid, "identity": processes.identity(found.process.pid)}
    assert found.exit_code() is None
    found.stop()
    assert not paths.pid_file("sleeper").exists()


def test_a_program_that_does_not_want_to_stop_is_killed(program):
    found = program(STUBBORN, stop_within=0.2)
    process = found.process
    found.stop()
    assert process.returncode == -signal.SIGKILL


def test_a_program_that_cannot_be_executed_is_one_sentence(program):
    with pytest.raises(Problem, match="sleeper cannot be started"):
        program(["/nowhere/program"])


def test_an_orphan_is_stopped_by_its_pid_file(program, paths):
    found = program()
    assert processes.stop_orphan(paths.pid_file("sleeper"), within=5)
    assert found.process.wait(5) == -signal.SIGTERM
    assert not paths.pid_file("sleeper").exists()


def test_a_number_that_another_process_was_given_is_left_alone(program, paths):
    found = program()
    pid_file = paths.pid_file("sleeper")
    pid_file.write_text(json.dumps({"pid": found.process.pid, "identity": "an earlier process"}))
    assert not processes.stop_orphan(pid_file)
    assert found.exit_code() is None
    assert not pid_file.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}'])
def test_a_damaged_pid_file_is_removed(paths, content):
    pid_file = paths.pid_file("sleeper")
    pid_file.write_text(content)
    assert not processes.stop_orphan(pid_file)
    assert not pid_file.exists()


def test_a_dead_process_has_no_identity():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert processes.identity(process.pid) is None


def test_a_zombie_counts_as_dead():
    process = subprocess.Popen([sys.executable, "-c", ""])
    assert wait_for(lambda: processes.identity(process.pid) is None)
    process.wait()


def test_a_step_hands_on_its_lines_and_its_exit_code(paths):
    lines = []
    command = [sys.executable, "-c", "print('one'); print('two'); raise SystemExit(3)"]
    log = paths.log("setup")
    assert processes.run_step(command, log=log, env=dict(os.environ), cwd=paths.var, on_line=lines.append) == 3
    assert lines == ["one", "two"]
    assert log.read_text() == "one\ntwo\n"


def children() -> set[int]:
    """Return the processes of this one; a browser or a server of other tests may be among them."""
    found = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True)
    return {int(pid) for pid in found.stdout.split()}


def test_a_stopped_step_leaves_nothing_behind(paths):
    before, seen = children(), set()

    def stop(_line):
        seen.update(children() - before)
        raise interrupts.Stopped

    with pytest.raises(interrupts.Stopped):
        processes.run_step(SLEEP, log=paths.log("setup"), env=dict(os.environ), cwd=paths.var, on_line=stop)
    assert seen
    assert [pid for pid in seen if processes.identity(pid)] == []


def test_a_large_log_is_moved_aside(paths, program, monkeypatch):
    monkeypatch.setattr(processes, "_LARGEST_LOG", 10)
    paths.log("sleeper").write_text("an old and long story")
    program()
    assert paths.log("sleeper").read_text() == "up\n"
    assert paths.log("sleeper").with_suffix(".1.log").read_text() == "an old and long story"


def test_a_stop_waits_until_it_is_safe():
    done = []

    def start_something():
        with interrupts.held():
            signal.raise_signal(signal.SIGTERM)
            done.append("finished first")
        done.append("never reached")

    with interrupts.raised(), pytest.raises(interrupts.Stopped):
        start_something()
    assert done == ["finished first"]


def test_afterwards_signals_are_as_they_were():
    before = signal.getsignal(signal.SIGINT)
    with interrupts.raised():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_is_left_to_the_child():
    command = [sys.executable, "-c", "import signal; signal.raise_signal(signal.SIGINT)"]
    with interrupts.left_to_child():
        signal.raise_signal(signal.SIGINT)
        child = subprocess.run(command, capture_output=True, check=False)
    assert child.returncode in (-signal.SIGINT, 1)
    assert b"KeyboardInterrupt" in child.stderr
