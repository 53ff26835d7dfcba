"""Variables: what the operator decides (.env and the environment), and what the Django project is given."""

import os
from pathlib import Path

from launcher.messages import Problem
from launcher.paths import Paths

# What an operator may set, as `.env.example` explains it; the tests must not depend on any of it.
OPERATOR_VARIABLES = (
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DATABASE_URL",
    "DEFAULT_FROM_EMAIL",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "EXPORT_KEEP_DAYS",
    "IMPORT_KEEP_DAYS",
    "IMPORT_MAX_MEGABYTES",
    "IMPORT_MAX_ROWS",
    "INVITATION_DAYS",
    "LEAD_CONTACT_EMAIL",
    "OPERATOR_ADDRESS",
    "OPERATOR_CONTENT_RESPONSIBLE",
    "OPERATOR_DATA_PROTECTION_OFFICER",
    "OPERATOR_NAME",
    "OPERATOR_PHONE",
    "OPERATOR_REGISTER",
    "OPERATOR_REPRESENTED_BY",
    "OPERATOR_VAT_ID",
    "PORTAL_DEMO",
    "REDIS_URL",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "SECURE_PROXY",
    "SECURE_SSL_REDIRECT",
)
# They would make the project's Python look for packages in the wrong place.
_MISLEADING = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")


def read_env_file(path: Path) -> dict[str, str]:
    """Return the `NAME=value` lines of a .env file; quotes and a leading `export` are taken off.

    A missing file is an empty one. Raises Problem with the line number for a line that is neither
    an assignment nor a comment.
    """
    if not path.exists():
        return {}
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip().removeprefix("export ").lstrip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name.isidentifier():
            raise Problem(f"{path.name}, line {number}: expected NAME=value.")
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        found[name] = value
    return found


def given(paths: Paths, environ=os.environ) -> dict[str, str]:
    """Return what the operator decided: the .env file, overruled by the environment. Empty means not set."""
    merged = {**read_env_file(paths.env_file), **environ}
    return {name: value for name, value in merged.items() if value or name not in OPERATOR_VARIABLES}


def caches(paths: Paths) -> dict[str, str]:
    """Return where the matching engine keeps what is costly to make: compiled kernels and the lexicon as read."""
    return {
        "MATCHING_CACHE": str(paths.var / "cache" / "matching"),
        "NUMBA_CACHE_DIR": str(paths.var / "cache" / "numba"),
    }


def for_project(outer: dict[str, str], paths: Paths, defaults: dict[str, str]) -> dict[str, str]:
    """Return the environment of a process of the project: `outer` wins over `defaults`."""
    merged = {
        "DJANGO_SETTINGS_MODULE": "dzm.settings.dev",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "PYTHONUNBUFFERED": "1",
        **caches(paths),
        **defaults,
        **{name: value for name, value in outer.items() if name not in _MISLEADING},
    }
    merged["PORTAL_VAR"] = str(paths.var)
    merged["VIRTUAL_ENV"] = str(paths.venv)
    merged["PATH"] = os.pathsep.join([str(paths.venv / "bin"), outer.get("PATH", os.defpath)])
    return merged
