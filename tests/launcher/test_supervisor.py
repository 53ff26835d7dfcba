from pathlib import Path

import pytest

from launcher import supervisor
from launcher.messages import Problem
from launcher.supervisor import Supervisor


class Child:
    """A child that dies as often as it is told to."""

    log = Path("child.log")

    def __init__(self, name="child", deaths=0, written=None):
        self.name = name
        self.deaths = deaths
        self.starts = 0
        self.written = written if written is not None else []

    def exit_code(self):
        return -9 if self.deaths else None

    def restart(self):
        self.deaths -= 1
        self.starts += 1

    def stop(self):
        self.written.append(self.name)


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    taken = []
    monkeypatch.setattr(supervisor.time, "sleep", taken.append)
    return taken


def test_a_living_child_is_left_alone():
    found, child = Supervisor(), Child()
    found.add(child)
    found.check()
    assert child.starts == 0


def test_a_dead_child_is_started_again_with_growing_pauses(pauses):
    found, child = Supervisor(), Child(deaths=3)
    found.add(child)
    for _ in range(4):
        found.check()
    assert child.starts == 3
    assert pauses == [0, 1, 2]


def test_a_child_that_keeps_dying_ends_everything_with_the_place_to_look():
    found = Supervisor()
    found.add(Child("worker", deaths=99))
    for _ in range(4):
        found.check()
    with pytest.raises(Problem, match=r"worker keeps stopping \(signal 9\); the cause is in child\.log"):
        found.check()


def test_a_child_that_dies_while_others_start_ends_the_start_with_its_last_words(tmp_path):
    found, child = Supervisor(), Child("web", deaths=1)
    child.log = tmp_path / "web.log"
    child.log.write_text("ImportError: no module\n")
    found.add(child)
    with pytest.raises(Problem, match=r"web does not start; .*web\.log ends with:\nImportError: no module"):
        found.require_all()
    assert child.starts == 0


def test_deaths_long_ago_are_forgiven(monkeypatch):
    clock = iter(range(0, 100_000, 120))
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: next(clock))
    found, child = Supervisor(), Child(deaths=20)
    found.add(child)
    for _ in range(20):
        found.check()
    assert child.starts == 20


def test_children_stop_in_reverse_order():
    written = []
    found = Supervisor()
    for name in ("PostgreSQL", "Valkey", "web", "worker", "beat"):
        found.add(Child(name, written=written))
    found.stop()
    assert written == ["beat", "worker", "web", "Valkey", "PostgreSQL"]


def test_a_child_that_cannot_be_stopped_does_not_keep_the_others(capsys):
    class Stuck(Child):
        def stop(self):
            raise Problem("no")

    written = []
    found = Supervisor()
    found.add(Child("PostgreSQL", written=written))
    found.add(Stuck("web"))
    found.stop()
    assert written == ["PostgreSQL"]
    assert "web could not be stopped cleanly: no" in capsys.readouterr().err
