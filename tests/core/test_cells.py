"""Cells that spreadsheets read: never computed, and the same after a round trip."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.cells import TRIGGERS, CsvWriter, XlsxWriter, csv_cell, neutral, restored
from transfer.columns import CellProblem, guess_mapping, whole_number
from transfer.subjects.organisations.columns import COLUMNS
from transfer.subjects.organisations.words import size_of

ATTACKS = [
    '=HYPERLINK("http://evil.example")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "＝1+1",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_csv_file_is_a_formula(attack):
    assert csv_cell(attack)[0] == "'"
    assert restored(csv_cell(attack)) == attack


@given(st.text())
def test_neutral_cells_are_restored_exactly(text):
    assert restored(neutral(text)) == text
    assert neutral(text)[:1] not in TRIGGERS


def test_phone_numbers_stay_readable_and_numbers_stay_numbers():
    assert csv_cell("+49 2921 4710") == "'+49 2921 4710"
    assert csv_cell("02921 4710-11") == "02921 4710-11"
    assert (csv_cell(-5), csv_cell(1500), csv_cell(Decimal("-3.50")), csv_cell(2.5)) == ("-5", "1500", "-3,50", "2,5")


def test_german_excel_opens_the_file_right():
    file = io.BytesIO()
    CsvWriter(file).row(["Straße", 1.5, 'sagt "ja"; nein', None])
    assert file.getvalue() == b"\xef\xbb\xbf" + 'Straße;1,5;"sagt ""ja""; nein";\r\n'.encode()


@pytest.mark.parametrize("attack", [*ATTACKS, "#N/A"])
def test_no_cell_of_a_workbook_is_a_formula(attack):
    file = io.BytesIO()
    writer = XlsxWriter(file)
    writer.row([attack, 5])
    writer.close()
    text, number = load_workbook(file).active[1]
    assert (text.data_type, text.value.strip(), number.value) == ("s", attack.strip(), 5)
    assert text.quotePrefix == (attack[0] in TRIGGERS)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=5))
def test_a_row_that_was_written_is_read_as_it_was(cells):
    file = io.BytesIO()
    CsvWriter(file).row(cells)
    [row] = csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline=""), delimiter=";")
    assert [restored(cell) for cell in row] == cells


def test_titles_of_kwis_are_recognised():
    headers = ["Firmenname", "Name 2", "Straße", "PLZ", "Ort", "Ansprechpartner", "Telefon", "E-Mail", "Branche (WZ)"]
    headers += ["Beschäftigte", "Rechtsform", "Ident-Nr.", "Bemerkung", "Beschaeftigte"]
    keys = ["name", "name_addition", "street", "postcode", "city", "contact_name", "contact_phone", "contact_email"]
    keys += ["sectors", "size_class", "legal_form", "foreign_id", "", ""]
    assert guess_mapping(headers, COLUMNS) == keys


def test_a_kept_assignment_goes_first():
    assert guess_mapping(["Ort", "Stadt"], COLUMNS, {"stadt": "city"}) == ["", "city"]


@pytest.mark.parametrize(
    ("text", "number"), [("1.500", 1500), ("1500,00", 1500), ("1 500 €", 1500), ("1.250.000", 1250000), ("7", 7)]
)
def test_german_numbers_are_understood(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["viel", "1,5", "-3", "1.5.2"])
def test_what_is_no_number_is_said(text):
    with pytest.raises(CellProblem):
        whole_number(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("9", "micro"),
        ("unter 10", "micro"),
        ("10 bis 49", "small"),
        ("1.250", "large"),
        ("bis 9 Beschäftigte", "micro"),
    ],
)
def test_numbers_of_employees_become_classes(text, size):
    assert size_of(text) == size
