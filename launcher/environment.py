"""The virtual environment: locked packages with hashes, rebuilt whenever its mark does not fit the locks."""

import fcntl
import hashlib
import json
import os
import platform
import re
import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from launcher import platforms, processes
from launcher.messages import Problem, say
from launcher.paths import Paths

_MARK = "installed.json"
_SECONDS_BETWEEN_LINES = 4
_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|connection broken|Max retries|Could not fetch URL"
)


def mark_of(lock: Path) -> str:
    """Return the fingerprint of one lock file."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def count_packages(lock: Path) -> int:
    """Return how many packages a lock file names, those for other systems included."""
    return sum("==" in line and not line.startswith((" ", "#")) for line in lock.read_text("utf-8").splitlines())


def _python_mark() -> str:
    return f"{platform.python_implementation()} {platform.python_version()}"


def _read_mark(venv: Path) -> dict:
    try:
        return json.loads((venv / _MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write_mark(venv: Path, mark: dict) -> None:
    partial = venv / f"{_MARK}.partial"
    partial.write_text(json.dumps(mark, indent=1), encoding="utf-8")
    partial.replace(venv / _MARK)


@contextmanager
def alone(lock: Path):
    """Hold a lock file for the block and give it, so that the steps inside can inherit it.

    Inherited, it stays locked until the last step has ended, even when this command is killed: two
    installers never write into one folder.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another installation to end")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def explain_failure(output: str, what: str, log: Path) -> str:
    """Return one sentence on why pip or npm failed, judged by what it printed."""
    if _NETWORK.search(output) or re.search(r"ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT", output):
        return f"{what} cannot be downloaded: no registry answers. Check the network, then start again."
    if "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        return f"{what} differ from the lock: the registry sent other files. Nothing of them was used."
    if "No matching distribution" in output:
        return f"{what} are not available for this Python or platform; details are in {log}."
    if "No space left" in output or "ENOSPC" in output:
        return f"{what} cannot be installed: the disk is full."
    return f"{what} cannot be installed; details are in {log}."


def ensure(paths: Paths, *locks: str) -> None:
    """Make sure that the environment holds the packages of the named locks ("base", "dev", ...).

    A half-built environment is thrown away, a changed lock installed over. PORTAL_VENV is used as it is.
    Raises Problem with one sentence when that cannot be done.
    """
    if paths.venv_is_given:
        if not paths.python.exists():
            raise Problem(f"PORTAL_VENV names {paths.venv}, but there is no Python environment.")
        return
    with alone(paths.venv.with_name("venv.lock")) as lock:
        mark = _read_mark(paths.venv)
        if mark.get("python") != _python_mark() or not paths.python.exists():
            _create(paths, lock)
            mark = {"python": _python_mark()}
        wanted = {name: mark_of(paths.root / "requirements" / f"{name}.txt") for name in locks}
        missing = [name for name in locks if mark.get(name) != wanted[name]]
        if missing:
            (paths.venv / _MARK).unlink(missing_ok=True)
            _install(paths, missing, lock)
            _write_mark(paths.venv, mark | wanted)


def _create(paths: Paths, lock: IO) -> None:
    platforms.need_venv()
    say("Creating the Python environment")
    if paths.venv.exists():
        shutil.rmtree(paths.venv)
    log = paths.log("setup")
    command = [sys.executable, "-m", "venv", paths.venv]
    if processes.run_step(command, log=log, env=dict(os.environ), cwd=paths.root, keep=lock):
        raise Problem(f"The Python environment cannot be created; details are in {log}.")


def _install(paths: Paths, locks: list[str], lock: IO) -> None:
    files = [paths.root / "requirements" / f"{name}.txt" for name in locks]
    total = sum(count_packages(file) for file in files)
    say(f"Installing {total} Python packages ({', '.join(locks)})")
    output: list[str] = []
    progress = {"fetched": 0, "said": time.monotonic()}

    def follow(line: str) -> None:
        output.append(line)
        progress["fetched"] += line.startswith("Collecting ")
        if time.monotonic() - progress["said"] > _SECONDS_BETWEEN_LINES:
            progress["said"] = time.monotonic()
            say(f"  {min(progress['fetched'], total)} of {total} fetched")

    command = [paths.python, "-m", "pip", "install", "--require-hashes", "--no-input", "--retries", "2"]
    # Byte-compiling on first import costs less than compiling what is never imported.
    command += ["--no-compile", "--disable-pip-version-check", "--progress-bar", "off"]
    for file in files:
        command += ["-r", file]
    log = paths.log("setup")
    if processes.run_step(command, log=log, env=dict(os.environ), cwd=paths.root, on_line=follow, keep=lock):
        raise Problem(explain_failure("\n".join(output), "The Python packages", log))
