"""The backup archive: a tar file whose last member lists the others with their checksums."""

import hashlib
import json
import os
import shutil
import tarfile
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path, PurePosixPath

from launcher.messages import Problem

FORMAT = 1
DATABASE = "database.dump"
INSTALLATION = "installation.json"
FOLDERS = ("media", "keys")
_MANIFEST = "manifest.json"


class _Hashing:
    """A file that is hashed while it is read, so that the checksum is of what was stored."""

    def __init__(self, file):
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


class Writer:
    """Adds members and, at the end, the manifest."""

    def __init__(self, tar: tarfile.TarFile):
        self._tar = tar
        self._members: dict[str, dict] = {}

    def add(self, name: str, path: Path) -> None:
        """Store one file under `name`."""
        with path.open("rb") as file:
            info = self._tar.gettarinfo(arcname=name, fileobj=file)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            info.mode = 0o600
            hashing = _Hashing(file)
            self._tar.addfile(info, hashing)
        self._members[name] = {"size": info.size, "sha256": hashing.digest.hexdigest()}

    def add_folder(self, name: str, folder: Path) -> int:
        """Store the regular files below a folder; return how many. The portal may be running: what somebody deletes
        meanwhile is left out."""
        stored = 0
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            with suppress(FileNotFoundError):
                self.add(f"{name}/{path.relative_to(folder).as_posix()}", path)
                stored += 1
        return stored

    def finish(self, facts: dict) -> None:
        """Store the manifest: `facts` and the checksums of all members."""
        content = json.dumps({"format": FORMAT, **facts, "members": self._members}, indent=1).encode()
        info = tarfile.TarInfo(_MANIFEST)
        info.size, info.mode = len(content), 0o600
        self._tar.addfile(info, BytesIO(content))


@contextmanager
def create(target: Path):
    """Give the block a Writer for a new archive, readable by its owner alone, in place only when complete.

    Raises Problem when the file exists already or cannot be written.
    """
    if target.exists():
        raise Problem(f"{target} exists already; choose another name.")
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Problem(f"{target} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def _is_expected(name: str) -> bool:
    parts = PurePosixPath(name).parts
    if name in (DATABASE, INSTALLATION):
        return True
    return len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts and str(PurePosixPath(name)) == name


def verify(source: Path) -> dict:
    """Read the whole archive and return its manifest.

    Raises Problem when it is damaged, incomplete, of an unknown format, or holds anything unexpected.
    """
    found = {}
    manifest = None
    try:
        with tarfile.open(source, mode="r:") as tar:
            for info in tar:
                if not info.isreg() or info.name in found:
                    raise Problem(f"{source} is no backup of this portal: unexpected member {info.name!r}.")
                file = tar.extractfile(info)
                if info.name == _MANIFEST:
                    manifest = json.loads(file.read())
                    continue
                hashing = _Hashing(file)
                while hashing.read(1 << 20):
                    pass
                found[info.name] = {"size": info.size, "sha256": hashing.digest.hexdigest()}
    except FileNotFoundError as error:
        raise Problem(f"There is no file {source}.") from error
    except (OSError, tarfile.TarError, ValueError) as error:
        raise Problem(f"{source} is damaged or no backup of this portal; nothing was changed.") from error
    if not isinstance(manifest, dict) or manifest.get("members") != found:
        raise Problem(f"{source} is damaged: its content differs from its checksums. Nothing was changed.")
    if manifest.get("format") != FORMAT:
        raise Problem(f"{source} was made by another version of the portal (format {manifest.get('format')}).")
    unexpected = [name for name in found if not _is_expected(name)]
    if unexpected or DATABASE not in found:
        raise Problem(f"{source} is no complete backup of this portal; nothing was changed.")
    return manifest


def extract(source: Path, name: str, target: Path) -> bool:
    """Write the member `name`, or the folder of that name, to `target`; return whether there was any.

    Call `verify` first: it proves that the names stay inside.
    """
    written = False
    with tarfile.open(source, mode="r:") as tar:
        for info in tar:
            if info.name == name:
                path = target
            elif info.name.startswith(f"{name}/"):
                path = target / info.name.removeprefix(f"{name}/")
            else:
                continue
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(tar.extractfile(info), file)
            written = True
    return written
