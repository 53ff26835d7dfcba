"""`./portal bench-start`: how long the first and the second start take, in a copy of this checkout."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from launcher.messages import Problem, tell
from launcher.paths import Paths

TARGETS = {"empty checkout to first page": 40, "second start": 6}  # seconds, with a warm package cache
_NOT_COPIED = shutil.ignore_patterns("var", "node_modules", ".git", "staticfiles", "__pycache__", ".env")


def run(paths: Paths, *, port: int) -> int:
    """Measure both starts and print them beside their targets; return 0 whatever the figures are.

    Raises Problem when a start fails.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    with tempfile.TemporaryDirectory(prefix="dzm-bench-") as folder:
        Path(folder).chmod(0o755)  # as a checkout would be; the database server may run as another user
        copy = Path(folder) / "portal"
        shutil.copytree(paths.root, copy, ignore=_NOT_COPIED)
        figures = {name: _time_start(copy, env, port) for name in TARGETS}
    tell(f"{'start':<30} {'seconds':>8} {'target':>8}")
    for name, seconds in figures.items():
        tell(f"{name:<30} {seconds:>8.1f} {TARGETS[name]:>8}")
    return 0


def _time_start(checkout: Path, env: dict[str, str], port: int) -> float:
    """Return the seconds until `up` says ready; it is stopped again."""
    began = time.monotonic()
    command = [checkout / "portal", "up", "--port", str(port)]
    with subprocess.Popen(command, env=env, cwd=checkout, stdout=subprocess.PIPE, text=True) as process:
        seconds = None
        for line in process.stdout:
            if line.startswith("ready:"):
                seconds = time.monotonic() - began
                process.send_signal(signal.SIGINT)
            elif seconds is None:
                tell(f"  {line.rstrip()}")
    if seconds is None:
        raise Problem("The portal did not start; the lines above say why.")
    return seconds
