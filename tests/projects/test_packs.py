"""The funder pack: frozen, the same bytes for ever, complete, and without anybody's name."""

import datetime
import hashlib
import json
import subprocess
import sys
import zipfile
from decimal import Decimal
from io import BytesIO, StringIO
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from openpyxl import load_workbook
from pypdf import PdfReader

from core.models import CaseEvent, LogEntry
from projects.counting import Period
from projects.enums import PackFormat
from projects.models import FunderPack
from projects.packing.content import canonical
from projects.packing.render import render
from projects.services import remove_entry, save_narrative
from tests.projects.steps import activity, dnm, fact, indicator, of_event, one_of_each, pack, position, voucher

pytestmark = pytest.mark.django_db


def frozen_of(made: FunderPack) -> dict:
    return json.loads(made.content)


def table(made: FunderPack, key: str) -> list[list]:
    return next(each for each in frozen_of(made)["tables"] if each["key"] == key)["rows"]


def file(made: FunderPack, form: str) -> bytes:
    return bytes(made.files.get(format=form).content)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def full(people):
    """A project with something in every table."""
    one_of_each(people)
    fact("introduced")
    fact("need_registered")
    fact("success", "2019-08-01 12:00")
    of_event("event_held")
    of_event("event_attended")
    save_narrative(dnm(), {"purpose": "Das Netzwerk steht.\r\n\r\nEs wächst."}, actor=people.lead)
    return people


def test_rendered_at_another_time_and_in_another_language_the_files_are_the_same_bytes(full):
    made = pack(full.lead)
    later = timezone.now() + datetime.timedelta(days=400)
    with patch.object(timezone, "now", return_value=later), translation.override("en"):
        again = render(frozen_of(made))
    assert {form: sha(data) for form, data in again.items()} == dict(made.files.values_list("format", "sha256"))


