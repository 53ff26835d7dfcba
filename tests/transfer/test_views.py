"""The pages of imports: upload, assign, look, start, watch, report."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organisations.models import Organisation
from tests.factories import OrganisationFactory
from tests.transfer.conftest import checked, counts, csv_file, gefak, imported, uploaded
from transfer import importing, services
from transfer.models import ImportJob, SavedMapping

pytestmark = pytest.mark.django_db
RULES = {"mode": "both", "source": "kwis", "verification": "pending", "kind": "company", "aim": "seek"}


def columns_of(job: ImportJob, **more) -> dict:
    return {f"column_{place}": key for place, key in enumerate(job.mapping)} | RULES | more


def test_a_lead_takes_a_list_in_from_upload_to_report(people, sign_in):
    client = sign_in("lead")
    response = client.post(reverse("transfer:import_new"), {"subject": "organisations", "file": gefak()})
    job = ImportJob.objects.get()
    columns = reverse("transfer:import_columns", args=[job.pk])
    assert response.url == columns
    page = client.get(columns).content.decode()
    assert "Möhnestraße" in page
    assert "Windows-1252" in page

    assert client.post(columns, columns_of(job, save_as="KWIS")).url == job.get_absolute_url()
    assert "data-hx-get" in client.get(job.get_absolute_url()).content.decode()
    importing.work(job.pk)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "6 Zeilen übernehmen" in page
    assert "Mühlenbrück Drehteile GmbH" in page

    assert client.post(reverse("transfer:import_start", args=[job.pk])).url == job.get_absolute_url()
    job = importing.work(job.pk)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Import zurücknehmen" in page
    report = client.get(reverse("transfer:import_report", args=[job.pk]))
    text = b"".join(report.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "Zeile;Ergebnis;Nummer im Portal;Name oder Titel;Hinweise"
    assert f"2;angelegt;{job.lines.get(line=2, is_check=False).object_id};Mühlenbrück" in text
    assert SavedMapping.objects.get().columns["ident nr"] == "foreign_id"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.csv", b""), "leer"),
        (SimpleUploadedFile("a.csv", b"%PDF-1.7 and more"), "weder eine CSV-Datei"),
        (None, "Wählen Sie eine Datei"),
    ],
)
def test_a_wrong_file_is_refused_and_keeps_the_choice(people, sign_in, file, sentence):
    data = {"subject": "needs"} | ({"file": file} if file else {})
    response = sign_in("lead").post(reverse("transfer:import_new"), data)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert response.context["form"]["subject"].value() == "needs"
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"column_2": "name"}, "zweimal gewählt"),
        ({"column_1": "", "column_0": ""}, "mindestens eine dieser Spalten"),
        ({"source": ""}, "Kurznamen"),
        ({"column_1": "nonsense"}, "gültige Auswahl"),
        ({"mode": "destroy"}, "gültige Auswahl"),
    ],
)
def test_errors_of_the_assignment_are_told_and_keep_what_was_chosen(people, sign_in, changes, sentence):
    job = uploaded(gefak(), people.lead)
    response = sign_in("lead").post(
        reverse("transfer:import_columns", args=[job.pk]), columns_of(job, save_as="Mein Name", **changes)
    )

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert response.context["form"]["save_as"].value() == "Mein Name"
    job.refresh_from_db()
    assert job.state == "uploaded"


def test_a_kept_assignment_is_taken_over(people, sign_in):
    job = uploaded(csv_file("Bezeichnung X;Y\nA;B\n"), people.lead)
    saved = SavedMapping.objects.create(
        subject="organisations", name="Liste", columns={"bezeichnung x": "name", "y": "city"}, saved_by=people.lead
    )
    response = sign_in("lead").get(reverse("transfer:import_columns", args=[job.pk]), {"saved": saved.pk})
    assert [response.context["form"][f"column_{place}"].value() for place in range(2)] == ["name", "city"]


def test_the_preview_shows_what_would_change(people, sign_in):
    OrganisationFactory(name="Alt GmbH", postcode="59494", city="Soest", street="Weg 1")
    job = checked(csv_file("Firma;PLZ;Straße\nAlt GmbH;59494;Weg 2\n"), people.lead)
    [row] = sign_in("lead").get(job.get_absolute_url()).context["preview"]
    assert [(str(fact.label), fact.old, fact.new) for fact in row.facts] == [
        ("Straße und Hausnummer", "Weg 1", "Weg 2")
    ]


def test_lines_are_narrowed_by_outcome(people, sign_in):
    job = imported(csv_file("Firma;PLZ;Ort\nEins GmbH;59494;Soest\nZwei GmbH;x;Soest\n"), people.lead)
    page = sign_in("lead").get(job.get_absolute_url(), {"outcome": "failed"})
    assert [line.line for line in page.context["page_obj"]] == [3]


def test_the_progress_turns_into_the_result(people, sign_in):
    job = uploaded(gefak(), people.lead)
    services.check(job, {"mapping": job.mapping, "mode": "both", "source": "kwis"}, actor=people.lead)
    client, url = sign_in("lead"), reverse("transfer:import_status", args=[job.pk])
    assert "0 von 6 Zeilen" in client.get(url, headers={"HX-Request": "true"}).content.decode()
    importing.work(job.pk)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == job.get_absolute_url()


def test_an_import_is_started_once(people, sign_in):
    job = checked(gefak(), people.lead)
    client, url = sign_in("lead"), reverse("transfer:import_start", args=[job.pk])
    client.post(url)
    importing.work(job.pk)
    number = Organisation.objects.count()
    client.post(url)

    assert importing.work(job.pk) is None
    assert Organisation.objects.count() == number


def test_taking_back_is_a_step_of_the_page(people, sign_in):
    number = Organisation.objects.count()
    job = imported(gefak(), people.lead)
    client = sign_in("lead2")
    client.post(reverse("transfer:import_take_back", args=[job.pk]))
    importing.work(job.pk)
    page = client.get(job.get_absolute_url()).content.decode()

    assert "Zurückgenommen am" in page
    assert Organisation.objects.count() == number
    assert counts(job) == (5, 1, 0, 0)


def test_lists_take_the_same_queries_for_one_and_for_many(people, sign_in, queries):
    client, url = sign_in("lead"), reverse("transfer:import_list")
    imported(gefak(), people.lead)
    client.get(url)
    with queries() as few:
        client.get(url)
    for _number in range(3):
        uploaded(gefak(), people.lead)
    with queries() as many:
        client.get(url)
    assert len(few) == len(many)
