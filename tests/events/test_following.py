"""What follows an event: the own calendar, notes, feedback, slides, minutes and what was taken on."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from companies.models import Need, NeedDraft
from core.models import CaseEvent
from core.states import GuardFailed, InvalidTransition
from events.following import calendar, feedback, guests, material, minutes, notes, outcome
from events.following import letters as feedback_letters
from events.following.figures import figures_of
from events.models import ActionItem, Attendance, Event, EventFile, EventNote, Feedback
from events.registering.links import own_link
from events.services import publishing
from files.uploads import check_upload
from links.models import SignedLink
from mail.links import absolute, sign_links
from mail.models import OutboxMessage
from scheduling.models import Timer
from scheduling.sweeping import sweep
from tests.companies import visiting
from tests.events.steps import event_in, registered
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db

PDF_TEXT = b"Folien: drei Beispiele\n"


def letters(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=f"event.{kind}").order_by("pk"))


def path_of(link: SignedLink) -> str:
    from django.conf import settings

    return sign_links(absolute(link.path)).removeprefix(settings.BASE_URL)


def ended(event: Event, *, ago: timedelta = timedelta(hours=3)) -> Event:
    """Return `event` as if it had ended some time ago."""
    end = timezone.now() - ago
    event.dates.update(starts_at=end - timedelta(hours=2), ends_at=end)
    return Event.objects.get(pk=event.pk)


def entries(content: bytes) -> list:
    return Calendar.from_ical(content).walk("VEVENT")


def slides(name: str = "folien.txt"):
    return check_upload(SimpleUploadedFile(name, PDF_TEXT))


# --- The own calendar ------------------------------------------------------------------------------------


def test_a_calendar_program_follows_the_events_of_a_person_without_signing_in(people, client):
    mine, other = event_in("published", people), event_in("published", people, title="Anderes")
    registered(mine, people.anna.contact)
    registered(other)

    response = client.get(calendar.renew(people.anna.contact).path)

    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "private" in response["Cache-Control"]
    assert not response.cookies
    (entry,) = entries(response.content)
    assert "Fachimpuls Maschinendaten" in entry["SUMMARY"]
    again = client.get(response.request["PATH_INFO"], headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_calendar_speaks_the_language_of_the_person(people, client):
    event = event_in("published", people, title_en="Machine data")
    people.anna.contact.language = "en"
    people.anna.contact.save()
    registered(event, people.anna.contact)

    assert "Machine data" in client.get(calendar.renew(people.anna.contact).path).content.decode()


def test_a_cancelled_event_is_struck_out_for_a_month_and_then_gone(people):
    event = event_in("published", people)
    registered(event, people.anna.contact)
    publishing.cancel(event, note="Krank.", actor=people.lead)

    (entry,) = entries(calendar.as_calendar(people.anna.contact))
    assert entry["STATUS"] == "CANCELLED"

    Event.objects.filter(pk=event.pk).update(state_changed_at=timezone.now() - timedelta(days=31))
    assert entries(calendar.as_calendar(people.anna.contact)) == []


def test_a_new_address_ends_the_old_one(people, client):
    client.force_login(people.anna)
    page = reverse("events:my_calendar")
    assert client.get(page).status_code == 200
    client.post(page)
    first = people.anna.contact.event_calendar.path
    client.post(page)
    people.anna.contact.event_calendar.refresh_from_db()
    client.logout()

    assert client.get(first).status_code == 404
    assert client.get(people.anna.contact.event_calendar.path).status_code == 200


def test_logs_do_not_say_the_address_of_a_calendar():
    from dzm.settings.logs import drop_personal_data

    said = drop_personal_data(None, "info", {"request": "GET /events/my/abcDEF123.ics"})

    assert "abcDEF123" not in said["request"]


def test_letters_name_the_calendar_of_whoever_has_one(people):
    event = event_in("published", people)
    calendar.renew(people.anna.contact)
    address = absolute(people.anna.contact.event_calendar.path)

    registered(event, people.anna.contact)
    registered(event, people.clara.contact)

    bodies = [letter.body_text for letter in letters("registered")]
    assert [address in body for body in bodies] == [True, False]


def test_the_question_after_an_event_names_the_calendar_too(people):
    event = event_in("published", people)
    row = registered(event, people.anna.contact)
    calendar.renew(people.anna.contact)
    ended(event)

    feedback_letters.please_answer(row, SignedLink.objects.filter(contact=row.contact).first())

    assert absolute(people.anna.contact.event_calendar.path) in letters("feedback")[0].body_text


# --- The own page afterwards ---------------------------------------------------------------------------


def test_the_own_page_leads_to_slides_and_summary_after_the_event(people, client):
    event = event_in("published", people)
    row = registered(event)
    path = path_of(own_link(row))
    assert "?material=1" not in client.get(path).content.decode()

    event = ended(event)
    assert "erscheinen hier" in client.get(path).content.decode()
    outcome.add_file(event, title="Folien von Ida", upload=slides(), is_public=False, actor=people.lead)
    outcome.write_summary(event, text="Gut war es.", text_en="", publish=True, actor=people.lead)

    page = client.get(path).content.decode()
    assert "?material=1" in page
    assert f"{event.get_absolute_url()}#outcome" in page
    material_page = client.get(path, {"material": "1"}).content.decode()
    assert "Folien von Ida" in material_page
    file = re.search(r'href="([^"]*\?file=\d+)"', material_page)[1]
    assert b"".join(client.get(file).streaming_content) == PDF_TEXT


def test_whoever_had_no_place_reads_no_slides_on_the_own_page(people, client):
    event = event_in("published", people, capacity=1)
    registered(event)
    waiting = registered(event)
    event = ended(event)
    outcome.add_file(event, title="Folien von Ida", upload=slides(), is_public=False, actor=people.lead)

    page = client.get(path_of(own_link(waiting)), {"material": "1"}).content.decode()

    assert "Folien von Ida" not in page


# --- Notes -------------------------------------------------------------------------------------------------


def running(people, **fields) -> Event:
    return event_in("published", people, days=(0,), **fields)


@pytest.fixture
def unhurried(settings):
    settings.PUBLIC_FORM_SECONDS = 0


def opened(client, url: str) -> str:
    return client.get(url).context["form"]["opened"].value()


def test_a_guest_leaves_an_offer_by_the_code_on_the_table_and_is_answered(people, client, unhurried):
    event = running(people)
    url = reverse("events:note", args=[event.slug])
    typed = {"text": "Ich kann 3D-Druck zeigen.", "name": "Gesine Gast", "email": "gast@example.org"}

    response = client.post(url, {**typed, "opened": opened(client, url)})

    assert response.url == reverse("events:note_sent", args=[event.slug])
    note = EventNote.objects.get()
    assert (note.event, note.kind, note.state, note.noted_by) == (event, "competence", "open", None)
    (letter,) = letters("note_received")
    assert "3D-Druck" not in letter.body_text
    assert CaseEvent.objects.get(kind="event_note").attributes["note"] == "competence"


def test_what_a_guest_typed_wrongly_is_kept(people, client, unhurried):
    url = reverse("events:note", args=[running(people).slug])

    response = client.post(url, {"text": "Ich kann löten.", "email": "kein", "opened": opened(client, url)})

    assert "Ich kann löten." in response.content.decode()
    assert not EventNote.objects.exists()


def test_long_after_the_event_nobody_leaves_a_note(people, client):
    event = ended(event_in("published", people), ago=timedelta(days=20))

    assert "opened" not in client.get(reverse("events:note", args=[event.slug])).content.decode()
    with pytest.raises(GuardFailed):
        notes.note_offer(event, text="x", name="y", email="z@example.org")


def test_a_need_that_is_taken_down_at_an_event_is_listed_there(people, client):
    from tests.cases import need_in

    event, need = running(people), need_in("submitted", people)
    notes.need_was_told(need, notes.origin_of(event), people.lead)
    notes.need_was_told(need, notes.origin_of(event), people.lead)

    note = EventNote.objects.get()
    assert (note.event, note.need, note.kind, note.state) == (event, need, "need", "done")
    client.force_login(people.lead)
    assert need.title in client.get(reverse("events:notes", args=[event.pk])).content.decode()
    client.force_login(people.editor)
    assert need.title not in client.get(reverse("events:notes", args=[event.pk])).content.decode()


def test_the_capture_page_opens_for_an_event_with_the_channel_chosen(people, client):
    event = running(people)
    client.force_login(people.lead)

    form = client.get(reverse("companies:need_capture"), {"origin": notes.origin_of(event)}).context["form"]

    assert (form["kind"].value(), form["origin"].value()) == ("event", f"event-{event.code}")


def led_from_the_table(client, event: Event) -> str:
    """Follow the code on the table to the form for needs; return its address, as the link on the page has it."""
    page = client.get(reverse("events:note", args=[event.slug])).content.decode()
    return unescape(re.search(rf'href="({reverse("companies:register_need")}\?origin=[^"]*)"', page)[1])


def hidden_in(client, url: str) -> dict[str, str]:
    """Return what the form of needs at `url` carries hidden, the token aside."""
    form = re.search(r'<form[^>]*id="register".*?</form>', client.get(url).content.decode(), re.DOTALL)[0]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def told_at(client, url: str) -> Need:
    """Fill in the public form that begins at `url`, and confirm it by the mail; return the need."""
    typed = {**hidden_in(client, url), **visiting.ABOUT}
    assert visiting.take(client, "need", typed).status_code == 302
    visiting.take(client, "frame", visiting.FRAME)
    visiting.take(client, "company", visiting.company())
    visiting.send(client)
    Client().post(visiting.link_in(visiting.mailed("need_draft.confirm")))
    return Need.objects.latest("pk")


def test_a_need_that_a_guest_tells_by_the_code_on_the_table_knows_its_event(people, client, unhurried):
    event = running(people)

    need = told_at(client, led_from_the_table(client, event))

    note = EventNote.objects.get()
    assert (note.event, note.need, note.kind, note.state) == (event, need, "need", "done")


def test_what_the_browser_saves_by_itself_keeps_the_event(people, client, unhurried):
    url = led_from_the_table(client, running(people))
    hidden = hidden_in(client, url)
    client.post(reverse("companies:register_draft"), {**hidden, **visiting.ABOUT, "step": "register_need"})

    assert NeedDraft.objects.get().origin == hidden["origin"]
    need = told_at(client, reverse("companies:register_need"))

    assert EventNote.objects.get().need == need


def test_a_draft_begun_at_home_learns_of_the_event_later(people, client, unhurried):
    visiting.take(client, "need", visiting.ABOUT)
    event = running(people)

    need = told_at(client, led_from_the_table(client, event))

    assert EventNote.objects.get(need=need).event == event


def test_a_second_need_of_the_same_browser_knows_the_event_too(people, client, unhurried):
    event = running(people)
    told_at(client, led_from_the_table(client, event))
    url = led_from_the_table(client, event)
    client.get(url, follow=True)

    need = told_at(client, url)

    assert EventNote.objects.filter(event=event).count() == 2
    assert EventNote.objects.get(need=need).event == event


def test_a_need_that_staff_take_down_at_an_event_knows_it(people, client):
    event = running(people)
    client.force_login(people.lead)
    page = client.get(reverse("events:notes", args=[event.pk])).content.decode()
    url = unescape(re.search(rf'href="({reverse("companies:need_capture")}\?origin=[^"]*)"', page)[1])
    form = client.get(url).context["form"]
    typed = {
        "form_key": uuid4(),
        "organisation": people.other_company.pk,
        "person": people.dora.contact.pk,
        "kind": form["kind"].value(),
        "origin": form["origin"].value(),
        "description": "Im Lager stimmt der Bestand nie.",
        "title": "",
        "confidentiality": "anonymous",
        "language": "de",
        "consent": "spoken",
        "consent_at": "",
        "save": "1",
    }

    client.post(reverse("companies:need_capture"), typed)

    note = EventNote.objects.get()
    assert (note.event, note.need, note.noted_by) == (event, Need.objects.get(), people.lead)


def test_an_origin_that_nobody_knows_is_no_harm(people):
    from tests.cases import need_in

    assert notes.need_was_told(need_in("submitted", people), "event-nowhere", people.lead) is None


def test_staff_settle_a_note_and_open_it_again(people, client):
    note = notes.note_offer(running(people), text="Kann löten.", name="Gesine", actor=people.lead)
    client.force_login(people.lead)
    url = reverse("events:note_settle", args=[note.pk])
    states = []
    for step in ("settle", "reopen", "discard"):
        client.post(url, {"step": step})
        states.append(EventNote.objects.get().state)

    assert states == ["done", "open", "discarded"]
    assert letters("note_received") == []


# --- Feedback ------------------------------------------------------------------------------------------------


def asked(people, number: int = 1) -> tuple[Event, list]:
    event = event_in("published", people)
    rows = [registered(event) for _each in range(number)]
    event = ended(event, ago=timedelta(days=1))
    feedback.ask(event)
    return event, rows


def test_who_came_is_asked_on_the_working_day_after_the_end_and_once(people, time_machine):
    event = event_in("published", people)
    registered(event)
    timer = Timer.objects.get(kind="event.feedback")
    assert timer.due_at > event.ends_at
    assert timer.due_at.date().weekday() < 5

    time_machine.move_to(timer.due_at + timedelta(minutes=1))
    sweep()
    sweep()

    assert len(letters("feedback")) == 1


def test_nobody_is_asked_about_an_event_of_long_ago(people):
    event = event_in("published", people)
    registered(event)

    with pytest.raises(InvalidTransition):
        feedback.ask(ended(event, ago=timedelta(days=40)))
    assert letters("feedback") == []


def test_an_answer_is_anonymous_unless_the_person_wants_a_call(people, client):
    event, _rows = asked(people, 2)
    first, second = SignedLink.objects.filter(purpose="event.feedback").order_by("pk")

    client.post(path_of(first), {"usefulness": "5", "missing": "Mehr Zeit."})
    client.post(path_of(second), {"usefulness": "2", "may_call": "on"})

    found = {row.usefulness: row for row in Feedback.objects.filter(event=event)}
    assert (found[5].registration, found[5].missing) == (None, "Mehr Zeit.")
    assert found[2].registration_id == second.subject_id


def test_looking_at_the_questions_writes_nothing_and_each_answers_once(people, client):
    asked(people)
    link = SignedLink.objects.get(purpose="event.feedback")
    client.get(path_of(link))
    assert not Feedback.objects.exists()

    for _number in range(2):
        client.post(path_of(link), {"usefulness": "4"})
    assert Feedback.objects.count() == 1


def test_no_average_is_shown_below_three_answers(people):
    event, rows = asked(people, 3)
    for row in rows[:2]:
        feedback.answer(row, usefulness=5, missing="", may_call=False)
    assert feedback.figures_of(event).average is None

    feedback.answer(rows[2], usefulness=2, missing="", may_call=False)

    figures = feedback.figures_of(event)
    assert (figures.answers, figures.average) == (3, 4.0)
    assert sum(number for _label, number in figures.rows) == 3


def test_figures_know_who_stayed_away_only_where_somebody_noted_who_came(people):
    event, rows = asked(people, 3)
    assert (figures_of(event).registered, figures_of(event).turnout) == (3, [])

    Attendance.objects.create(registration=rows[0], date=event.dates.get(), how="ticket", checked_by=people.lead)

    (turnout,) = figures_of(event).turnout
    assert (turnout.came, turnout.missing) == (1, 2)
    assert list(guests.who_came(event)) == rows[:1]


# --- Slides and summary ----------------------------------------------------------------------------------------


def test_slides_for_the_registered_are_hidden_from_others(people, client):
    event = event_in("published", people)
    registered(event, people.anna.contact)
    for title, is_public in (("Folien", True), ("Liste", False)):
        outcome.add_file(event, title=title, upload=slides(), is_public=is_public, actor=people.lead)
    page = client.get(event.get_absolute_url()).content.decode()
    assert "Folien" in page
    assert "Liste" not in page
    for_all, inner = (
        reverse("events:file", args=[event.slug, EventFile.objects.get(title=title).pk])
        for title in ("Folien", "Liste")
    )

    assert (client.get(for_all).status_code, client.get(inner).status_code) == (200, 404)
    client.force_login(people.anna)
    assert b"".join(client.get(inner).streaming_content) == PDF_TEXT
    client.force_login(people.dora)
    assert client.get(inner).status_code == 404


def test_the_link_to_the_slides_is_never_used_up(people, client):
    event = event_in("published", people)
    registration = registered(event)
    file = outcome.add_file(event, title="Folien", upload=slides(), is_public=False, actor=people.lead)
    path = path_of(material.material_link(registration))

    for _number in range(2):
        assert "Folien" in client.get(path).content.decode()
    assert b"".join(client.get(path, {"file": file.pk}).streaming_content) == PDF_TEXT
    assert client.get(path, {"file": "999999"}).status_code == 404


def test_the_summary_is_public_once_staff_say_so(people, client):
    event = ended(event_in("published", people))
    text = "Drei Betriebe wollen es ausprobieren."
    client.force_login(people.lead)
    url = reverse("events:afterwards", args=[event.pk])
    client.post(url, {"text": text, "text_en": ""})
    client.logout()
    assert text not in client.get(event.get_absolute_url()).content.decode()

    client.force_login(people.lead)
    client.post(url, {"text": text, "text_en": "", "publish": "on"})
    client.logout()
    assert text in client.get(event.get_absolute_url()).content.decode()


def test_a_file_is_added_and_deleted_on_the_page(people, client, django_capture_on_commit_callbacks):
    event = event_in("published", people)
    client.force_login(people.lead)
    upload = BytesIO(PDF_TEXT)
    upload.name = "folien.txt"
    client.post(reverse("events:file_add", args=[event.pk]), {"title": "Folien", "upload": upload})
    file = EventFile.objects.get()
    storage, name = file.file.storage, file.file.name
    assert storage.exists(name)
    assert not file.is_public

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("events:file_remove", args=[file.pk]))
    assert not EventFile.objects.exists()
    assert not storage.exists(name)


# --- Minutes -------------------------------------------------------------------------------------------------------


def held(people) -> tuple[Event, list]:
    event = event_in("published", people, kind="round_table")
    rows = [registered(event, people.anna.contact), registered(event)]
    return ended(event), rows


def test_approved_minutes_are_sent_to_those_who_were_there_and_stay(people):
    event, _rows = held(people)
    minutes.write(event, text="Es ging um Förderung.\n\nNächstes Mal: Strom.", actor=people.lead)
    item = minutes.add_item(
        event,
        text="Liste der Programme schicken",
        owner=people.anna.contact,
        owner_name="",
        due_on=timezone.localdate() + timedelta(days=10),
        actor=people.lead,
    )

    assert minutes.approve(event, actor=people.lead) == 2

    assert item.who == people.anna.contact.full_name
    first = letters("minutes")[0]
    assert "Es ging um Förderung." in first.body_text
    assert "Liste der Programme schicken" in first.body_text
    with pytest.raises(GuardFailed):
        minutes.write(event, text="Anders.", actor=people.lead)
    with pytest.raises(InvalidTransition):
        minutes.approve(event, actor=people.lead)


def test_minutes_are_read_by_link_or_signed_in(people, client):
    event, rows = held(people)
    minutes.write(event, text="Es ging um Förderung.", actor=people.lead)
    path, own = path_of(material.material_link(rows[0])), reverse("events:my_material", args=[rows[0].pk])
    assert "Förderung" not in client.get(path).content.decode()
    minutes.approve(event, actor=people.lead)

    assert "Förderung" in client.get(path).content.decode()
    client.force_login(people.anna)
    assert "Förderung" in client.get(own).content.decode()
    client.force_login(people.dora)
    assert client.get(own).status_code == 404


def item_of(people, event: Event, *, days: int = 10, contact=None) -> ActionItem:
    return minutes.add_item(
        event,
        text="Liste schicken",
        owner=contact or people.anna.contact,
        owner_name="",
        due_on=timezone.localdate() + timedelta(days=days),
        actor=people.lead,
    )


def test_the_owner_is_reminded_and_marks_it_done_by_link(people, client, time_machine):
    event, _rows = held(people)
    item = item_of(people, event)
    timer = Timer.objects.get(kind="event.item_remind")
    time_machine.move_to(timer.due_at + timedelta(minutes=1))
    sweep()
    assert len(letters("item_remind")) == 1
    link = SignedLink.objects.get(purpose="event.item")
    client.get(path_of(link))
    item.refresh_from_db()
    assert item.state == "open"

    client.post(path_of(link), {"note": "Ist verschickt."})

    item.refresh_from_db()
    assert (item.state, item.done_note) == ("done", "Ist verschickt.")
    assert not Timer.objects.filter(kind="event.item_overdue", state="waiting").exists()


def test_the_organiser_hears_of_what_is_overdue(people, time_machine):
    event, _rows = held(people)
    item_of(people, event)
    timer = Timer.objects.get(kind="event.item_overdue")

    time_machine.move_to(timer.due_at + timedelta(minutes=1))
    sweep()

    assert people.lead.email in str(letters("item_overdue.lead")[0].to)


def test_what_is_open_from_earlier_meetings_stands_on_the_page_of_the_next(people, client):
    from events.enums import Repeat
    from events.services import series

    first = event_in("draft", people, kind="round_table")
    last_day = timezone.localdate() + timedelta(days=120)
    later = series.make_series(first, repeat=Repeat.MONTHS, interval=1, last_day=last_day, actor=people.lead)
    first.refresh_from_db()
    item = item_of(people, first)
    client.force_login(people.lead)
    url = reverse("events:minutes", args=[later[0].pk])
    assert item in client.get(url).context["earlier"]

    client.post(
        reverse("events:item_settle", args=[item.pk]), {"step": "finish", "note": "Erledigt", "back": later[0].pk}
    )

    assert item not in client.get(url).context["earlier"]


def test_somebody_without_an_address_here_can_take_something_on_too(people, client):
    event, _rows = held(people)
    client.force_login(people.lead)
    typed = {"text": "Raum suchen", "owner_name": "Frau Muster", "due_on": "2030-01-15"}

    client.post(reverse("events:item_add", args=[event.pk]), typed)

    item = ActionItem.objects.get()
    assert (item.who, item.owner) == ("Frau Muster", None)
    assert not Timer.objects.filter(kind="event.item_remind").exists()
    without = client.post(reverse("events:item_add", args=[event.pk]), {**typed, "owner_name": ""})
    assert "Raum suchen" in without.content.decode()


def test_municipalities_see_no_names(people, client):
    town = people.partner.platform_roles.get().municipality
    event = event_in("published", people, municipality=town)
    client.force_login(people.partner)

    assert client.get(reverse("events:afterwards", args=[event.pk])).status_code == 200
    for name in ("notes", "minutes", "figures"):
        assert client.get(reverse(f"events:{name}", args=[event.pk])).status_code == 403


def test_the_sheet_carries_a_code_that_a_phone_reads(people, client):
    event = event_in("published", people)
    client.force_login(people.lead)

    page = client.get(reverse("events:note_sheet", args=[event.pk])).content.decode()

    assert "<svg" in page
    assert reverse("events:note", args=[event.slug]) in page


def test_somebody_new_is_no_owner_of_others(people):
    event, _rows = held(people)
    from events.following.forms import ItemForm

    form = ItemForm({"text": "x", "owner": ContactFactory().pk, "due_on": "2030-01-15"}, case=event)

    assert "owner" in form.errors
