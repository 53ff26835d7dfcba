"""Folders and launchers of their own: nothing here touches the installation of `./portal up`."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher import variables
from launcher.paths import CHECKOUT, Paths
from launcher.services import Services

START_WITHIN = 300  # seconds; only reached when something is broken, or when much else runs on the machine


@pytest.fixture(autouse=True)
def _empty_cache():
    """Takes the place of the suite's fixture of this name: the launcher is tested without Django's cache."""


@contextmanager
def temporary_folder():
    """Give the block an empty folder with a short path that every user may pass through, as a checkout has."""
    path = Path(tempfile.mkdtemp(prefix="dzm-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def folder():
    """An empty folder of this test's own."""
    with temporary_folder() as path:
        yield path


@pytest.fixture
def paths(folder):
    """The paths of an installation in that folder, with the environment that runs these tests."""
    return paths_in(folder)


def paths_in(folder: Path) -> Paths:
    found = Paths.of(launcher_variables(folder))
    found.prepare()
    return found


def launcher_variables(folder: Path) -> dict[str, str]:
    """The environment of a launcher that works in `folder` and knows nothing of the operator's settings."""
    kept = {name: value for name, value in os.environ.items() if name not in variables.OPERATOR_VARIABLES}
    return {**kept, "PORTAL_VAR": str(folder), "PORTAL_VENV": sys.prefix, "PORTAL_ENV_FILE": os.devnull}


def run_portal(folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess:
    """Run one command of ./portal to its end; `extra` are further environment variables."""
    return subprocess.run(
        [sys.executable, CHECKOUT / "portal", *arguments],
        env=launcher_variables(folder) | extra,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=START_WITHIN,
        check=False,
    )


@pytest.fixture(scope="session")
def cluster():
    """An empty database cluster to copy: making one costs half a second of every test."""
    with temporary_folder() as folder:
        found = Services(paths_in(folder), launcher_variables(folder), durable=False).postgres
        found.start()
        found.stop()
        yield found.data


@pytest.fixture
def services(paths, cluster):
    """The embedded services of an empty folder, started and in the end stopped; they do not wait for the disk."""
    found = Services(paths, launcher_variables(paths.var), durable=False)
    subprocess.run(["cp", "-a", cluster, found.postgres.data], check=True)
    try:
        found.start()
        yield found
    finally:
        found.stop()


class RunningPortal:
    """A `./portal up` in the background, its output in a file."""

    def __init__(self, folder: Path, *options: str):
        self.folder = folder
        self.paths = paths_in(folder)
        self.output = folder / "up.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, CHECKOUT / "portal", "up", *options],
                env=launcher_variables(folder),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.url = self._wait_until_ready()

    def _wait_until_ready(self) -> str:
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline:
            for line in self.said().splitlines():
                if line.startswith("ready: "):
                    return line.removeprefix("ready: ")
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.kill()
        raise AssertionError(f"./portal up did not get ready:\n{self.said()}")

    def said(self) -> str:
        """Everything it printed so far."""
        return self.output.read_text(encoding="utf-8")

    def kill(self) -> None:
        """End the launcher alone, without a chance to stop its children."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Press Ctrl-C and wait; return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(START_WITHIN)


def wait_for(condition, seconds: float = START_WITHIN):
    """Return the first true value of `condition()`; fail when none comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError("waited in vain")
