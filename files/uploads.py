"""What comes in: told by its content, not by its name, and made harmless or refused."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from files import documents, images
from files.refusals import Refused, megabytes, refuse_above

NAME_LENGTH = 150
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "webp": "image/webp",
}
ENDINGS = {"webp": {"jpg", "jpeg", "png", "webp"}}  # of what is stored as something else
ACCEPT = ".pdf,.docx,.xlsx,.odt,.txt,.csv,.jpg,.jpeg,.png,.webp"
IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


@dataclass(frozen=True)
class CheckedUpload:
    """A file that may be stored. `name` is the original one with the ending that its content has."""

    name: str
    kind: str
    content: bytes

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_upload(uploaded: UploadedFile) -> CheckedUpload:
    """Return what may be stored of `uploaded`. Raises Refused with a sentence for the sender."""
    content = read_within(uploaded, megabytes(settings.UPLOAD_MAX_MB))
    kind, stored = _examine(content, uploaded.name)
    return CheckedUpload(_name_with_ending(uploaded.name, kind), kind, stored)


def read_within(uploaded: UploadedFile, limit: int) -> bytes:
    """Return the content of a file of at most `limit` bytes; the operator's scanner has seen it. Raises Refused."""
    refuse_above(uploaded.size, limit)
    uploaded.seek(0)
    content = uploaded.read()
    if not content:
        raise Refused(_("The file is empty."), code="empty")
    if settings.UPLOAD_SCANNER:
        import_string(settings.UPLOAD_SCANNER)(content)
    return content


def _examine(content: bytes, name: str) -> tuple[str, bytes]:
    if content.startswith(IMAGES):
        return "webp", images.reencode(content)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        documents.check_pdf(content)
        return "pdf", content
    if content.startswith(b"PK\x03\x04"):
        return documents.check_office(content), content
    if content.startswith(documents.OLE):
        raise documents.old_office()
    if re.search(rb"<svg[\s>]", content[:4096], re.I):
        raise Refused(_("SVG drawings can hold scripts. Please save the picture as PNG."), code="svg")
    documents.check_text(content)
    return "csv" if name.lower().endswith(".csv") else "txt", content


def _name_with_ending(name: str, kind: str) -> str:
    """Return a readable name without control or direction characters that ends in what the file is."""
    readable = "".join(character for character in name if character.isprintable()).strip()
    stem = PurePath(readable or "file")
    if stem.suffix.lower().removeprefix(".") in ENDINGS.get(kind, {kind}):
        stem = stem.with_suffix("")
    return f"{str(stem)[: NAME_LENGTH - len(kind) - 1]}.{kind}"
