"""Documents from JSON Lines, rankings to JSON Lines: the file formats of `match_files`."""

import contextlib
import json
import os
import tempfile
from pathlib import Path

from .documents import Document
from .facts import known_sectors
from .resources import load_resources
from .wording import render_reason

LARGEST_TEXT = 4 * 1024 * 1024
_OPTIONAL = ("language", "ags", "region", "budget_eur", "capacity", "need_kind")


class FileError(ValueError):
    """An input or output file cannot be used; the message names the file and, where known, the line."""


def read_documents(path, warn, resources=None):
    """Read one JSON Lines file of needs or offers into a list of Document.

    UTF-8 with or without byte order mark, any line ends; blank lines and unknown keys are ignored.
    warn   is called with one sentence per topic or sector that the engine does not know

    Raises FileError: unreadable or empty file, malformed line, missing, double or impossible value,
    text above LARGEST_TEXT bytes.
    """
    path = Path(path)
    reader = _Reader(path, warn, resources or load_resources())
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                reader.take(number, line)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}") from error
    if not reader.documents:
        raise FileError(f"{path}: the file holds no document")
    return reader.documents


class _Reader:
    def __init__(self, path, warn, resources):
        self.documents = []
        self._path, self._warn, self._resources = path, warn, resources
        self._lines, self._warned = {}, set()

    def take(self, number, line):
        try:
            self._take(number, line)
        except ValueError as error:
            raise FileError(f"{self._path}:{number}: {error}") from error

    def _take(self, number, line):
        row = _parse(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
        if row is None:
            return
        document = _build(row)
        if document.id in self._lines:
            raise ValueError(f"id {document.id!r} was used in line {self._lines[document.id]} already")
        self._lines[document.id] = number
        self._warn_of_unknown(number, document)
        self.documents.append(document)

    def _warn_of_unknown(self, number, document):
        unknown = [("topic", topic) for topic in document.topics if topic not in self._resources.topics]
        unknown += [("sector", code) for code in document.sectors if not known_sectors((code,), self._resources)]
        for kind, value in unknown:
            if (kind, value) not in self._warned:
                self._warned.add((kind, value))
                self._warn(f"{self._path}:{number}: unknown {kind} {value!r} is ignored")


def _parse(line):
    try:
        text = line.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start + 1} of the line)") from error
    if not text:
        return None
    try:
        row = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"malformed JSON: {error.msg} (column {error.colno})") from error
    except RecursionError as error:
        raise ValueError("malformed JSON: nested too deeply") from error
    if not isinstance(row, dict):
        raise ValueError("expected a JSON object")
    return row


def _refuse_constant(name):
    raise ValueError(f"malformed JSON: {name} is not a number")


def _build(row):
    for name in ("id", "text"):
        if row.get(name) is None:
            raise ValueError(f"{name} is missing")
    if not isinstance(row["id"], str) or not row["id"].isprintable() or not row["id"]:
        raise ValueError("id must be a string of printable characters")
    return Document(
        id=row["id"],
        text=_text(row["text"], "text"),
        title=_text(row.get("title") or "", "title"),
        topics=_list(row.get("topics"), "topics"),
        sectors=(*_codes(row.get("sector"), "sector"), *_codes(row.get("sectors"), "sectors")),
        **{name: row.get(name) for name in _OPTIONAL},
    )


def _text(value, name):
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string")
    # Half of a surrogate pair is legal in JSON but not in UTF-8; the length stays the same.
    content = value.encode("utf-8", "replace")
    if len(content) > LARGEST_TEXT:
        raise ValueError(f"{name} has {len(content)} bytes, at most {LARGEST_TEXT} are accepted")
    return content.decode("utf-8")


def _list(value, name):
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise ValueError(f"{name} must be a list of strings")
    return tuple(value)


def _codes(value, name):
    return (value,) if isinstance(value, str) else _list(value, name)


def check_output(path, inputs):
    """Raise FileError where writing the ranking to `path` would be impossible or destroy an input."""
    path = Path(path)
    if path.exists() and not path.is_file():
        raise FileError(f"{path}: not a regular file")
    if not path.resolve().parent.is_dir():
        raise FileError(f"{path}: the folder does not exist")
    if path.exists() and any(path.samefile(other) for other in inputs if Path(other).exists()):
        raise FileError(f"{path}: is an input file and would be overwritten")


def write_rankings(path, rankings, *, language="de"):
    """Write one line per pair and return their number; the file appears complete or not at all.

    Raises FileError where the folder cannot be written to.
    """
    path = Path(path).resolve()
    count = 0
    try:
        with _replacing(path) as out:
            for ranking in rankings:
                for pair in ranking.pairs:
                    out.write(json.dumps(_line(pair, language), ensure_ascii=False, allow_nan=False) + "\n")
                    count += 1
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}") from error
    return count


def write_allocated(path, rankings, needs, offers, *, top, slots, language="de"):
    """Write the pairs that the capacities of `offers` leave room for; return one sentence with the figures.

    top, slots   proposals per need at most, the smaller of the two

    Otherwise as `write_rankings`; the rank of a pair is its slot. Raises AllocationError where the solver fails.
    """
    # NumPy and SciPy are imported only where something is allocated.
    from .proposals import allocate_rankings

    rankings, allocation = allocate_rankings(rankings, needs, offers, slots=min(slots, top))
    write_rankings(path, rankings, language=language)
    figures = allocation.figures
    return (
        f"{figures.proposals} proposals for {figures.needs_served} of {len(needs)} needs; "
        f"{figures.offers_full} of {len(offers)} offers fully booked, at most {figures.largest_load} proposals of one "
        f"offer, Gini {figures.gini:.2f}, {figures.loss:.1%} below the unconstrained ranking"
    )


def _line(pair, language):
    return {
        "need": pair.need_id,
        "offer": pair.offer_id,
        "rank": pair.rank,
        "score": pair.score,
        "probability": pair.probability,
        "contributions": pair.contributions,
        "reasons": [render_reason(reason, language) for reason in pair.reasons],
    }


@contextlib.contextmanager
def _replacing(path):
    """Open a temporary file beside `path`; it takes the place of `path` only if nothing went wrong."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path):
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
