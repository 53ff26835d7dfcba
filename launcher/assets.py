"""Front-end assets: `npm ci` from the lock, with npm from PATH or from its wheel."""

import os
import shutil
from pathlib import Path
from typing import IO

from launcher import environment, processes
from launcher.messages import Problem, say
from launcher.paths import Paths


def ensure(paths: Paths) -> None:
    """Make sure that `node_modules` is what package-lock.json says.

    An interrupted run left no mark, so the next one starts over. Raises Problem with one sentence.
    """
    if _is_installed(paths):
        return
    # A lock file inside node_modules would not survive `npm ci`.
    with environment.alone(paths.root / "package-lock.json") as lock:
        if _is_installed(paths):
            return
        say("Installing the front-end assets")
        output: list[str] = []
        installed = shutil.which("npm")
        if not (installed and _install(paths, Path(installed), output, lock)):
            environment.ensure(paths, "node")
            if not _install(paths, paths.venv / "bin" / "npm", output, lock):
                log = paths.log("setup")
                raise Problem(environment.explain_failure("\n".join(output), "The front-end assets", log))
        _mark(paths).write_text(_lock_mark(paths), encoding="ascii")


def _mark(paths: Paths) -> Path:
    return paths.root / "node_modules" / ".installed"


def _lock_mark(paths: Paths) -> str:
    return environment.mark_of(paths.root / "package-lock.json")


def _is_installed(paths: Paths) -> bool:
    return _mark(paths).exists() and _mark(paths).read_text(encoding="ascii") == _lock_mark(paths)


def _install(paths: Paths, npm: Path, output: list[str], lock: IO) -> bool:
    env = {**os.environ, "PATH": os.pathsep.join([str(npm.parent), os.environ.get("PATH", os.defpath)])}
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    log = paths.log("setup")
    return processes.run_step(command, log=log, env=env, cwd=paths.root, on_line=output.append, keep=lock) == 0