def test_rendered_in_another_process_the_files_are_the_same_bytes(full):
    made = pack(full.lead)
    program = (
        "import sys, json, hashlib, django; django.setup();"
        "from projects.packing.render import render;"
        "files = render(json.loads(sys.stdin.read()));"
        "print(json.dumps({str(k.value): hashlib.sha256(v).hexdigest() for k, v in files.items()}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=made.content,
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == dict(made.files.values_list("format", "sha256"))


def test_checksums_are_those_of_content_and_files(full):
    made = pack(full.lead)
    assert made.sha256 == sha(made.content.encode())
    assert canonical(frozen_of(made)) == made.content
    assert {each.format: each.sha256 for each in made.files.all()} == {
        form: sha(file(made, form)) for form in PackFormat
    }


def test_what_changes_afterwards_is_in_the_next_version_only(full):
    first = pack(full.lead)
    before = {form: file(first, form) for form in PackFormat}
    fact("introduced", number=2)
    voucher("2", "100", dnm().costpositions.get())
    save_narrative(dnm(), {"purpose": "Neu."}, actor=full.lead)
    remove_entry(dnm().milestones.get(), actor=full.lead)
    second = pack(full.lead)
    first.refresh_from_db()
    assert {form: file(first, form) for form in PackFormat} == before
    assert (first.number, second.number) == (1, 2)
    assert (len(table(first, "vermittlungen")), len(table(second, "vermittlungen"))) == (1, 2)
    assert (len(table(first, "meilensteine")), len(table(second, "meilensteine"))) == (1, 0)
    assert table(second, "kostenplan")[0] == ["Personal", "1000.00", "112.50", "887.50"]


@pytest.mark.parametrize("noun", ["pack", "file"])
def test_the_database_refuses_to_change_or_drop_a_pack(full, noun):
    made = pack(full.lead)
    rows = FunderPack.objects.filter(pk=made.pk) if noun == "pack" else made.files.all()
    for change in (lambda: rows.update(sha256="0" * 64), lambda: rows._raw_delete("default")):
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            change()
    assert rows.exists()


def test_the_archive_holds_everything_and_its_manifest_is_true(full):
    made = pack(full.lead)
    with zipfile.ZipFile(BytesIO(file(made, "zip"))) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        assert {each["name"]: each["sha256"] for each in manifest["files"]} == {
            name: sha(archive.read(name)) for name in names if name not in ("manifest.json", "SHA256SUMS")
        }
        assert archive.read("dnm-nachweis-1.pdf") == file(made, "pdf")
        assert archive.read("dnm-nachweis-1.xlsx") == file(made, "xlsx")
        assert archive.read("inhalt.json").decode() == made.content
        sums = archive.read("SHA256SUMS").decode().splitlines()
        vouchers = archive.read("tabellen/04-belegliste.csv").decode("utf-8-sig")
    assert len(sums) == len(names) - 2
    assert vouchers.splitlines()[1] == "Personal;06.05.2019;1;Druckerei Beispiel;;12,50"


def test_the_pdf_is_pdf_ua_and_says_headings_numbers_and_texts(full):
    reader = PdfReader(BytesIO(file(pack(full.lead), "pdf")))
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert reader.trailer["/Root"]["/Lang"] == "de"
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for said in ("Das Netzwerk steht.", "Zusammenarbeit mit den Hubs", "Belegliste", "200.000,00", "Cartec GmbH"):
        assert said in text


def test_the_workbook_has_a_sheet_per_table_with_numbers_as_numbers(full):
    made = pack(full.lead)
    book = load_workbook(BytesIO(file(made, "xlsx")))
    assert len(book.sheetnames) == len(frozen_of(made)["tables"])
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    rows = list(book.worksheets[3].iter_rows(values_only=True))
    assert rows[1][1] == datetime.datetime(2019, 5, 6)
    assert Decimal(str(rows[1][5])) == Decimal("12.5")


def test_a_text_that_looks_like_a_formula_stays_a_text(people):
    voucher("=1+1", "5", position(), payee="@SUM(A1)")
    made = pack()
    sheet = load_workbook(BytesIO(file(made, "xlsx"))).worksheets[3]
    assert (sheet["C2"].data_type, sheet["C2"].value) == ("s", "=1+1")
    with zipfile.ZipFile(BytesIO(file(made, "zip"))) as archive:
        assert ";'=1+1;'@SUM(A1);" in archive.read("tabellen/04-belegliste.csv").decode("utf-8-sig")


def test_nobody_of_the_staff_and_no_firm_is_named(full):
    made = pack(full.lead)
    contact = full.lead.contact
    for word in (contact.family_name, contact.email, full.company.name, full.startup.name, "Besuch"):
        assert word not in made.content
    assert table(made, "stunden")[0] == ["2019-05", "Person 1", "1.50"]
    assert [(each.number, each.user) for each in made.persons.all()] == [(1, full.lead)]


def test_cases_have_a_running_number_and_no_id(people):
    fact("introduced", number=987654)
    fact("success", "2019-08-01 12:00", number=987654)
    made = pack()
    assert "987654" not in made.content
    (row,) = table(made, "vermittlungen")
    assert row[:2] == [1, "2019-05"]
    assert row[2].startswith("C ")
    assert row[4] == "Kreis Soest"
    assert row[-1] == "Erfolg"


def test_a_place_is_named_only_when_three_firms_of_the_list_are_there(people):
    for number in (1, 2):
        fact("introduced", number=number)
    assert {row[4] for row in table(pack(), "vermittlungen")} == {"Kreis Soest"}
    fact("introduced", number=3)
    assert {row[4] for row in table(pack(), "vermittlungen")} == {"Soest"}


def test_two_cases_of_one_firm_do_not_make_a_place_larger(people):
    for number in (1, 2, 3):
        CaseEvent.objects.filter(pk=fact("introduced", number=number).pk).update(organisation_id=1)
    assert {row[4] for row in table(pack(), "vermittlungen")} == {"Kreis Soest"}


def test_each_indicator_of_cases_brings_as_many_rows_as_its_number(full):
    for number in (2, 3):
        fact("need_registered", number=number)
    made = pack()
    (row,) = table(made, "kennzahlen")
    assert row[1:4] == ["10.00", "3.00", 30]
    assert len(table(made, "nachweis-needs")) == 3


def test_an_interim_pack_ends_where_it_says(people):
    costs = position()
    voucher("1", "10", costs, paid_on=datetime.date(2018, 12, 31))
    voucher("2", "20", costs, paid_on=datetime.date(2019, 1, 1))
    activity(people.lead, 60, datetime.date(2018, 12, 31))
    activity(people.lead, 60, datetime.date(2019, 1, 1))
    year = pack(period=Period(datetime.date(2018, 1, 1), datetime.date(2018, 12, 31)))
    assert [row[2] for row in table(year, "belegliste")] == ["1"]
    assert table(year, "stunden")[-1][-1] == "1.00"
    assert [row[2] for row in table(pack(), "belegliste")] == ["1", "2"]


def test_the_whole_proof_shows_what_was_paid_after_the_end(people):
    voucher("9", "20", position(), paid_on=datetime.date(2020, 2, 1))
    assert [row[2] for row in table(pack(), "belegliste")] == ["9"]


def test_vouchers_stand_by_kind_of_cost_and_in_time_order(people):
    first, second = position(), position("Reisen", "50")
    second.position = 2
    second.save()
    voucher("3", "1", second, paid_on=datetime.date(2018, 1, 2))
    voucher("2", "1", first, paid_on=datetime.date(2019, 1, 2))
    voucher("1", "1", first, paid_on=datetime.date(2018, 3, 2))
    assert [row[2] for row in table(pack(), "belegliste")] == ["1", "2", "3"]


def test_the_proof_is_in_german_whatever_the_reader_speaks(full):
    with translation.override("en"):
        made = pack(full.lead)
    assert frozen_of(made)["title"].startswith("Verwendungsnachweis")


def test_an_empty_project_has_a_pack_as_well(people):
    made = pack()
    assert all(each["rows"] == [] for each in frozen_of(made)["tables"])
    assert PdfReader(BytesIO(file(made, "pdf"))).pages


def test_the_command_makes_a_version_and_writes_its_files(full, tmp_path):
    out = StringIO()
    call_command("make_funder_pack", "dnm", folder=tmp_path, stdout=out)
    made = FunderPack.objects.get()
    assert (tmp_path / "dnm-nachweis-1.zip").read_bytes() == file(made, "zip")
    assert made.sha256 in out.getvalue()
    assert LogEntry.objects.about(made).get().verb == "make_funder_pack"


def test_the_command_names_the_projects_there_are(people):
    with pytest.raises(CommandError, match="dnm"):
        call_command("make_funder_pack", "dmn")


def test_indicators_of_the_same_kind_are_refused(people):
    indicator("needs")
    with pytest.raises(IntegrityError), transaction.atomic():
        indicator("needs")
