"""Registering a need without an account: the steps, what they keep, and who is kept out."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Contact
from companies.models import NeedDraft
from companies.public_intake import drafts, services
from core.models import LogEntry
from mail.models import OutboxMessage
from privacy.retention import run
from tests.companies.visiting import (
    ABOUT,
    ADDRESS,
    SEND,
    URL,
    link_in,
    mailed,
    send,
    take,
    walk,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _patient(settings):
    settings.PUBLIC_FORM_SECONDS = 0


@pytest.fixture
def client() -> Client:
    return Client()


def test_each_button_keeps_what_was_typed(client):
    take(client, "need", {"description": "Zu kurz", "title": "T"})
    assert client.get(reverse(URL("need"))).context["form"]["description"].value() == "Zu kurz"
    take(client, "need", ABOUT)
    assert take(client, "frame", {"goal": "Ziel", "time_frame": "xx"}, "back").url == reverse(URL("need"))
    assert client.get(reverse(URL("frame"))).context["form"]["goal"].value() == "Ziel"
    assert take(client, "company", {"org_name": "Wieland"}, "later").url == reverse(URL("later"))
    assert client.get(reverse(URL("company"))).context["form"]["org_name"].value() == "Wieland"


def test_a_step_asks_only_for_its_own_fields_on_a_page_one_can_go_back_to(client):
    sent = take(client, "need", {"description": "", "title": "Stundenzettel"})
    page = client.get(sent.url)
    assert list(page.context["form"].errors) == ["description"]
    assert page.context["form"]["title"].value() == "Stundenzettel"
    assert 'role="alert"' in page.content.decode()


def test_a_mistake_in_a_correction_leads_back_to_the_last_step_all_the_same(client):
    walk(client)
    sent = client.post(f"{reverse(URL('need'))}?check=1", {"description": "", "next": "1"})
    assert client.post(sent.url, {**ABOUT, "next": "1"}).url == reverse(URL("send"))


def test_topics_are_recognised_from_the_first_step(client):
    take(client, "need", ABOUT)
    page = client.get(reverse(URL("frame")))
    words = [word for suggestion in page.context["form"].suggestions for word in suggestion.words]
    assert words
    assert not any(suggestion.is_chosen for suggestion in page.context["form"].suggestions)


def test_a_correction_from_the_last_step_leads_back_to_it(client):
    walk(client)
    response = client.post(f"{reverse(URL('need'))}?check=1", {**ABOUT, "next": "1"})
    assert response.url == reverse(URL("send"))


def test_the_last_step_names_what_is_missing_and_chooses_nothing_beforehand(client):
    take(client, "need", ABOUT)
    page = client.get(reverse(URL("send")))
    assert page.content.decode().count(" checked") == 0
    assert [step.url_name for step in page.context["unfinished"]] == ["companies:register_company"]
    assert "fehlt" in send(client).content.decode()
    assert not OutboxMessage.objects.exists()


def test_the_draft_is_saved_while_typing(client):
    response = client.post(reverse(URL("draft")), {"step": "register_need", "description": "Halb fertig"})
    assert "Uhr" in response.json()["saved"]
    assert NeedDraft.objects.get().first("description") == "Halb fertig"


def shown(client: Client, step: str) -> dict:
    """Return what the page of a step sends back when nobody has touched it."""
    page = client.get(reverse(URL(step)))
    form = page.context["form"]
    return {"seen": page.context["seen"]} | {name: form[name].value() or "" for name in form.fields}


def test_two_windows_of_one_person_do_not_undo_each_other(client):
    take(client, "need", ABOUT)
    first, second = shown(client, "need"), shown(client, "need")
    take(client, "need", second | {"description": "Im zweiten Fenster steht jetzt ein längerer Satz."}, "back")
    take(client, "need", first | {"title": "Im ersten Fenster"}, "back")
    draft = NeedDraft.objects.get()
    assert draft.first("description") == "Im zweiten Fenster steht jetzt ein längerer Satz."
    assert draft.first("title") == "Im ersten Fenster"
    take(client, "need", first | {"description": "Und hier etwas anderes als dort."}, "back")
    assert NeedDraft.objects.get().first("description") == "Und hier etwas anderes als dort."


def test_choices_of_the_other_window_stay(client):
    take(client, "need", ABOUT)
    first, second = shown(client, "frame"), shown(client, "frame")
    take(client, "frame", second | {"budget": "10k", "topics": ["ki"]}, "back")
    take(client, "frame", first | {"goal": "Ein Ziel."}, "back")
    draft = NeedDraft.objects.get()
    assert (draft.first("budget"), draft.content["topics"], draft.first("goal")) == ("10k", ["ki"], "Ein Ziel.")


def test_saving_while_typing_tells_what_the_window_shows(client):
    """What one window saves while typing must not make it overwrite what it has not touched."""
    take(client, "need", ABOUT)
    first, second = shown(client, "need"), shown(client, "need")
    take(client, "need", second | {"title": "Anders"}, "back")
    said = {"step": "register_need", **first, "description": "Halb fertig getippt"}
    answer = client.post(reverse(URL("draft")), said).json()
    client.post(reverse(URL("draft")), said | {"seen": answer["seen"], "description": "Halb fertig getippt, dann ganz"})
    draft = NeedDraft.objects.get()
    assert (draft.first("title"), draft.first("description")) == ("Anders", "Halb fertig getippt, dann ganz")


def test_too_much_text_is_refused_and_shown_again(client):
    response = take(client, "need", {"description": "a " * 20_000, "title": ""})
    assert response.status_code == 413
    assert "a a a" in response.content.decode()
    assert not NeedDraft.objects.exists()


def test_no_page_tells_whether_an_address_is_known(people):
    pages = []
    for address in (people.anna.email, "nobody@example.org"):
        visitor = Client()
        walk(visitor, email=address)
        page = send(visitor).content.decode()
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page).replace(address, "X"))
    assert pages[0] == pages[1]


def test_the_mails_before_the_proof_hold_nothing_that_was_typed(client):
    walk(client, given_name="Kaufdas", family_name="Zwirnfaden", org_name="Xenolith AG")
    send(client)
    services.send_link(NeedDraft.objects.get())
    for message in OutboxMessage.objects.all():
        text = message.subject + message.body_text + message.body_html
        assert not any(word in text for word in ("Kaufdas", "Zwirnfaden", "Xenolith", "Drehmaschinen"))


def test_nobody_fills_the_mailbox_of_somebody_else(client):
    walk(client)
    statuses = [send(client).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert OutboxMessage.objects.filter(kind="need_draft.confirm").count() == 5


def test_drafts_are_begun_only_so_often_from_one_network():
    statuses = {take(Client(), "need", ABOUT).status_code for _ in range(30)}
    assert statuses == {302}
    response = take(Client(), "need", ABOUT)
    assert response.status_code == 429
    assert ABOUT["description"] in response.content.decode()


def test_programs_are_kept_out_where_mails_are_sent(client):
    walk(client)
    assert take(client, "send", SEND | {"trap": "x"}).status_code == 200
    assert not OutboxMessage.objects.exists()


def test_the_cookie_is_for_this_form_alone_and_cannot_be_forged(client):
    take(client, "need", ABOUT)
    cookie = client.cookies[drafts.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/register-need/")
    stranger = Client()
    stranger.cookies[drafts.COOKIE] = Signer(salt="x").sign(f"{NeedDraft.objects.get().key}:")
    assert stranger.get(reverse(URL("frame"))).status_code == 302


def test_the_address_stands_in_no_url_and_no_log(client, people, caplog):
    with caplog.at_level("DEBUG"):
        walk(client)
        page = send(client)
        Client().post(link_in(mailed("need_draft.confirm")), follow=True)
    paths = [urlsplit(url).path for url, _status in page.redirect_chain]
    assert not any("@" in path or "Wieland" in path for path in paths)
    assert not [
        record for record in caplog.records if ADDRESS in record.getMessage() or "Wieland" in record.getMessage()
    ]
    assert not [entry for entry in LogEntry.objects.values_list("details", flat=True) if ADDRESS in str(entry)]


def test_a_draft_ends_after_its_period(client):
    take(client, "need", ABOUT)
    NeedDraft.objects.update(saved_at=timezone.now() - timedelta(days=200))
    assert client.get(reverse(URL("frame"))).status_code == 302
    run()
    assert not NeedDraft.objects.exists()


def test_members_and_leads_are_led_to_their_own_form(sign_in, people):
    assert sign_in("anna").get(reverse(URL("need"))).url == reverse("companies:need_create", args=[people.company.pk])
    assert sign_in("lead").get(reverse(URL("need"))).url == reverse("companies:need_capture")
    assert sign_in("partner").get(reverse(URL("need"))).status_code == 200


def test_contacts_are_not_made_before_the_address_is_proven(client):
    before = Contact.objects.count()
    walk(client)
    send(client)
    assert Contact.objects.count() == before
