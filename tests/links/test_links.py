"""Links by which one person answers one question without signing in."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.states import InvalidTransition
from dzm.settings.logs import drop_personal_data
from links import registry
from links.models import SignedLink
from links.registry import Purpose, register_purpose
from links.services import LinkSpent, issue, redeemed, revoke
from mail.composing import compose
from mail.letters import Letter
from mail.links import absolute, sign_links
from mail.services import post
from tests.factories import ContactFactory, NeedFactory

ANSWERS: list[int] = []


def _respond(request, link):
    if request.method != "POST":
        return HttpResponse(f"Frage an {link.contact.full_name}")
    with redeemed(link):
        if request.POST.get("stale"):
            raise InvalidTransition("gone")
        ANSWERS.append(link.pk)
    return redirect(request.path)


@pytest.fixture(autouse=True)
def purpose(monkeypatch):
    monkeypatch.setattr(registry, "_purposes", dict(registry.purposes()))
    ANSWERS.clear()
    register_purpose(Purpose("test.answer", _respond, lambda link: ["Ihre Antwort ist vermerkt."]))


@pytest.fixture
def link(db):
    return a_link()


def a_link(key: str = "1") -> SignedLink:
    return issue(
        "test.answer",
        contact=ContactFactory(),
        about=NeedFactory(),
        key=key,
        expires_at=timezone.now() + timedelta(days=14),
    )


def signed(link: SignedLink) -> str:
    """Return the address as the mail carries it."""
    return "/" + sign_links(absolute(link.path)).split("/", 3)[3]


def test_looking_changes_nothing_however_often(client, link):
    for method in ("get", "head", "get"):
        assert getattr(client, method)(signed(link)).status_code == 200

    link.refresh_from_db()
    assert (link.used_at, ANSWERS) == (None, [])


def test_an_answer_uses_the_link_and_the_page_confirms_it_from_then_on(client, link):
    path = signed(link)

    answered = client.post(path)
    again = client.get(path)
    twice = client.post(path)

    assert (answered.status_code, answered.url) == (302, path)
    assert [page.status_code for page in (again, twice)] == [200, 200]
    assert all("Ihre Antwort ist vermerkt." in page.content.decode() for page in (again, twice))
    assert [link.pk] == ANSWERS


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "abgelaufen"),
        ({"revoked_at": timezone.now()}, "nicht mehr nötig"),
    ],
)
def test_a_link_that_is_over_says_so_and_does_nothing(client, link, change, title):
    SignedLink.objects.filter(pk=link.pk).update(created_at=timezone.now() - timedelta(days=30), **change)

    pages = [client.get(signed(link)), client.post(signed(link))]

    assert [page.status_code for page in pages] == [410, 410]
    assert all(title in page.content.decode() for page in pages)
    assert ANSWERS == []


def test_a_case_that_has_moved_on_keeps_the_link_unused(client, link):
    page = client.post(signed(link), {"stale": "1"})

    link.refresh_from_db()
    assert (page.status_code, link.used_at, ANSWERS) == (410, None, [])


@pytest.mark.parametrize("spoil", [lambda code: code, lambda code: f"{code}.x", lambda code: f"{code}.{'A' * 43}"])
def test_a_code_without_the_signature_of_this_installation_opens_nothing(client, link, spoil):
    page = client.get(reverse("links:follow", args=[spoil(link.code)]))
    assert (page.status_code, "nicht gültig" in page.content.decode()) == (404, True)


def test_nobody_answers_for_an_erased_person(client, link):
    link.contact.erased_at = timezone.now()
    link.contact.save()
    assert client.post(signed(link)).status_code == 404
    assert ANSWERS == []


def test_answers_are_private(client, link):
    headers = client.get(signed(link)).headers
    assert (headers["X-Robots-Tag"], headers["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
    assert "no-store" in headers["Cache-Control"]


def test_the_outbox_holds_the_code_and_the_mail_the_signature(link):
    letter = Letter(subject="S", paragraphs=("P",), greeting_name="K", action=("Antworten", absolute(link.path)))
    message = post(letter, to=["k@example.org"], key="k", kind="test", language="de")

    mail = compose(message)

    token = signed(link).split("/")[2]
    stored = message.body_text + message.body_html
    assert (link.code in stored, token in stored) == (True, False)
    assert token in mail.body
    assert token in mail.alternatives[0].content


def test_an_occasion_has_one_link(link):
    again = issue(
        "test.answer",
        contact=link.contact,
        about=NeedFactory(),
        key="1",
        expires_at=timezone.now() + timedelta(days=1),
    )
    assert again == link


def test_a_link_needs_a_purpose_that_somebody_answers_and_time(db):
    contact, need = ContactFactory(), NeedFactory()
    with pytest.raises(ValueError, match="unknown purpose"):
        issue("test.unknown", contact=contact, about=need, key="1", expires_at=timezone.now() + timedelta(days=1))
    with pytest.raises(ValueError, match="run out"):
        issue("test.answer", contact=contact, about=need, key="1", expires_at=timezone.now())


def test_a_revoked_link_ends_for_the_named_person_and_purpose_only(db):
    need = NeedFactory()
    later = timezone.now() + timedelta(days=1)
    one, other = (
        issue("test.answer", contact=ContactFactory(), about=need, key=key, expires_at=later) for key in ("1", "2")
    )

    assert revoke(need, "test.else") == 0
    assert revoke(need, "test.answer", contact=one.contact) == 1
    assert revoke(need, "test.answer", contact=one.contact) == 0

    usable = SignedLink.objects.usable()
    assert list(usable) == [other]


def test_no_log_holds_what_opens_a_link(link):
    path = signed(link)
    event = drop_personal_data(None, "", {"request": f"GET {path}", "event": f"failed: {path}?x=1"})
    assert link.code not in str(event)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_the_same_moment_one_counts(people):
    link = a_link()
    spent, gate = [], threading.Barrier(2)

    def answer() -> None:
        gate.wait()
        try:
            with redeemed(link):
                ANSWERS.append(link.pk)
        except LinkSpent:
            spent.append(link.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (ANSWERS, spent) == ([link.pk], [link.pk])
