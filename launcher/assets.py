"""Front-end assets: `npm ci` from the lock, with npm from PATH or from its wheel."""

import os
import shutil
from pathlib import Path

from launcher import environment, processes
from launcher.messages import Problem, say
from launcher.paths import Paths


def ensure(paths: Paths) -> None:
    """Make sure that `node_modules` is what package-lock.json says.

    An interrupted run left no mark, so the next one starts over. Raises Problem with one sentence.
    """
    wanted = environment.mark_of(paths.root / "package-lock.json")
    mark = paths.root / "node_modules" / ".installed"
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return
    say("Installing the front-end assets")
    output: list[str] = []
    installed = shutil.which("npm")
    if not (installed and _install(paths, Path(installed), output)):
        environment.ensure(paths, "node")
        if not _install(paths, paths.venv / "bin" / "npm", output):
            raise Problem(environment.explain_failure("\n".join(output), "The front-end assets", paths.log("setup")))
    mark.write_text(wanted, encoding="ascii")


def _install(paths: Paths, npm: Path, output: list[str]) -> bool:
    env = {**os.environ, "PATH": os.pathsep.join([str(npm.parent), os.environ.get("PATH", os.defpath)])}
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    log = paths.log("setup")
    return processes.run_step(command, log=log, env=env, cwd=paths.root, on_line=output.append) == 0
