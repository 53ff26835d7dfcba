"""Does this machine suit the wheels of PostgreSQL and Valkey, and does this Python have what is needed?"""

import importlib.util
import platform
import shutil
import sys

from launcher.messages import Problem

_OLDEST_GLIBC = (2, 28)
_SUPPORTED = {
    "linux": {"x86_64", "aarch64", "arm64"},
    "darwin": {"x86_64", "arm64"},
}


def wheels_suit(system: str = sys.platform, machine: str | None = None, libc: tuple[str, str] | None = None) -> bool:
    """Tell whether the embedded servers run here: 64 bit Linux with glibc >= 2.28, or macOS."""
    machine = machine or platform.machine()
    if machine not in _SUPPORTED.get(system, ()):
        return False
    if system != "linux":
        return True
    name, version = libc or platform.libc_ver()
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    return name == "glibc" and numbers >= _OLDEST_GLIBC


def need_services(outer: dict[str, str], *, suits: bool | None = None) -> None:
    """Raise Problem when neither URLs, nor wheels, nor installed programs can provide the two services."""
    if wheels_suit() if suits is None else suits:
        return
    have_database = "DATABASE_URL" in outer or "PORTAL_PGBIN" in outer or shutil.which("pg_ctl")
    have_broker = "REDIS_URL" in outer or shutil.which("valkey-server") or shutil.which("redis-server")
    if not (have_database and have_broker):
        raise Problem(
            "The embedded PostgreSQL and Valkey do not run on this platform; "
            "set DATABASE_URL and REDIS_URL to servers of your own (see .env.example)."
        )


def need_venv() -> None:
    """Raise Problem when this Python cannot create virtual environments, as on a bare Debian."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Problem(
            "This Python has no venv module; "
            f"on Debian and Ubuntu install it with: apt-get install python{version}-venv"
        )


def need_posix() -> None:
    """Raise Problem on Windows, where sockets, locks and signals differ; Docker and WSL work there."""
    if sys.platform == "win32":
        raise Problem("Windows itself is not supported; use the Windows Subsystem for Linux or docker compose.")
