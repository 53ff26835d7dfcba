"""Results of costly reading, kept in files: reading a lexicon or a dictionary again takes seconds.

Nothing depends on the cache; where it cannot be written or read, things take longer.
"""

import contextlib
import json
import os
import tempfile
from pathlib import Path


def cache_folder():
    """Return the folder of the cache: MATCHING_CACHE, else the user's cache; None where there is no home."""
    named = os.environ.get("MATCHING_CACHE")
    if named:
        return Path(named)
    with contextlib.suppress(RuntimeError):
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dzm-portal"
    return None


def cached(name, version, compute, *, keep=1):
    """Return what `compute()` returns, from the file for `name` and `version` if there is one.

    keep   how many versions have a file; the oldest ones are removed
    The value must survive JSON; tuples come back as lists.
    """
    folder = cache_folder()
    if folder is None:
        return compute()
    path = folder / f"{name}-{version}.json"
    with contextlib.suppress(OSError, ValueError):
        return json.loads(path.read_text(encoding="utf-8"))
    value = compute()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, prefix=f".{name}-", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(value, out, ensure_ascii=False, separators=(",", ":"))
        Path(part).replace(path)
        others = [other for other in folder.glob(f"{name}-*.json") if other != path]
        for other in sorted(others, key=lambda each: each.stat().st_mtime, reverse=True)[keep - 1 :]:
            other.unlink(missing_ok=True)
    return value
