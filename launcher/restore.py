"""`./portal restore FILE`: bring an archive into an empty folder, or in the place of what is there."""

import shutil
import sys
import tempfile
from pathlib import Path

from launcher import archive, environment, interrupts, locks, platforms, variables
from launcher.database import Client
from launcher.messages import Problem, say, tell
from launcher.paths import Paths
from launcher.services import Services


def run(paths: Paths, source: Path, *, force: bool, yes: bool) -> int:
    """Restore the archive; return 0.

    Raises Problem before anything is touched when the archive is damaged, the portal runs, or the folder
    is in use and `force` is not given. The database changes in one transaction.
    """
    outer = variables.given(paths)
    say("Checking the archive")
    manifest = archive.verify(source)
    with interrupts.raised():
        environment.ensure(paths, "base", *(["embedded"] if platforms.wheels_suit() else []))
        with locks.hold(paths, "restore"):
            services = Services(paths, outer)
            services.stop_orphans()
            try:
                if services.postgres:
                    services.postgres.start()
                client = Client(paths, outer, services.postgres.url if services.postgres else outer["DATABASE_URL"])
                if _is_used(paths, client):
                    _confirm(paths, force=force, yes=yes)
                _replace(paths, source, client)
                if services.valkey:
                    services.valkey.remove()  # its jobs speak of the replaced data
            finally:
                services.stop()
    paths.prepare()
    tell(f"Restored the backup of {manifest.get('created_at')}. Start the portal with: ./portal up")
    return 0


def _is_used(paths: Paths, client: Client) -> bool:
    files = [path for folder in (paths.media, paths.keys) for path in folder.rglob("*")]
    return bool(files) or paths.installation.exists() or paths.half_restored.exists() or not client.is_empty()


def _confirm(paths: Paths, *, force: bool, yes: bool) -> None:
    if not force:
        raise Problem(f"{paths.var} already holds an installation; --force replaces it.")
    if yes:
        return
    if not sys.stdin.isatty():
        raise Problem("--force deletes the present data; without a terminal to ask at, add --yes.")
    if input(f"Replace database, uploads and keys in {paths.var}? Type yes: ").strip().lower() != "yes":
        raise Problem("Nothing was changed.")


def _replace(paths: Paths, source: Path, client: Client) -> None:
    with tempfile.TemporaryDirectory(dir=paths.var) as folder:
        workspace = Path(folder)
        for name in (archive.DATABASE, archive.INSTALLATION, *archive.FOLDERS):
            archive.extract(source, name, workspace / name)
        say("Restoring the database")
        # While the mark is there `up` refuses to start: database and files might not belong together.
        paths.half_restored.touch()
        try:
            client.replace(workspace / archive.DATABASE, workspace)
        except Problem:
            paths.half_restored.unlink()
            raise
        say("Restoring uploads and keys")
        for target in (paths.media, paths.keys):
            shutil.rmtree(target, ignore_errors=True)
            if (workspace / target.name).exists():
                (workspace / target.name).rename(target)
        paths.installation.unlink(missing_ok=True)
        if (workspace / archive.INSTALLATION).exists():
            (workspace / archive.INSTALLATION).rename(paths.installation)
        paths.half_restored.unlink()
