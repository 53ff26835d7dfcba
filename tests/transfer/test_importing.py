"""The work itself: killed in the middle, done by two at once, taken back."""

import threading
from datetime import timedelta

import pytest
from django.core import serializers
from django.db import connection
from django.utils import timezone

from accounts.models import Contact
from companies.models import Need
from core.models import LogEntry
from core.states import GuardFailed, advance
from organisations.models import Membership, Organisation
from tests.factories import MembershipFactory, NeedFactory, OrganisationFactory
from tests.transfer.conftest import RULES, checked, counts, csv_file, gefak, imported, uploaded
from transfer import importing, services
from transfer.models import ExternalKey, ImportChunk, ImportJob, ImportLine
from transfer.subjects.registry import subject_of

ROWS = 7


def list_of(number: int) -> str:
    rows = (f"{n};Werk {n} GmbH;59494;Soest;Kim Muster{n};kim{n}@werk{n}.example" for n in range(number))
    return "\n".join(["Ident-Nr.;Firma;PLZ;Ort;Ansprechpartner;E-Mail", *rows])


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 3)


def begun(job: ImportJob, actor) -> ImportJob:
    """Return the job as a worker has it that has just begun to import."""
    services.start(job, actor=actor)
    advance(job, "begin_import", actor=None, attempts=job.attempts + 1, heartbeat_at=timezone.now())
    return job


@pytest.mark.django_db
def test_a_worker_that_dies_in_the_middle_loses_no_row_and_repeats_none(people, small_chunks):
    job = begun(checked(csv_file(list_of(ROWS)), people.lead), people.lead)
    subject = subject_of(job)
    first, rows = next(importing.chunks(job, subject))
    importing.do_chunk(job, subject, first, rows)
    job.refresh_from_db()
    assert (job.done, Organisation.objects.filter(name__startswith="Werk").count()) == (3, 3)

    assert importing.take_back_stuck() == []
    assert importing.take_back_stuck(timezone.now() + timedelta(minutes=6)) == [job.pk]
    job = importing.work(job.pk)

    assert (job.state, job.done, counts(job)) == ("done", ROWS, (ROWS, 0, 0, 0))
    assert Organisation.objects.filter(name__startswith="Werk").count() == ROWS
    assert sorted(job.lines.filter(is_check=False).values_list("line", flat=True)) == list(range(2, ROWS + 2))


@pytest.mark.django_db
def test_an_error_in_the_middle_of_a_chunk_leaves_nothing_of_it(people, small_chunks):
    job = begun(checked(csv_file(list_of(ROWS)), people.lead), people.lead)
    subject = subject_of(job)
    turns = importing.chunks(job, subject)
    importing.do_chunk(job, subject, *next(turns))
    first, rows = next(turns)
    ImportLine.objects.create(job=job, is_check=False, line=rows[1].line, outcome="created")  # breaks the last write

    with pytest.raises(Exception, match="importline_once_per_line"):
        importing.do_chunk(job, subject, first, rows)

    job.refresh_from_db()
    assert (job.done, counts(job)) == (3, (3, 0, 0, 0))
    assert Organisation.objects.filter(name__startswith="Werk").count() == 3
    assert ImportChunk.objects.count() == 1


@pytest.mark.django_db
def test_who_has_lost_the_turn_writes_nothing(people, small_chunks):
    job = begun(checked(csv_file(list_of(ROWS)), people.lead), people.lead)
    subject = subject_of(job)
    turns = importing.chunks(job, subject)
    importing.take_back_stuck(timezone.now() + timedelta(minutes=6))
    importing.work(job.pk)
    before = Organisation.objects.count()

    with pytest.raises(importing.Superseded):
        importing.do_chunk(job, subject, *next(turns))
    assert Organisation.objects.count() == before


