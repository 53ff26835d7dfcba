"""The copy of the own data: complete, only the own, readable, fetched by the person alone, gone after some days."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.consents import current_text
from accounts.enums import ConsentPurpose
from accounts.models import Contact
from core.personal import holdings
from core.retention import jobs
from mail.models import OutboxMessage
from privacy import copies
from privacy.archive import build
from privacy.copies import make, request_copy, take_back_stuck
from privacy.enums import CopyState
from privacy.models import DataCopy
from privacy.people import Person
from privacy.titles import COLUMNS, NOUNS, TABLES
from tests.cases import introduction_in, need_in

pytestmark = pytest.mark.django_db

# Registered for an erasure only: nothing of their rows is shown.
IN_NO_COPY = {"accounts.User_groups", "accounts.User_user_permissions", "privacy.HeldRecord", "accounts.Contact"}
SAME_IN_BOTH = {"name", "website", "browser"}  # words that German has taken over


def archive_of(user, language: str = "de") -> dict[str, str]:
    packed = ZipFile(BytesIO(build(Person.of(Contact.objects.get(user=user)), language=language)))
    return {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}


def tables_of(files: dict[str, str]) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for purpose in json.loads(files["data.json"])["purposes"]:
        for table in purpose["tables"]:
            found.setdefault(table["model"], []).extend(table["rows"])
    return found


def test_a_copy_holds_every_model_that_says_something_about_the_person(people, traces):
    person = Person.of(people.anna.contact)
    wanted = {
        holding.label
        for holding in holdings()
        if holding.shown and person.rows_in(holding).filter(holding.among).exists()
    }
    tables = tables_of(archive_of(people.anna))
    assert set(tables) == wanted
    assert {"accounts.Consent", "matchmaking.ContactDisclosure", "matchmaking.Introduction", "core.LogEntry"} <= wanted


def test_a_copy_holds_consents_releases_and_scores(people, traces):
    tables = tables_of(archive_of(people.anna))
    texts = {row["text"]["sha256"]: row for row in tables["accounts.Consent"] if "text" in row}
    assert current_text(ConsentPurpose.NEED_ON_BEHALF).sha256 in texts, "what was agreed to on the phone is there, too"
    consent = texts[traces.company_consent.text.sha256]
    assert consent["text"]["sha256"] == traces.company_consent.text.sha256
    assert consent["text"]["de"] == traces.company_consent.text.text_de
    assert tables["matchmaking.ContactDisclosure"][0]["recipient"] == people.startup.name
    assert {row["number"] for row in tables["matchmaking.Introduction"]} >= {traces.number}
    assert all("score" in row for row in tables["matchmaking.Introduction"])


def test_a_copy_holds_nothing_of_others(people, traces):
    """What the other side wrote, how to reach colleagues, and who decided stay out; a letter the person received is
    the person's, whatever it says."""
    case = traces
    type(case).objects.filter(pk=case.pk).update(dismiss_note="Wolkenmolch", decline_note="Nebelhorn")
    OutboxMessage.objects.all().delete()
    text = "".join(archive_of(people.anna).values())
    for foreign in ("ben@example.org", "Osthoff", "clara@example.org", "Winterberg", "Wolkenmolch", "Nebelhorn"):
        assert foreign not in text, foreign
    assert "anna@example.org" in text


def test_two_people_of_one_case_each_get_their_own_part(people):
    introduction_in("awaiting_company", people)
    assert "matchmaking.Introduction" in tables_of(archive_of(people.anna))
    assert "matchmaking.Introduction" not in tables_of(archive_of(people.clara))  # not asked yet


def test_secrets_are_left_out(people, traces):
    files = archive_of(people.anna)
    assert people.anna.password not in "".join(files.values())
    assert "password" not in json.loads(files["data.json"])["purposes"][0]["tables"][0]["rows"][0]


