import io
import zipfile

import hypothesis
import pytest
from django.utils import translation
from hypothesis import strategies as st
from PIL import Image

from files.refusals import Refused
from files.uploads import check_upload
from tests.files import samples
from tests.files.samples import sent

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _short(value) -> str:
    return value if isinstance(value, str) else "content"  # not the bytes: archives hold the time they were made


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("Zeichnung.pdf", samples.pdf(), "Zeichnung.pdf"),
        ("Ablauf.docx", samples.office("docx"), "Ablauf.docx"),
        ("Liste.XLSX", samples.office("xlsx", **{"xl/printerSettings/printerSettings1.bin": b"x"}), "Liste.xlsx"),
        ("Ablauf.odt", samples.odt(), "Ablauf.odt"),
        ("Notiz.txt", "Störung an Halle 3".encode(), "Notiz.txt"),
        ("Notiz.txt", "Störung an Halle 3".encode("cp1252"), "Notiz.txt"),
        ("Notiz.txt", "Störung an Halle 3".encode("utf-16"), "Notiz.txt"),
        ("Teile.csv", b"a;b\r\n1;2\r\n", "Teile.csv"),
        ("Foto.JPG", samples.picture("JPEG"), "Foto.webp"),
        ("Foto.png", samples.picture("PNG"), "Foto.webp"),
        ("Foto.webp", samples.picture("WEBP"), "Foto.webp"),
    ],
    ids=_short,
)
def test_the_usual_files_are_taken(name, content, kept_as):
    assert check_upload(sent(name, content)).name == kept_as


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("Rechnung.exe", samples.pdf(), "Rechnung.exe.pdf"),
        ("seite.html", b"<html><script>alert(1)</script></html>", "seite.html.txt"),
        ("Tabelle.txt", samples.office("xlsx"), "Tabelle.txt.xlsx"),
        ("a\u202egpj.pdf", samples.pdf(), "agpj.pdf"),
        ("x" * 400 + ".pdf", samples.pdf(), "x" * 146 + ".pdf"),
    ],
    ids=_short,
)
def test_the_content_decides_what_a_file_is_called(name, content, kept_as):
    assert check_upload(sent(name, content, "image/png")).name == kept_as


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("active", samples.pdf_with_script()),
        ("active", samples.pdf_with_file()),
        ("active", samples.pdf_that_starts_a_program()),
        ("encrypted", samples.pdf_with_password()),
        ("damaged", samples.pdf()[:200]),
        ("damaged", b"%PDF-1.7\nnothing"),
        ("active", samples.office("docm")),
        ("active", samples.office("docx", **{"word/vbaProject.bin": b"x"})),
        ("active", samples.office("docx", **{"word/activeX/activeX1.xml": b"x"})),
        ("active", samples.office("docx", **{"word/harmless.xml": OLE})),
        ("active", samples.office("docx", **{"word/harmless.xml": b"MZ\x90"})),
        ("active", samples.office("docx", **{"word/_rels/settings.xml.rels": "<r Type='x/attachedTemplate'/>"})),
        ("active", samples.office("docx", **{"word/embeddings/a.xlsx": samples.office("docm")})),
        ("active", samples.odt(**{"Basic/Standard/Module1.xml": b"x"})),
        ("encrypted", samples.odt(manifest="<manifest:encryption-data/>")),
        ("damaged", samples.archive({f"{number}": b"" for number in range(5_001)})),
        ("damaged", samples.office("docx")[:60]),
        ("unknown_kind", samples.archive({"readme.txt": "no Office file"})),
        ("old_office", OLE),
        ("svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("damaged", b"\x89PNG\r\n\x1a\n<script>"),
        ("damaged", samples.picture("JPEG")[:80]),
        ("unknown_kind", samples.picture("GIF")),
        ("unknown_kind", b"MZ\x90\x00\x03\x00"),
        ("empty", b""),
    ],
    ids=_short,
)
def test_what_could_act_or_cannot_be_read_is_refused_with_its_reason(code, content):
    with pytest.raises(Refused) as refused:
        check_upload(sent("harmless.pdf", content))
    assert refused.value.code == code


def test_an_archive_that_unpacks_to_a_mountain_is_refused():
    bomb = io.BytesIO(samples.office("docx"))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as opened, opened.open("word/a.xml", "w") as member:
        for _megabyte in range(210):
            member.write(bytes(1 << 20))
    with pytest.raises(Refused) as refused:
        check_upload(sent("klein.docx", bomb.getvalue()))
    assert (refused.value.code, len(bomb.getvalue()) < 1 << 20) == ("damaged", True)


def test_a_table_behind_a_chart_is_fine():
    content = samples.office("docx", **{"word/embeddings/chart.xlsx": samples.office("xlsx")})
    assert check_upload(sent("Bericht.docx", content)).kind == "docx"


def test_a_photograph_is_stored_upright_and_without_place_or_author():
    stored = check_upload(sent("Foto.jpg", samples.photograph())).content

    opened = Image.open(io.BytesIO(stored))
    assert (opened.format, opened.size) == ("WEBP", (20, 40))
    assert not opened.getexif()
    assert not {word for word in (b"Mondkalb", b"Sumpfdotter", b"EXIF") if word in stored}


def test_what_hangs_behind_a_picture_is_gone():
    content = samples.picture("PNG") + b"<?php system('x');"
    assert b"php" not in check_upload(sent("Foto.png", content)).content


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(settings):
    settings.UPLOAD_MAX_PIXELS = 2_000_000
    content = samples.picture("PNG", size=(2001, 1000), mode="1")
    with translation.override("de"), pytest.raises(Refused, match="Höchstens 2 Millionen"):
        check_upload(sent("riesig.png", content))


def test_a_file_that_is_too_large_is_told_limit_and_size(settings):
    settings.UPLOAD_MAX_MB = 1
    with translation.override("de"), pytest.raises(Refused) as refused:
        check_upload(sent("lang.txt", b"a" * (3 * 1024 * 1024 // 2)))
    assert "1,5\xa0MB" in refused.value.message
    assert "1,0\xa0MB" in refused.value.message


def refuse_everything(content: bytes) -> None:
    raise Refused("infected", code="infected")


def test_the_scanner_of_the_operator_sees_every_file(settings):
    settings.UPLOAD_SCANNER = f"{__name__}.refuse_everything"
    with pytest.raises(Refused, match="infected"):
        check_upload(sent("Notiz.txt", b"Text"))


WHOLE = [
    samples.pdf(),
    samples.pdf_with_script(),
    samples.office("docx", **{"word/document.xml": "<w/>"}),
    samples.odt(),
    samples.picture("PNG"),
    samples.photograph(),
    "Störung an Halle 3".encode(),
]


@hypothesis.given(
    whole=st.sampled_from(WHOLE),
    cut=st.floats(0, 1),
    place=st.floats(0, 1),
    more=st.binary(max_size=40),
    name=st.text(max_size=30).map(lambda text: "a" + text.replace("/", "")),  # Django drops what is no name
)
@hypothesis.settings(max_examples=150, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
def test_a_damaged_or_forged_file_is_taken_or_refused_and_never_breaks(whole, cut, place, more, name):
    at = int(place * len(whole))
    content = (whole[:at] + more + whole[at + len(more) :])[: int(cut * len(whole)) + 1]
    try:
        checked = check_upload(sent(name, content))
    except Refused:
        return
    assert len(checked.name) <= 150
    assert checked.name.endswith(f".{checked.kind}")
