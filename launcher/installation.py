"""One installation: is it a demo, its secret key, and starting over."""

import json
import os
import secrets
import shutil
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from launcher.messages import Problem
from launcher.paths import Paths
from launcher.services import Services


@dataclass(frozen=True)
class Installation:
    """What is remembered about a folder. `is_demo` is decided once, at the first start."""

    is_demo: bool
    demo_loaded: bool = False


def read(paths: Paths) -> Installation | None:
    """Return what is remembered, None for a folder that was never started. Raises Problem if unreadable."""
    if not paths.installation.exists():
        return None
    try:
        return Installation(**json.loads(paths.installation.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise Problem(f"{paths.installation} is damaged; restore a backup or start over with --reset.") from error


def write(paths: Paths, installation: Installation) -> Installation:
    """Remember it, in one piece."""
    write_private(paths.installation, json.dumps(asdict(installation)).encode())
    return installation


def decide(paths: Paths, outer: dict[str, str], *, no_demo: bool) -> Installation:
    """Return the installation of this folder, deciding on the first start whether it is a demo.

    A database of the operator's own becomes a demo only with PORTAL_DEMO=1: it may hold real data.
    Raises Problem for --no-demo on a folder that already holds a demo.
    """
    known = read(paths)
    if known is None:
        wants_demo = not no_demo and (_asks_for_demo(outer) or "DATABASE_URL" not in outer)
        return write(paths, Installation(is_demo=wants_demo))
    if no_demo and known.is_demo:
        raise Problem("This folder already holds a demo; to start over without it: ./portal up --no-demo --reset")
    return known


def is_demo(paths: Paths, outer: dict[str, str]) -> bool:
    """Tell whether this is a demo, without deciding it for a folder that was never started."""
    known = read(paths)
    return known.is_demo if known else _asks_for_demo(outer) and "DATABASE_URL" in outer


def _asks_for_demo(outer: dict[str, str]) -> bool:
    return outer.get("PORTAL_DEMO", "").lower() in ("1", "true", "yes", "on")


def mark_demo_loaded(paths: Paths, installation: Installation) -> Installation:
    """Remember that the demo data are complete, so that later starts leave them alone."""
    return write(paths, replace(installation, demo_loaded=True))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def secret_key(paths: Paths) -> str:
    """Return the installation's SECRET_KEY, made on the first call."""
    path = paths.keys / "secret_key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48).encode())
    return path.read_text(encoding="ascii")


def confirm_reset(paths: Paths, outer: dict[str, str], *, yes: bool) -> None:
    """Ask before everything is deleted. Raises Problem unless the answer is "yes"."""
    if "DATABASE_URL" in outer:
        raise Problem("--reset deletes only embedded data; DATABASE_URL names a database of your own.")
    if yes:
        return
    if not sys.stdin.isatty():
        raise Problem("--reset deletes all data; without a terminal to ask at, add --yes.")
    if input(f"Delete database, uploads, mails and keys in {paths.var}? Type yes: ").strip().lower() != "yes":
        raise Problem("Nothing was deleted.")


def delete_data(paths: Paths, services: Services) -> None:
    """Delete database, queue, uploads, mails, keys and the demo mark; the services must be stopped.

    The mark goes last: an interrupted reset is finished by the next one.
    """
    for service in services.embedded:
        service.remove()
    for folder in (paths.media, paths.mails, paths.keys):
        shutil.rmtree(folder, ignore_errors=True)
    for file in (paths.half_restored, paths.var / "prepared.json", paths.installation):
        file.unlink(missing_ok=True)
    paths.prepare()
