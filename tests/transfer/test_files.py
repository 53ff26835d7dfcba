"""What people upload: told by its content, limited before it is unpacked, read row after row."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from tests.transfer.conftest import xlsx_file
from transfer.files import BadFile, inspect, read_rows


def told(content: bytes) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(BadFile) as refusal:
        inspect(io.BytesIO(content), len(content))
    return str(refusal.value)


def rows_of(content: bytes) -> list[list[str]]:
    table = inspect(io.BytesIO(content), len(content))
    return [row.cells for row in read_rows(io.BytesIO(content), table.file_format, table.encoding, table.delimiter)]


def changed_workbook(**parts: bytes) -> bytes:
    """Return a workbook with some of its parts replaced or added (a double underscore stands for a slash)."""
    file = io.BytesIO()
    wanted = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    with (
        zipfile.ZipFile(xlsx_file([["Firma"], ["Eins"]])) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *wanted}:
            new.writestr(name, wanted[name] if name in wanted else old.read(name))
    return file.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_delimiter_and_encoding_are_recognised(delimiter, encoding):
    text = f"Firma{delimiter}Straße{delimiter}Ort\nMüller{delimiter}Weg 1{delimiter}Werl\n"

    assert rows_of(text.encode(encoding)) == [["Firma", "Straße", "Ort"], ["Müller", "Weg 1", "Werl"]]


def test_commas_within_semicolon_cells_do_not_mislead():
    text = "Firma;Beschreibung\nA;eins, zwei, drei\nB;vier, fünf, sechs\n"
    assert rows_of(text.encode())[1] == ["A", "eins, zwei, drei"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leer"),
        (b"Firma;Ort\n", "keine Zeilen"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "alte Excel-Datei"),
        (b"%PDF-1.7 ...", "weder eine CSV"),
        (b"\x89PNG\r\n", "weder eine CSV"),
        ("Firma;Ort\nA;B\n".encode("utf-16"), "weder eine CSV"),
        (b"PK\x03\x04 no archive", "beschädigt"),
        (b'Firma;Ort\n"A;B\n' + b"x" * 200_000, "Anführungszeichen"),
    ],
)
def test_other_files_are_refused_with_a_sentence(content, sentence):
    assert sentence in told(content)


def test_the_name_of_a_file_does_not_count():
    workbook = xlsx_file([["Firma"], ["Eins"]], name="liste.csv")
    assert inspect(workbook.file, workbook.size).file_format == "xlsx"


def test_macros_are_refused():
    assert "Makros" in told(changed_workbook(xl__vbaProject_dot_bin=b"code"))


def test_an_archive_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "weder eine CSV" in told(file.getvalue())


def test_an_archive_that_grows_beyond_measure_is_refused_before_it_is_unpacked():
    assert "ungewöhnlich gepackt" in told(changed_workbook(xl__big_dot_xml=b"0" * 60_000_000))
    assert "zu groß" in told(changed_workbook(xl__big_dot_xml=b"0" * 160_000_000))


def test_entities_that_multiply_are_refused():
    lol = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    sheet = lol + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    assert "beschädigt" in told(changed_workbook(xl__worksheets__sheet1_dot_xml=sheet))


def test_a_damaged_sheet_is_refused():
    assert "beschädigt" in told(changed_workbook(xl__worksheets__sheet1_dot_xml=b"<worksheet><sheetData><row>"))


def test_too_large_and_too_long_files_are_refused(settings):
    settings.IMPORT_MAX_MEGABYTES = 1
    assert "höchstens 1 MB" in told(b"Firma;Ort\n" + b"A;B\n" * 300_000)
    settings.IMPORT_MAX_ROWS = 2
    assert "mehr als 2 Zeilen" in told(b"Firma;Ort\nA;B\nC;D\nE;F\n")


def test_formulas_count_with_the_value_that_excel_has_computed_and_never_as_formulas():
    workbook = xlsx_file([["Firma", "Ort"], ["=1+1", "Soest"]])
    rows = list(read_rows(workbook.file, "xlsx"))
    assert rows[1].cells == ["", "Soest"]


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(content):
    try:
        table = inspect(io.BytesIO(content), len(content))
    except BadFile:
        return
    rows = list(read_rows(io.BytesIO(content), table.file_format, table.encoding, table.delimiter))
    assert len(rows) == table.rows + 1


def test_an_upload_is_read_as_django_hands_it_over():
    file = SimpleUploadedFile("liste.csv", "Firma;Ort\nMüller;Werl\n".encode("cp1252"))
    assert inspect(file.file, file.size).headers == ["Firma", "Ort"]