def test_the_page_to_read_is_escaped_and_in_the_language_of_the_person(people):
    need = need_in("draft", people)
    type(need).objects.filter(pk=need.pk).update(title="<script>alert(1)</script>")
    page = archive_of(people.anna)["index.html"]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "Kopie Ihrer Daten" in page
    assert "Copy of your data" in archive_of(people.anna, "en")["index.html"]


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "＝HYPERLINK(1)"])
def test_the_tables_open_in_a_spreadsheet_and_run_nothing(people, title):
    need = need_in("draft", people)
    type(need).objects.filter(pk=need.pk).update(title=title)
    files = archive_of(people.anna)
    rows = list(csv.reader(StringIO(files["tables/companies_need.csv"]), delimiter=";"))
    assert f"'{title}" in rows[1]


def test_a_copy_is_made_in_the_background_and_fetched_by_the_person_alone(people, confirmed, sign_in):
    client = confirmed("anna")
    assert client.post(reverse("privacy:copy_request")).status_code == 302
    copy = DataCopy.objects.get(user=people.anna)
    assert copy.state == CopyState.QUEUED
    assert make(copy.pk)
    assert not make(copy.pk)
    copy.refresh_from_db()
    url = copy.get_absolute_url()
    assert url in client.get(reverse("privacy:own")).content.decode()
    response = client.get(url)
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "index.html" in ZipFile(BytesIO(b"".join(response.streaming_content))).namelist()
    for other in ("ben", "lead", "operator"):
        assert sign_in(other).get(url).status_code == 404
    letter = OutboxMessage.objects.get(kind="privacy.copy_ready")
    assert str(copy.key) not in letter.body_text


def test_asking_for_a_copy_needs_the_password(people, sign_in):
    response = sign_in("anna").post(reverse("privacy:copy_request"))
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not DataCopy.objects.exists()


def test_a_link_expires_and_the_file_goes(people, sign_in):
    copy = request_copy(people.anna)
    make(copy.pk)
    copy.refresh_from_db()
    assert timedelta(days=6) < copy.expires_at - timezone.now() <= timedelta(days=7, minutes=1)
    DataCopy.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert sign_in("anna").get(copy.get_absolute_url()).status_code == 404
    job = jobs()["data_copy"]
    [due] = job.due(timezone.localdate())
    job.carry_out(list(due))
    assert not DataCopy.objects.exists()
    assert not copy.file.storage.exists(copy.file.name)


def test_one_copy_at_a_time(people):
    assert request_copy(people.anna) == request_copy(people.anna)


def test_a_copy_of_a_lost_worker_is_made_again(people):
    copy = request_copy(people.anna)
    long_ago = timezone.now() - timedelta(hours=1)
    DataCopy.objects.update(state=CopyState.RUNNING, heartbeat_at=long_ago, requested_at=long_ago)
    assert take_back_stuck() == [copy.pk]
    assert make(copy.pk)


def test_a_copy_that_fails_says_so(people, monkeypatch, sign_in):
    copy = request_copy(people.anna)
    monkeypatch.setattr(copies, "build", lambda *args, **kwargs: 1 / 0)
    assert not make(copy.pk)
    copy.refresh_from_db()
    assert (copy.state, copy.error) == (CopyState.FAILED, "ZeroDivisionError")
    assert "konnte nicht erstellt werden" in sign_in("anna").get(reverse("privacy:own")).content.decode()


def test_people_without_cases_get_a_copy_too(people):
    tables = tables_of(archive_of(people.editor))
    assert {"accounts.Contact", "accounts.User", "accounts.PlatformRole"} <= set(tables)


def test_everything_in_a_copy_has_a_name_in_german(db):
    """A table or column without one would stand there as the code calls it."""
    with_people = [each for each in holdings() if each.subject or each.addresses]
    assert {each.label for each in with_people if not each.has_acted} <= set(TABLES) | IN_NO_COPY
    assert {each.label for each in holdings() if each.has_acted} <= set(NOUNS) | set(TABLES)
    nameless = set()
    for holding in (each for each in with_people if each.label not in IN_NO_COPY):
        for name in set(holding.shown) - set(COLUMNS):
            title = holding.model._meta.get_field(name).verbose_name
            with translation.override("en"):
                english = str(title)
            if str(title) == english and name not in SAME_IN_BOTH:
                nameless.add(f"{holding.label}.{name}")
    assert nameless == set()
