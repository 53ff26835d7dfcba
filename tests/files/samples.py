"""Files of every kind, made by code: good ones, and what somebody might try."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

PLACE = 34853  # the EXIF block that holds where a photograph was taken


def sent(name: str, content: bytes, media_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, media_type)


def picture(form: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "teal").save(written, form, **options)
    return written.getvalue()


def photograph() -> bytes:
    """Return a JPEG that lies on its side and tells where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x013B] = "Photographed by Mondkalb"
    exif.get_ifd(PLACE)[1] = "N"
    return picture("JPEG", exif=exif, comment=b"Sumpfdotter")


def pdf(change=None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if change:
        change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _action(kind: str, key: str, value: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject(value)})


def pdf_with_script() -> bytes:
    script = _action("/JavaScript", "/JS", "app.alert('x')")
    return pdf(lambda writer: writer.root_object.update({NameObject("/OpenAction"): script}))


def pdf_with_file() -> bytes:
    return pdf(lambda writer: writer.add_attachment("inside.exe", b"MZ"))


def pdf_with_password() -> bytes:
    return pdf(lambda writer: writer.encrypt("secret", algorithm="RC4-128"))


def pdf_that_starts_a_program() -> bytes:
    start = _action("/Launch", "/F", "calc.exe")
    return pdf(lambda writer: writer.pages[0].update({NameObject("/AA"): writer._add_object(start)}))


def archive(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return written.getvalue()


def office(kind: str = "docx", **more: bytes | str) -> bytes:
    main = {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    }[kind]
    return archive({"[Content_Types].xml": f'<Types><Override ContentType="{main}"/></Types>', **more})


def odt(manifest: str = "<manifest/>", **more: bytes | str) -> bytes:
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest, **more})
