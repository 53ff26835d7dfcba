"""Where everything lives: one folder `var/` for what is generated, and short folders for unix sockets."""

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from launcher.messages import Problem

CHECKOUT = Path(__file__).resolve().parent.parent

# The kernel allows 107 bytes for the path of a unix socket (macOS 103); PostgreSQL adds
# "/.s.PGSQL.5432" to the folder.
LONGEST_SOCKET_FOLDER = 85
# The path also travels inside URLs, where anything else would have to be quoted three different ways.
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class Paths:
    """The files of one installation. `venv_is_given`: PORTAL_VENV names it, so it is used as it is."""

    root: Path
    var: Path
    venv: Path
    env_file: Path
    venv_is_given: bool = False

    @classmethod
    def of(cls, environ, root: Path = CHECKOUT) -> "Paths":
        """Read PORTAL_VAR, PORTAL_VENV and PORTAL_ENV_FILE; without them `var`, `var/venv` and `.env`."""
        var = Path(environ.get("PORTAL_VAR") or root / "var").resolve()
        given = environ.get("PORTAL_VENV")
        env_file = Path(environ.get("PORTAL_ENV_FILE") or root / ".env")
        return cls(root, var, Path(given or var / "venv").resolve(), env_file, bool(given))

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def lock(self) -> Path:
        return self.var / "lock"

    @property
    def installation(self) -> Path:
        return self.var / "installation.json"

    @property
    def keys(self) -> Path:
        return self.var / "keys"

    @property
    def media(self) -> Path:
        return self.var / "media"

    @property
    def mails(self) -> Path:
        return self.var / "mails"

    @property
    def valkey(self) -> Path:
        return self.var / "valkey"

    @property
    def half_restored(self) -> Path:
        return self.var / "restore-interrupted"

    def log(self, name: str) -> Path:
        return self.var / "log" / f"{name}.log"

    def pid_file(self, name: str) -> Path:
        return self.var / "pids" / f"{name}.json"

    @property
    def fingerprint(self) -> str:
        """Twelve characters that stand for this `var` folder in names elsewhere on the machine."""
        return hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]

    def prepare(self) -> None:
        """Create the folders. Everything personal is for the owner alone; `var` itself must stay passable,
        because PostgreSQL runs as another user when the launcher runs as root."""
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            for name in ("keys", "media", "mails", "log", "pids", "valkey"):
                (self.var / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Problem(f"The folder {self.var} cannot be written: {error.strerror}.") from error


def fits_socket(folder: Path) -> bool:
    """Tell whether unix sockets can live in `folder` and be written into a URL as they are."""
    return len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and bool(_PLAIN.fullmatch(str(folder)))


def socket_folder(wanted: Path, paths: Paths) -> Path:
    """Return `wanted`, or a short folder below /tmp that belongs to this installation and user alone.

    Raises Problem when somebody else already owns a folder of that name.
    """
    if fits_socket(wanted):
        return wanted
    short = Path("/tmp") / f"dzm-{paths.fingerprint}-{os.geteuid()}"
    short.mkdir(mode=0o711, exist_ok=True)
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Problem(f"{short} belongs to another user; remove it or move the portal to a shorter path.")
    return short / wanted.name
