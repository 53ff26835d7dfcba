"""Front-end assets: `npm ci` from the lock, with npm from PATH or from its wheel."""

import os
import shutil
from pathlib import Path
from typing import IO

from launcher import environment, processes
from launcher.messages import Problem, say
from launcher.paths import Paths


def ensure(paths: Paths, folder: Path | None = None, what: str = "front-end assets") -> None:
    """Make sure that `node_modules` of `folder` (the project's own) is what its package-lock.json says.

    An interrupted run left no mark, so the next one starts over. Raises Problem with one sentence.
    """
    folder = folder or paths.root
    if _is_installed(folder):
        return
    # A lock file inside node_modules would not survive `npm ci`.
    with environment.alone(folder / "package-lock.json") as lock:
        if _is_installed(folder):
            return
        say(f"Installing the {what}")
        output: list[str] = []
        installed = shutil.which("npm")
        if not (installed and _install(paths, folder, Path(installed), output, lock)):
            environment.ensure(paths, "node")
            if not _install(paths, folder, paths.venv / "bin" / "npm", output, lock):
                log = paths.log("setup")
                raise Problem(environment.explain_failure("\n".join(output), f"The {what}", log))
        _mark(folder).write_text(_lock_mark(folder), encoding="ascii")


def _mark(folder: Path) -> Path:
    return folder / "node_modules" / ".installed"


def _lock_mark(folder: Path) -> str:
    return environment.mark_of(folder / "package-lock.json")


def _is_installed(folder: Path) -> bool:
    return _mark(folder).exists() and _mark(folder).read_text(encoding="ascii") == _lock_mark(folder)


def _install(paths: Paths, folder: Path, npm: Path, output: list[str], lock: IO) -> bool:
    env = {**os.environ, "PATH": os.pathsep.join([str(npm.parent), os.environ.get("PATH", os.defpath)])}
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    log = paths.log("setup")
    return processes.run_step(command, log=log, env=env, cwd=folder, on_line=output.append, keep=lock) == 0
