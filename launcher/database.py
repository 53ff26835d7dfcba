"""Copying a database out and in with PostgreSQL's own programs, wherever DATABASE_URL points."""

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from launcher.messages import Problem
from launcher.paths import Paths
from launcher.postgres import find_programs

# Run before the restored statements and in the same transaction: either all of it happens or nothing.
_EMPTY_SCHEMA = """
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


def client_variables(url: str) -> dict[str, str]:
    """Return libpq's variables for a DATABASE_URL; a socket folder is written `postgres://user@//folder/name`.

    Variables, not arguments: the list of processes must not show a password. Raises Problem for another
    scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Problem("DATABASE_URL must start with postgres:// or postgresql://.")
    folder, _, name = parts.path.removeprefix("/").rpartition("/")
    found = {
        "PGHOST": folder or unquote(parts.hostname or ""),
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(name),
        "PGSSLMODE": parse_qs(parts.query).get("sslmode", [""])[0],
    }
    return {key: value for key, value in found.items() if value}


class Client:
    """PostgreSQL's client programs, bound to one database."""

    def __init__(self, paths: Paths, outer: dict[str, str], url: str):
        installed = shutil.which("pg_dump", path=outer.get("PATH"))
        # The wheel's programs cannot speak TLS, which a database elsewhere will ask for.
        if "DATABASE_URL" in outer and "PORTAL_PGBIN" not in outer and installed:
            self._programs = Path(installed).resolve().parent
        else:
            self._programs = find_programs(paths, outer)
        self._env = {**os.environ, **client_variables(url), "LC_ALL": "C"}

    def _run(self, program: str, *arguments, problem: str) -> str:
        done = subprocess.run(
            [self._programs / program, *arguments], capture_output=True, text=True, check=False, env=self._env
        )
        if done.returncode:
            raise Problem(f"{problem}: {done.stderr.strip()}")
        return done.stdout.strip()

    def server_version(self) -> str:
        """Return the version of the server, such as "18.6"."""
        return self._run("psql", "-XqAtc", "SHOW server_version", problem="The database cannot be reached")

    def is_empty(self) -> bool:
        """Tell whether the database holds no table."""
        query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        return self._run("psql", "-XqAtc", query, problem="The database cannot be reached") == "0"

    def dump(self, target: Path) -> None:
        """Write a consistent copy of the database, taken at one moment, to `target`."""
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
        self._run("pg_dump", *options, problem="The database cannot be copied")

    def replace(self, dump: Path, workspace: Path) -> None:
        """Replace the content of the database by that of `dump`, in one transaction.

        `workspace` is a folder for the statements in between. Raises Problem; the database is then as before.
        """
        before, statements = workspace / "before.sql", workspace / "restore.sql"
        before.write_text(_EMPTY_SCHEMA, encoding="utf-8")
        options = ["--no-owner", "--no-privileges", f"--file={statements}"]
        self._run("pg_restore", *options, dump, problem="The copy of the database cannot be read")
        options = ["-Xq", "--single-transaction", "--set=ON_ERROR_STOP=1", "-f", before, "-f", statements]
        self._run("psql", *options, problem="The database cannot be restored")
