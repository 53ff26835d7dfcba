"""Results of costly reading, kept in files: reading a lexicon or a dictionary again takes seconds.

Nothing depends on the cache; where it cannot be written or read, things take longer.
"""

import contextlib
import json
import os
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None


def cache_folder():
    """Return the folder of the cache: MATCHING_CACHE, else the user's cache; None where there is no home."""
    named = os.environ.get("MATCHING_CACHE")
    if named:
        return Path(named)
    with contextlib.suppress(RuntimeError):
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dzm-portal"
    return None


def _as_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def cached(name, version, compute, *, keep=1, ending="json", read=json.loads, written=_as_json):
    """Return what `compute()` returns, from the file for `name` and `version` if there is one.

    keep            how many versions have a file; the oldest ones are removed
    ending          of the file's name
    read, written   turn bytes into a value and back; without them the value must survive JSON, where tuples come
                    back as lists
    A file that `read` refuses is made anew. Of processes that start together one computes, the others wait for it.
    """
    folder = cache_folder()
    if folder is None:
        return compute()
    path = folder / f"{name}-{version}.{ending}"
    unreadable = contextlib.suppress(OSError, ValueError, RuntimeError)
    with unreadable:
        return read(path.read_bytes())
    with _alone(folder / f".{name}.lock"):
        with unreadable:
            return read(path.read_bytes())
        value = compute()
        with contextlib.suppress(OSError):
            _write(path, written(value))
            others = [other for other in folder.glob(f"{name}-*.{ending}") if other != path]
            for other in sorted(others, key=lambda each: each.stat().st_mtime, reverse=True)[keep - 1 :]:
                other.unlink(missing_ok=True)
    return value


def _write(path, content):
    """Write a file that others see whole or not at all."""
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    Path(part).replace(path)


@contextlib.contextmanager
def _alone(lock):
    """Wait until no other process is in here with the same file; where that cannot be, do not wait."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            lock.parent.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(lock.open("a"))
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
