"""Lists of participants with a purpose and an end, papers that screen readers read, and who came from a file."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from accounts.models import ContactRead, PlatformRole
from core.models import LogEntry
from events.models import Attendance, Event, ParticipantList
from events.participation import lists
from events.participation.services import ask_for_list
from tests.events.steps import registered, talk_in
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db
PAGES = ("participant_lists", "badges")
ALL = list(lists.COLUMNS)


@pytest.fixture
def event(people) -> Event:
    event = talk_in("published", people, most_companions=2, format="hybrid")
    registered(event, people.anna.contact, companions=1, names=("Ida Muster",))
    registered(event, ContactFactory(given_name="=1+1", family_name="#set page()", email="formel@example.org"))
    return event


@pytest.fixture(autouse=True)
def _leads_may_export(people):
    for user in (people.lead, people.lead2):
        PlatformRole.objects.create(user=user, role=Role.EXPORTER)


def reads_of(contact) -> set[tuple[str, str]]:
    return set(ContactRead.objects.filter(contact=contact).values_list("reader_role", "place"))


def asked_by(user, event, columns=("name", "organisation", "signature")) -> ParticipantList:
    return ask_for_list(event, columns=columns, purpose="Liste für den Einlass", actor=user)


def url_of(asked: ParticipantList, form: str) -> str:
    return reverse("events:participant_list", args=[asked.pk, form])


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_a_list_says_what_it_is_for_and_is_logged(event, people, sign_in):
    client, url = sign_in("lead"), reverse("events:participant_lists", args=[event.pk])
    assert "Sagen Sie, wofür die Liste ist." in client.post(url, {"columns": ["name"]}).content.decode()

    client.post(url, {"purpose": "Liste für den Einlass", "columns": ["name", "email"]})

    asked = ParticipantList.objects.get()
    assert asked.columns == ["name", "email"]
    client.get(url_of(asked, "csv"))
    assert [entry.verb for entry in LogEntry.objects.about(event).filter(verb__endswith="_list").order_by("pk")] == [
        "ask_for_list",
        "fetch_list",
    ]


def test_a_list_holds_the_chosen_columns_and_never_a_formula(event, people, sign_in):
    text = (
        sign_in("lead").get(url_of(asked_by(people.lead, event, ["name", "email"]), "csv")).content.decode("utf-8-sig")
    )

    assert text.splitlines()[0] == "Name;E-Mail-Adresse"
    assert "Feldkamp, Anna;anna@example.org" in text
    assert "Steinrück" not in text


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
def test_every_column_can_be_fetched_in_every_form(form, event, people, sign_in):
    answer = sign_in("lead").get(url_of(asked_by(people.lead, event, ALL), form))

    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    assert len(answer.content) > 100


def test_a_list_is_for_whoever_asked_until_it_expires(event, people, sign_in):
    asked = asked_by(people.lead, event)

    assert sign_in("lead2").get(url_of(asked, "csv")).status_code == 404
    with time_machine.travel(asked.expires_at + timedelta(minutes=1)):
        assert sign_in("lead").get(url_of(asked, "csv")).status_code == 404
    assert sign_in("lead").get(url_of(asked, "exe")).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_lists_and_badges_need_the_right_that_exports_need(page, event, sign_in):
    url = reverse(f"events:{page}", args=[event.pk])
    assert sign_in("lead").get(url).status_code == 200
    assert "Listen und Namensschilder" in sign_in("lead").get(event.manage_url).content.decode()

    PlatformRole.objects.filter(role=Role.EXPORTER).delete()

    assert sign_in("lead").get(url).status_code == 403
    assert "Listen und Namensschilder" not in sign_in("lead").get(event.manage_url).content.decode()


def test_who_loses_the_right_fetches_no_list_any_more(event, people, sign_in):
    asked = asked_by(people.lead, event)
    PlatformRole.objects.filter(role=Role.EXPORTER).delete()

    assert sign_in("lead").get(url_of(asked, "csv")).status_code == 404


def test_the_right_alone_opens_nothing_to_an_editor(event, people, sign_in):
    PlatformRole.objects.create(user=people.editor, role=Role.EXPORTER)

    assert sign_in("editor").get(reverse("events:participant_lists", args=[event.pk])).status_code == 403


def test_whoever_stands_on_a_list_learns_that_it_was_taken_out(event, people, sign_in):
    asked = asked_by(people.lead, event)
    assert reads_of(people.anna.contact) == set()

    sign_in("lead").get(url_of(asked, "csv"))
    assert reads_of(people.anna.contact) == {("project_lead", "export")}


def test_badges_are_noted_too(event, people, sign_in):
    sign_in("lead").get(reverse("events:badges", args=[event.pk]))

    assert reads_of(people.anna.contact) == {("project_lead", "export")}
    assert LogEntry.objects.about(event).filter(verb="fetch_badges").exists()


@pytest.mark.parametrize(("name", "role"), [("lead", "project_lead"), ("editor", "editor")])
def test_whoever_reads_who_is_registered_is_noted(name, role, event, people, sign_in):
    sign_in(name).get(reverse("events:registrations", args=[event.pk]))

    assert reads_of(people.anna.contact) == {(role, "event")}


def test_whoever_opens_a_registration_is_noted(event, people, sign_in):
    row = event.registrations.get(contact=people.anna.contact)

    sign_in("lead").get(reverse("events:registration", args=[row.pk]))

    assert reads_of(people.anna.contact) == {("project_lead", "event")}


def test_a_printed_list_can_be_read_by_a_screen_reader(event, people):
    content = lists.as_file(asked_by(people.lead, event), "pdf")

    assert "Feldkamp, Anna" in text_of(content)
    assert "#set page()" in text_of(content)  # a name is text, whatever it looks like
    assert "Liste für den Einlass" in text_of(content)
    reader = PdfReader(BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert reader.trailer["/Root"]["/Lang"].startswith("de")
    assert reader.metadata.title == event.title


def test_badges_name_companions_and_no_one_who_stays_online(event, people, sign_in):
    registered(event, people.ben.contact, takes_part_online=True)

    content = sign_in("lead").get(reverse("events:badges", args=[event.pk])).content

    text = text_of(content)
    assert "Anna Feldkamp" in text
    assert "Ida Muster" in text
    assert "Ben Osthoff" not in text


def test_many_badges_take_ten_to_a_page(people):
    event = talk_in("published", people, format="on_site")
    for _number in range(21):
        registered(event)

    assert len(PdfReader(BytesIO(lists.badges_of(event))).pages) == 3


# --- Who came, from a file -----------------------------------------------------------------------------------


def sent(text: str) -> dict:
    return {"file": SimpleUploadedFile("liste.csv", text.encode(), content_type="text/csv")}


def test_a_file_is_shown_before_it_is_stored(event, people, sign_in):
    row = event.registrations.get(email="anna@example.org")
    companion = row.companions.get()
    client, url = sign_in("lead"), reverse("events:attendance_file", args=[event.pk])

    page = client.post(url, sent(f"Name;Kennung\nAnna;ANNA@example.org\nIda;{companion.ticket}\nFremd;x@example.org\n"))

    found = page.context["found"]
    assert found.names == ["Anna Feldkamp", "Ida Muster"]
    assert found.unknown == [4]
    assert not Attendance.objects.exists()

    for _press in range(2):
        client.post(url, {"ticket": list(found.people)})
    assert Attendance.objects.filter(how="file").count() == 2


@pytest.mark.parametrize("text", ["", "Kennung\n", "\x00\x01\x02"])
def test_a_bad_file_is_refused_with_a_sentence(text, event, people, sign_in):
    page = sign_in("lead").post(reverse("events:attendance_file", args=[event.pk]), sent(text))

    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not Attendance.objects.exists()


def test_tickets_of_others_are_left_out(event, people, sign_in):
    other = registered(talk_in("published", people, title="Ein anderer Abend"), people.ben.contact)

    sign_in("lead").post(reverse("events:attendance_file", args=[event.pk]), {"ticket": [other.ticket, "x"]})

    assert not Attendance.objects.exists()