@pytest.mark.django_db
def test_work_that_fails_again_and_again_is_shown_to_a_person_who_can_go_on(people):
    job = checked(csv_file(list_of(ROWS)), people.lead)
    services.start(job, actor=people.lead)
    storage, name = job.file.storage, job.file.name
    content = job.file.open("rb").read()
    storage.delete(name)
    for _turn in range(importing.MAX_ATTEMPTS):
        importing.work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "FileNotFoundError")

    with storage.open(name, "wb") as file:
        file.write(content)
    services.go_on(job, actor=people.lead)
    assert importing.work(job.pk).state == "done"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_import_each_row_once(people, small_chunks):
    jobs = []
    for _number in range(2):
        job = uploaded(csv_file(list_of(ROWS)), people.lead)
        services.check(job, {**RULES, "mapping": job.mapping}, actor=people.lead)
        importing.work(job.pk)
        job.refresh_from_db()
        services.start(job, actor=people.lead)
        jobs.append(job.pk)
    errors = []

    def run(pk: int) -> None:
        try:
            importing.work(pk)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[pk]) for pk in (*jobs, *jobs)]  # each job twice, two jobs
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert {job.state for job in ImportJob.objects.all()} == {"done"}
    assert Organisation.objects.filter(name__startswith="Werk").count() == ROWS
    assert Contact.objects.filter(email__contains="@werk").count() == ROWS
    totals = [counts(job) for job in ImportJob.objects.all()]
    assert [sum(column) for column in zip(*totals, strict=True)] == [ROWS, 0, ROWS, 0]


def stored() -> str:
    models = (Organisation, Organisation.sectors.through, Membership, Contact, ExternalKey, Need)
    return serializers.serialize("json", [row for model in models for row in model.objects.order_by("pk")])


@pytest.mark.django_db
def test_taking_back_leaves_everything_as_before(people):
    old = OrganisationFactory(name="Mühlenbrück Drehteile GmbH", postcode="59494", verification="pending")
    MembershipFactory(organisation=old)
    before = stored()
    job = imported(gefak(), people.lead)
    assert stored() != before

    services.take_back(job, actor=people.lead)
    job = importing.work(job.pk)

    assert (job.state, job.problems) == ("undone", [])
    assert stored() == before
    assert LogEntry.objects.about(old).filter(verb="undo_import").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["changed", "deleted", "attached", "person", "sectors"])
def test_nothing_is_taken_back_once_somebody_has_worked_on_it(people, what):
    job = imported(gefak(), people.lead)
    firm = Organisation.objects.get(name="Mühlenbrück Drehteile GmbH")
    if what == "changed":
        firm.about = "Neu"
        firm.save()
    elif what == "deleted":
        Organisation.objects.get(name__startswith="Bäckerei").delete()
    elif what == "attached":
        NeedFactory(organisation=firm, contact=firm.contacts.first(), created_by=people.lead)
    elif what == "person":
        firm.contacts.filter(family_name="Süßmilch").update(phone="anders")
    else:
        firm.sectors.clear()
    before = stored()

    services.take_back(job, actor=people.lead)
    job = importing.work(job.pk)

    assert job.state == "done"
    assert len(job.problems) == 1, job.problems
    assert stored() == before


@pytest.mark.django_db
def test_after_its_time_only_the_counts_remain(people):
    job = imported(gefak(), people.lead)
    storage, name = job.file.storage, job.file.name

    assert not ImportJob.objects.expired(timezone.now()).exists()
    services.expire_import(ImportJob.objects.expired(job.expires_at).get())
    job.refresh_from_db()

    assert (job.is_purged, job.lines.count(), job.chunks.count(), counts(job)) == (True, 0, 0, (5, 1, 0, 0))
    assert job.state == "done"
    with pytest.raises(GuardFailed):
        services.take_back(job, actor=people.lead)
    assert not ImportJob.objects.expired(job.expires_at).exists()
    assert storage.exists(name)  # deleted once the transaction is committed


@pytest.mark.django_db
def test_discarding_deletes_the_file(people, django_capture_on_commit_callbacks):
    job = checked(gefak(), people.lead)
    storage, name = job.file.storage, job.file.name
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(job, actor=people.lead)
    assert (job.state, storage.exists(name), job.lines.count()) == ("discarded", False, 0)
