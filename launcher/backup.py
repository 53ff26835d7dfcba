"""`./portal backup FILE`: database, uploads and keys in one archive, whether the portal runs or not."""

import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from launcher import archive, environment, installation, interrupts, platforms, services, variables
from launcher.database import Client
from launcher.messages import Problem, say, tell
from launcher.paths import Paths


def run(paths: Paths, target: Path) -> int:
    """Write the archive; return 0. Raises Problem when there is nothing to save or it cannot be written."""
    outer = variables.given(paths)
    if installation.read(paths) is None and "DATABASE_URL" not in outer:
        raise Problem(f"There is nothing to back up in {paths.var}.")
    with interrupts.raised(), archive.create(target) as writer:
        environment.ensure(paths, "base", *(["embedded"] if platforms.wheels_suit() else []))
        with (
            services.available(paths, outer, "backup") as running,
            tempfile.TemporaryDirectory(dir=paths.var) as folder,
        ):
            client = Client(paths, outer, running.postgres.url if running.postgres else outer["DATABASE_URL"])
            say("Copying the database")
            dump = Path(folder) / archive.DATABASE
            client.dump(dump)
            writer.add(archive.DATABASE, dump)
            # After the database: a row without its file would be a loss, a file without a row is not.
            say("Copying uploads and keys")
            uploads = writer.add_folder("media", paths.media)
            keys = writer.add_folder("keys", paths.keys)
            if paths.installation.exists():
                writer.add(archive.INSTALLATION, paths.installation)
            writer.finish(
                {
                    "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
                    "postgresql": client.server_version(),
                    "python": platform.python_version(),
                }
            )
    tell(f"Saved {target}: the database, uploads ({uploads}), keys ({keys}). Keep it as safe as the portal.")
    if "SECRET_KEY" in outer:
        tell("SECRET_KEY comes from the environment and is not in the archive; keep it elsewhere.")
    return 0
