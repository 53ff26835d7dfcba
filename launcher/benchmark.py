"""`./portal bench-start`: how long the first and the second start take, in a copy of this checkout.

Two moments of each start: the first page is served, and everything is ready (worker, beat, and at the first
start the demo region).
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from launcher.messages import Problem, tell
from launcher.paths import Paths
from launcher.up import FIRST_PAGE

TARGETS = {  # seconds, with a warm package cache
    "empty checkout to first page": 40,
    "empty checkout to ready": None,
    "second start to first page": None,
    "second start to ready": 6,
}
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
        figures = [*_time_start(copy, env, port), *_time_start(copy, env, port)]
    tell(f"{'start':<30} {'seconds':>8} {'target':>8}")
    for (name, target), seconds in zip(TARGETS.items(), figures, strict=True):
        tell(f"{name:<30} {seconds:>8.1f} {target or '':>8}")
    return 0


def _time_start(checkout: Path, env: dict[str, str], port: int) -> tuple[float, float]:
    """Return the seconds until `up` serves the first page and until it says ready; it is stopped again."""
    began = time.monotonic()
    command = [checkout / "portal", "up", "--port", str(port)]
    with subprocess.Popen(command, env=env, cwd=checkout, stdout=subprocess.PIPE, text=True) as process:
        first_page = ready = None
        for line in process.stdout:
            if FIRST_PAGE in line:
                first_page = time.monotonic() - began
            if line.startswith("ready:"):
                ready = time.monotonic() - began
                process.send_signal(signal.SIGINT)
            elif ready is None:
                tell(f"  {line.rstrip()}")
    if first_page is None or ready is None:
        raise Problem("The portal did not start; the lines above say why.")
    return first_page, ready
