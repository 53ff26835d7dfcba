"""Everything the database and the static files need before a page can be served."""

import hashlib
import json
from pathlib import Path

from launcher import installation, processes
from launcher.installation import Installation
from launcher.messages import Problem, say
from launcher.paths import Paths

_SAID = {
    "migrate": "Bringing the database up to date",
    "load_reference_data": "Loading reference data",
    "load_demo": "Loading the demo region",
    "collectstatic": "Collecting static files",
}
_NOT_APPS = ("var", "node_modules", "static")


def static_mark(root: Path) -> str:
    """Return a fingerprint of everything that ends up in the static files or decides about their names."""
    folders = [root / "static", *(app / "static" for app in root.iterdir() if app.name not in _NOT_APPS)]
    files = [root / "package-lock.json", root / "requirements" / "base.txt"]
    files += [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    files += [*root.glob("dzm/settings/*.py"), *root.glob("core/storage.py"), *root.glob("core/fonts.py")]
    digest = hashlib.sha256()
    for file in sorted(files):
        found = file.stat()
        digest.update(f"{file.relative_to(root)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def prepare(paths: Paths, env: dict[str, str]) -> None:
    """Migrate, load reference data, collect static files if they changed.

    Raises Problem with the log's last lines.
    """
    mark_file, mark = paths.var / "prepared.json", {"static": static_mark(paths.root)}
    commands = ["migrate --noinput --verbosity 0", "load_reference_data"]
    if not mark_file.exists() or json.loads(mark_file.read_text(encoding="utf-8")) != mark:
        commands.append("collectstatic --noinput --clear --verbosity 0")
    _run(paths, env, commands)
    mark_file.write_text(json.dumps(mark), encoding="utf-8")


def load_demo_once(paths: Paths, env: dict[str, str], known: Installation) -> Installation:
    """Load the demo region into a demo installation that does not have it yet.

    Returns the installation with the demo marked as loaded. Raises Problem with the log's last lines; the
    load is one transaction, so the next start begins it afresh.
    """
    if not known.is_demo or known.demo_loaded:
        return known
    _run(paths, env, ["load_demo"])
    return installation.mark_demo_loaded(paths, known)


def _run(paths: Paths, env: dict[str, str], commands: list[str]) -> None:
    log = paths.log("setup")

    def follow(line: str) -> None:
        if line.startswith("begin "):
            say(_SAID[line.removeprefix("begin ")])

    command = [paths.python, "-m", "launcher.inside.prepare", *commands]
    if processes.run_step(command, log=log, env=env, cwd=paths.root, on_line=follow):
        raise Problem(f"The portal cannot be prepared; {log} ends with:\n{processes.tail(log)}")
