"""Data goes out: with a right, for a purpose, logged, for a time; and comes back unchanged."""

import csv
import hashlib
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import Role
from accounts.models import ContactRead, PlatformRole
from core.models import LogEntry
from organisations.models import Organisation
from tests.cases import need_in, offer_in
from tests.conftest import fresh
from tests.factories import OrganisationFactory
from tests.transfer.conftest import PURPOSE, counts, exported, gefak, imported
from transfer import exporting, services
from transfer.models import ExportJob

pytestmark = pytest.mark.django_db


def rows_of(job: ExportJob) -> list[dict[str, str]]:
    text = job.file.open("rb").read().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("subject", ["organisations", "needs", "offers"])
def test_what_goes_out_comes_back_and_changes_nothing(people, exporter, subject, file_format):
    imported(gefak(), people.lead)
    OrganisationFactory(
        name="=Gefahr GmbH",
        about='Zeile eins\n"zwei"; drei',
        about_en="Line one\ntwo",
        city="'s Hertog",
        postcode="59494",
    )
    OrganisationFactory(name="Ort ohne Gemeinde", region=people.provider.region, municipality=None, postcode="44137")
    for state in ("submitted", "qualified", "closed_unsolved"):
        need_in(state, people)
    for state in ("submitted", "published"):
        offer_in(state, people)
    job = exported(exporter, subject, file_format)
    content = job.file.open("rb").read()
    assert job.rows > 1

    back = SimpleUploadedFile(f"zurück.{file_format}", content)
    result = imported(back, people.lead, subject, mode="update", erases=True, changes_verified=True)

    assert counts(result) == (0, 0, job.rows, 0), [
        (line.line, line.messages) for line in result.lines.filter(is_check=False).exclude(outcome="skipped")
    ]


def test_a_file_is_written_with_its_digest(people, exporter):
    job = exported(exporter)
    content = job.file.open("rb").read()
    assert (job.state, job.sha256, job.size) == ("done", hashlib.sha256(content).hexdigest(), len(content))
    assert job.rows == Organisation.objects.count() == len(rows_of(job))


def test_formulas_do_not_get_into_a_file(people, exporter):
    OrganisationFactory(name='=HYPERLINK("http://evil.example")')
    assert "'=HYPERLINK" in exported(exporter).file.open("rb").read().decode("utf-8-sig")
    sheet = load_workbook(exported(exporter, file_format="xlsx").file.open("rb")).active
    assert {cell.data_type for row in sheet for cell in row if cell.value} <= {"s", "n", "d"}


def test_conditions_narrow_the_rows(people, exporter):
    assert [row["Name"] for row in rows_of(exported(exporter, region="dortmund"))] == [people.provider.name]
    assert [row["Name"] for row in rows_of(exported(exporter, q="drehteile"))] == [people.company.name]
    assert rows_of(exported(exporter, state="pending")) == []


def test_contacts_go_out_only_where_the_person_sees_them(people):
    PlatformRole.objects.create(user=people.far_lead, role=Role.EXPORTER)
    rows = rows_of(exported(fresh(people.far_lead), "contacts"))
    assert [row["E-Mail-Adresse"] for row in rows] == [people.carl.contact.email]


@pytest.mark.parametrize("person", ["anna", "lead", "far_lead", "editor", "partner", "operator", None])
def test_nobody_exports_without_the_right(people, sign_in, person):
    response = sign_in(person).post(reverse("transfer:export_new"), {"purpose": PURPOSE})
    assert response.status_code == (302 if person is None else 403)
    assert not ExportJob.objects.exists()


@pytest.mark.parametrize("person", ["anna", "editor", "operator"])
def test_the_right_alone_opens_nothing_to_who_does_not_work_on_cases(people, sign_in, person):
    PlatformRole.objects.create(user=getattr(people, person), role=Role.EXPORTER)
    assert sign_in(person).get(reverse("transfer:export_new")).status_code == 403


