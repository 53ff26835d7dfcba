"""Documents are opened by what they claim to be, and refused where they could act instead of only being read."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from files.refusals import Refused, megabytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and every encrypted Office file

MOST_MEMBERS = 5_000  # of a zip archive
MOST_UNPACKED = megabytes(200)
MOST_OBJECTS = 100_000  # of a PDF
DEEPEST = 60  # nested lists and dictionaries of a PDF

# What lets a PDF run, start or carry something.
ACTIVE_KEYS = {"/JS", "/EF", "/RichMedia", "/XFA"}
ACTIVE_VALUES = {"/JavaScript", "/Launch", "/EmbeddedFile", "/Rendition", "/Movie", "/ImportData"}
# Members of an Office archive that can act.
ACTIVE_MEMBERS = re.compile(r"(vbaproject|vbadata|activex|oleobject|macrosheets)|^(basic|scripts)/|\.bin$", re.I)
HARMLESS_BINARIES = re.compile(r"printersettings\d*\.bin$", re.I)
EMBEDDED = re.compile(r"/embeddings/.+\.(docx|xlsx)$", re.I)  # the table behind a chart

OFFICE = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
ODT = b"application/vnd.oasis.opendocument.text"


def _unreadable() -> Refused:
    return Refused(_("The file cannot be read. It may be damaged. Please save it anew."), code="damaged")


def _encrypted() -> Refused:
    return Refused(_("The file is protected by a password. Please send it without."), code="encrypted")


def _active() -> Refused:
    text = _("The file holds macros, scripts or embedded files. Please save it without them, best as a plain PDF.")
    return Refused(text, code="active")


def check_pdf(content: bytes) -> None:
    """Raise Refused unless `content` is a PDF that can be read without a password and contains nothing active."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise _encrypted()
        if not reader.pages[0]:
            raise _unreadable()
        if any(_acts(found) for found in _objects(reader)):
            raise _active()
    except Refused:
        raise
    except Exception:  # a damaged file leads pypdf to errors of every kind
        raise _unreadable() from None


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Yield the trailer and every object of the file, also those that nothing points at."""
    yield reader.trailer
    numbers = [(number, generation) for generation, table in reader.xref.items() for number in table]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > MOST_OBJECTS:
        raise _unreadable()
    for number, generation in numbers:
        if number:
            yield reader.get_object(IndirectObject(number, generation, reader))


def _acts(found: Any, depth: int = 0) -> bool:
    """Whether an object, or one written inside it, makes the PDF do something."""
    if depth > DEEPEST:
        return True  # no honest program nests like this
    if isinstance(found, DictionaryObject):
        if ACTIVE_KEYS & found.keys():
            return True
        # Raw access: what is pointed at is looked at as an object of its own.
        return any(_acts(found.raw_get(key), depth + 1) for key in found)
    if isinstance(found, ArrayObject):
        return any(_acts(value, depth + 1) for value in list.__iter__(found))
    return isinstance(found, str) and found in ACTIVE_VALUES


def check_office(content: bytes, depth: int = 0) -> str:
    """Return docx, xlsx or odt. Raises Refused for other archives, and for what is encrypted or can act."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive)
            kind = _office_kind(archive)
            _refuse_active(archive, depth)
            return kind
    except Refused:
        raise
    except Exception:  # zipfile raises errors of several kinds for damaged archives
        raise _unreadable() from None


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _unreadable()
    if any(member.flag_bits & 1 for member in members):
        raise _encrypted()


def _office_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "mimetype" in names and archive.read("mimetype").strip() == ODT:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise _encrypted()
        return "odt"
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    found = [kind for kind, main in OFFICE.items() if main in types]
    if b"macroEnabled" in types:
        raise _active()
    if len(found) != 1:
        raise unknown_kind()
    return found[0]


def _refuse_active(archive: zipfile.ZipFile, depth: int) -> None:
    for member in archive.infolist():
        name = member.filename
        if HARMLESS_BINARIES.search(name):
            continue
        if ACTIVE_MEMBERS.search(name):
            raise _active()
        if EMBEDDED.search(name):
            if depth:
                raise _active()
            check_office(archive.read(member), depth + 1)
            continue
        with archive.open(member) as opened:
            start = opened.read(len(OLE))
        if start == OLE or start.startswith((b"MZ", b"PK\x03\x04", b"\x7fELF")):
            raise _active()
        if name.endswith(".rels") and b"attachedTemplate" in archive.read(member):
            raise _active()  # a template from elsewhere brings its macros along


def check_text(content: bytes) -> None:
    """Raise Refused unless `content` is text: UTF-8, UTF-16 with its mark, or the usual encoding of German Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", text):
            return
    raise unknown_kind()


def unknown_kind() -> Refused:
    text = _("We cannot take this kind of file. Send PDF, Word (docx), Excel (xlsx), ODT, text, CSV, JPEG or PNG.")
    return Refused(text, code="unknown_kind")


def old_office() -> Refused:
    text = _("The file is protected by a password or has an old Office format. Please save it as docx, xlsx or PDF.")
    return Refused(text, code="old_office")