def test_who_loses_the_right_gets_no_file_any_more(people, exporter, sign_in):
    job = exported(exporter)
    waiting = services.request_export(
        subject="needs", columns=["id"], conditions={}, file_format="csv", purpose=PURPOSE, actor=exporter
    )
    PlatformRole.objects.filter(role=Role.EXPORTER).delete()

    assert sign_in("lead").get(reverse("transfer:export_download", args=[job.pk])).status_code == 403
    for _turn in range(exporting.MAX_ATTEMPTS):
        exporting.work(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error, bool(waiting.file)) == ("failed", "NoRight", False)


@pytest.mark.parametrize(("purpose", "wanted"), [("", 0), ("kurz", 0), ("          x", 0), (PURPOSE, 1)])
def test_an_export_needs_a_purpose_and_keeps_what_was_typed(exporter, sign_in, purpose, wanted):
    url = reverse("transfer:export_new") + "?subject=needs"
    response = sign_in("lead").post(
        url, {"purpose": purpose, "columns": ["id", "title"], "file_format": "xlsx", "q": "Dreh"}
    )

    assert ExportJob.objects.count() == wanted
    if not wanted:
        assert response.context["form"]["q"].value() == "Dreh"
        assert response.context["form"]["columns"].value() == ["id", "title"]


def test_each_download_is_logged(exporter, sign_in):
    job = exported(exporter)
    response = sign_in("lead").get(reverse("transfer:export_download", args=[job.pk]))

    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")
    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    job.refresh_from_db()
    assert job.downloads == 1
    entry = LogEntry.objects.about(job).get(verb="download")
    assert (entry.actor, entry.details) == (exporter, {"rows": job.rows, "sha256": job.sha256})


@pytest.mark.parametrize(
    ("person", "list_status", "file_status"), [("lead2", 200, 403), ("operator", 200, 403), ("far_lead", 403, 403)]
)
def test_others_see_that_it_happened_but_not_the_file(people, exporter, sign_in, person, list_status, file_status):
    job = exported(exporter)
    client = sign_in(person)
    page = client.get(reverse("transfer:export_list"))

    assert page.status_code == list_status
    assert (PURPOSE in page.content.decode()) == (list_status == 200)
    assert client.get(reverse("transfer:export_download", args=[job.pk])).status_code == file_status


def test_an_exporting_region_lead_does_not_learn_of_the_exports_of_others(people, exporter, sign_in):
    job = exported(exporter)
    PlatformRole.objects.create(user=people.far_lead, role=Role.EXPORTER)
    client = sign_in("far_lead")
    assert client.get(reverse("transfer:export_list")).context["page_obj"].paginator.count == 0
    assert client.get(reverse("transfer:export_detail", args=[job.pk])).status_code == 404


def test_whoever_is_in_an_exported_list_finds_out(exporter, people):
    exported(exporter, "contacts")
    exported(exporter, "organisations")

    read = ContactRead.objects.filter(contact=people.anna.contact)
    assert [(row.reader, row.place) for row in read] == [(exporter, "export")]


def test_files_expire(exporter, sign_in, django_capture_on_commit_callbacks):
    job = exported(exporter)
    storage, name = job.file.storage, job.file.name
    assert not ExportJob.objects.expired(timezone.now()).exists()
    ExportJob.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert sign_in("lead").get(reverse("transfer:export_download", args=[job.pk])).status_code == 403  # at once
    with django_capture_on_commit_callbacks(execute=True):
        services.expire_export(ExportJob.objects.expired(timezone.now()).get())
    assert not ExportJob.objects.expired(timezone.now()).exists()

    job.refresh_from_db()
    assert (job.state, bool(job.file), storage.exists(name), job.rows > 0) == ("expired", False, False, True)


def test_an_export_whose_worker_died_is_written_by_another(exporter):
    job = services.request_export(
        subject="organisations", columns=["id"], conditions={}, file_format="csv", purpose=PURPOSE, actor=exporter
    )
    ExportJob.objects.filter(pk=job.pk).update(state="running", attempts=1, heartbeat_at=timezone.now())
    assert exporting.work(job.pk) is None
    assert exporting.take_back_stuck(timezone.now() + timedelta(minutes=6)) == [job.pk]
    assert exporting.work(job.pk).state == "done"
    assert exporting.work(job.pk) is None


def test_the_log_of_an_export_holds_no_values(exporter):
    exported(exporter)
    assert "Steinrück" not in str(list(LogEntry.objects.values_list("details", flat=True)))
