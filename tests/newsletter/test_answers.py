"""Buttons of the newsletter: one press is one answer, and to look never does anything."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from companies.models import Need, NeedDraft
from companies.signals import need_came_from
from core.models import CaseEvent
from dzm.settings.logs import drop_personal_data
from mail.models import OutboxMessage
from newsletter import answers, services
from newsletter.answers import Said, obstacle_of, origin_of
from newsletter.enums import Effect, Obstacle, SubscriptionState
from newsletter.models import Answer, Choice
from newsletter.services import Trace
from newsletter.tokens import answer_token, asked_by, token_of_test
from tests.cases import need_in
from tests.factories import ContactFactory, MembershipFactory
from tests.newsletter.cases import asking, issue_by, reader, sent_to_all

pytestmark = pytest.mark.django_db
STRANGER = "fremde@example.org"


@pytest.fixture
def ask(people):
    """Send a question to one reader; returns the delivery and its two choices."""

    def send(effect=Effect.INTEREST, email=STRANGER, **columns):
        reader(email=email)
        issue = issue_by(people.editor)
        block = asking(issue, effect)
        for name, value in columns.items():
            setattr(block, name, value)
        block.save()
        sent_to_all(issue, people.editor)
        delivery = issue.deliveries.get(subscription__email=email)
        return delivery, list(block.choices.order_by("position"))

    return send


def path_of(delivery, choice: Choice) -> str:
    return f"/l/newsletter/answer/{answer_token(delivery, choice.pk)}/"


def rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed}


def test_looking_at_a_link_never_writes(ask, client):
    delivery, [yes, no] = ask()
    before = rows()
    for method, choice in itertools.product((client.get, client.head), (yes, no)):
        assert method(path_of(delivery, choice)).status_code == 200
    assert rows() == before


def test_the_mail_carries_one_link_for_each_button_and_they_work_without_signing_in(ask, mailoutbox):
    ask()
    links = re.findall(r"https?://[^/]+(/l/newsletter/answer/\S+)", mailoutbox[0].body)
    assert len(links) == 2
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(links[0]).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert browser.post(links[0], {"csrfmiddlewaretoken": token}).status_code == 302
    assert Answer.objects.get().choice.label == "Das betrifft uns"


def test_a_press_stores_the_answer_once_with_what_was_said(ask, client):
    delivery, [yes, _no] = ask()
    typed = {"name": "Petra Beispiel", "phone": "02921 5550100", "note": "Unsere Waage spricht mit nichts."}
    sent = client.post(path_of(delivery, yes), typed)
    again = client.post(path_of(delivery, yes), typed)
    assert sent.url == again.url  # a double click is thanked for, too
    answer = Answer.objects.get()
    assert (answer.name, answer.phone, answer.note) == tuple(typed.values())
    assert "Vielen Dank" in client.get(sent.url).content.decode()
    fact = CaseEvent.objects.get(kind="newsletter_answered").attributes
    assert (fact["effect"], fact["choice"]) == ("interest", yes.pk)
    assert "Petra" not in str(fact)


def test_the_other_button_of_an_answered_question_says_what_was_answered(ask, client):
    delivery, [yes, no] = ask()
    client.post(path_of(delivery, no))
    page = client.get(path_of(delivery, yes))
    assert page.status_code == 410
    assert "Kein Thema" in page.content.decode()
    assert Answer.objects.count() == 1
    assert Answer.objects.get().state == "counted"
    assert not Answer.objects.to_call().exists()  # nobody is called who has said no


@pytest.mark.parametrize("token", ["x", "x.y", "abc-1.sig", "test-1", "~1~"])
def test_an_altered_link_is_refused_politely(client, token):
    page = client.get(f"/l/newsletter/answer/{token}/")
    assert page.status_code == 404
    assert "aus der Mail" in page.content.decode()


def test_a_choice_of_another_issue_does_not_answer(ask, client, people):
    delivery, _choices = ask()
    _other, [foreign, _no] = ask(email="andere@example.org")
    assert asked_by(answer_token(delivery, foreign.pk)).choice is None
    assert client.post(path_of(delivery, foreign)).status_code == 410
    assert not Answer.objects.exists()


@pytest.mark.parametrize("days", [0, 59, 60, 61])
def test_the_time_for_answers_ends_after_its_last_day(ask, client, days, time_machine):
    time_machine.move_to("2026-11-02 10:00Z", tick=False)
    delivery, [yes, _no] = ask()
    time_machine.shift(timedelta(days=days))
    assert client.post(path_of(delivery, yes)).status_code == (410 if days > 60 else 302)
    assert Answer.objects.exists() == (days <= 60)


def test_the_day_of_the_question_counts_where_it_names_one(ask, client, time_machine):
    time_machine.move_to("2026-11-02 10:00Z", tick=False)
    delivery, [yes, _no] = ask(answer_until=timezone.localdate() + timedelta(days=1))
    time_machine.shift(timedelta(days=2))
    assert client.get(path_of(delivery, yes)).status_code == 410


@pytest.mark.parametrize(
    ("state", "confirmed", "effect", "days"),
    list(itertools.product(SubscriptionState, [True, False], Effect, [0, 100])),
)
def test_an_answer_counts_only_of_somebody_who_has_confirmed_and_in_time(
    ask, state, confirmed, effect, days, time_machine
):
    if state == SubscriptionState.ACTIVE and not confirmed:
        return  # the database knows no such row
    time_machine.move_to("2026-11-02 10:00Z", tick=False)
    delivery, [yes, _no] = ask(effect)
    row = delivery.subscription
    type(row).objects.filter(pk=row.pk).update(state=state, confirmed_at=timezone.now() if confirmed else None)
    time_machine.shift(timedelta(days=days))
    asked = asked_by(answer_token(delivery, yes.pk))
    answer, _draft = answers.give(asked, Said(), language="de")
    may = state == SubscriptionState.ACTIVE and days == 0
    assert (answer is not None) == may
    assert Answer.objects.counted().count() == int(may)
    assert (obstacle_of(asked) == Obstacle.USED) == may


def test_whoever_has_left_is_told_how_to_go_on(ask, client):
    delivery, [yes, _no] = ask()
    services.leave(delivery.subscription, Trace("/f/"))
    page = client.post(path_of(delivery, yes))
    assert page.status_code == 403
    assert "/newsletter/" in page.content.decode()
    assert not Answer.objects.exists()


def test_a_link_whose_reader_was_erased_answers_nothing(ask, client):
    delivery, [yes, _no] = ask()
    delivery.subscription.delete()
    assert client.post(path_of(delivery, yes)).status_code == 403


def test_a_link_of_a_test_mail_shows_the_page_and_stores_nothing(ask, client):
    _delivery, [yes, _no] = ask()
    path = f"/l/newsletter/answer/{token_of_test(yes.pk)}/"
    before = rows()
    assert client.get(path).status_code == 200
    assert "Probe" in client.post(path).content.decode()
    assert "Probe" in client.get(f"/l/newsletter/{token_of_test(0)}/").content.decode()
    assert rows() == before


def test_too_long_a_note_is_said_and_kept(ask, client):
    delivery, [yes, _no] = ask()
    page = client.post(path_of(delivery, yes), {"note": "x" * 501, "phone": "02921"})
    assert page.status_code == 200
    assert 'value="02921"' in page.content.decode()
    assert not Answer.objects.exists()


def test_a_stranger_with_a_need_goes_on_at_once_and_the_need_knows_its_answer(ask, client, mailoutbox):
    delivery, [yes, _no] = ask(Effect.NEED)
    sent = client.post(path_of(delivery, yes), {"note": "Wir suchen eine Waage, die mit dem Lager spricht."})
    assert sent.url == "/register-need/"
    draft = NeedDraft.objects.get()
    assert (draft.email, draft.is_claimed) == (STRANGER, True)
    assert "Waage" in client.get(sent.url).content.decode()  # this browser has found it
    assert OutboxMessage.objects.filter(to__contains=[STRANGER], kind__startswith="need_draft").count() == 1
    answer = Answer.objects.get()
    assert draft.origin == origin_of(answer)
    assert answer.need is None


def test_the_need_of_a_draft_that_was_handed_in_stands_with_the_answer(ask, client, people):
    delivery, [yes, _no] = ask(Effect.NEED)
    client.post(path_of(delivery, yes))
    answer = Answer.objects.get()
    need = need_in("draft", people)
    need_came_from.send(Need, need=need, origin=origin_of(answer), actor=None)
    need_came_from.send(Need, need=need, origin="newsletter-unknown", actor=None)
    answer.refresh_from_db()
    assert answer.need == need


def test_a_member_of_a_company_gets_a_draft_there(ask, client, people):
    delivery, [yes, _no] = ask(Effect.NEED, email=people.anna.email)
    before = set(Need.objects.values_list("pk", flat=True))
    sent = client.post(path_of(delivery, yes), {"note": "Wir suchen eine Waage."})
    need = Need.objects.exclude(pk__in=before).get()
    assert (need.state, need.organisation, need.contact) == ("draft", people.company, people.anna.contact)
    assert (need.title, Answer.objects.get().need) == ("Wir suchen eine Waage", need)
    assert not NeedDraft.objects.exists()
    assert need.get_absolute_url() in client.get(sent.url).content.decode()


def test_a_title_is_one_line_whatever_was_typed(ask, client, people):
    delivery, [yes, _no] = ask(Effect.NEED, email=people.anna.email)
    before = set(Need.objects.values_list("pk", flat=True))
    client.post(path_of(delivery, yes), {"note": "Die Waage\nspricht nicht\nmit dem Lager."})
    need = Need.objects.exclude(pk__in=before).get()
    assert need.title == "Die Waage"  # a subject of a mail holds no line break
    assert need.description.splitlines() == ["Die Waage", "spricht nicht", "mit dem Lager."]


def test_the_draft_belongs_to_whoever_is_still_a_member(ask, client, people):
    """Somebody of the same address has left the company and is active elsewhere."""
    shared = "buero@example.org"
    gone, still = (ContactFactory(email=shared) for _number in range(2))
    MembershipFactory(organisation=people.company, contact=gone, is_active=False, deactivated_at=timezone.now())
    MembershipFactory(organisation=people.startup, contact=gone)
    MembershipFactory(organisation=people.company, contact=still)
    before = set(Need.objects.values_list("pk", flat=True))
    delivery, [yes, _no] = ask(Effect.NEED, email=shared)
    client.post(path_of(delivery, yes), {"note": "Wir suchen eine Waage."})
    assert Need.objects.exclude(pk__in=before).get().contact == still


def test_with_filters_open_calls_still_come_first(ask, sign_in, people, time_machine):
    time_machine.move_to("2026-11-02 10:00Z", tick=False)
    given = []
    for number, effect in enumerate((Effect.INTEREST, Effect.NOTHING, Effect.INTEREST)):
        delivery, [choice, _no] = ask(effect, email=f"leser-{number}@example.org")
        given.append(answers.give(asked_by(answer_token(delivery, choice.pk)), Said(), language="de")[0])
        time_machine.shift(timedelta(hours=1))
    answers.settle(given[0], "Erledigt.", actor=people.lead)
    assert list(Answer.objects.open_first()) == [given[2], given[0], given[1]]


def test_the_call_list_starts_with_whoever_waits_longest(ask, sign_in, time_machine):
    time_machine.move_to("2026-11-02 10:00Z", tick=False)
    names = []
    for number in range(3):
        delivery, [yes, no] = ask(email=f"leser-{number}@example.org")
        answers.give(asked_by(answer_token(delivery, (no if number == 1 else yes).pk)), Said(), language="de")
        names.append(delivery.subscription.email)
        time_machine.shift(timedelta(hours=1))
    shown = sign_in("editor").get("/newsletter/calls/").content.decode()
    assert shown.index(names[0]) < shown.index(names[2])
    assert names[1] not in shown  # has said no


def test_a_call_is_tried_settled_and_taken_up_again(ask, sign_in):
    delivery, [yes, _no] = ask()
    answer, _draft = answers.give(asked_by(answer_token(delivery, yes.pk)), Said(), language="de")
    client, path = sign_in("lead"), f"/newsletter/calls/{answer.pk}/"
    for step in ({"step": "not_reached"}, {"step": "settle", "remark": "Termin am Freitag."}, {"step": "settle"}):
        assert client.post(f"{path}step/", step).status_code == 302
    answer.refresh_from_db()
    assert (answer.state, answer.tries, answer.remark) == ("done", 1, "Termin am Freitag.")
    assert not Answer.objects.to_call().exists()
    client.post(f"{path}step/", {"step": "reopen"})
    assert Answer.objects.to_call().get() == answer
    assert "Termin am Freitag." in client.get(path).content.decode()


def test_no_log_keeps_the_link_of_an_answer(ask):
    delivery, [yes, _no] = ask()
    path = path_of(delivery, yes)
    shown = drop_personal_data(None, "", {"request": f"GET {path}", "event": f"Not Found: {path}"})
    assert shown == {"request": "GET /l/<link>", "event": "Not Found: /l/<link>"}


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_one_answer(people):
    reader(email=STRANGER)
    issue = issue_by(people.editor)
    [yes, no] = asking(issue).choices.order_by("position")
    [delivery] = sent_to_all(issue, people.editor)
    barrier = Barrier(2)

    def press(choice: Choice) -> int:
        barrier.wait(30)
        try:
            return Client().post(path_of(delivery, choice)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(press, (yes, no)))
    assert Answer.objects.count() == 1
    assert CaseEvent.objects.filter(kind="newsletter_answered").count() == 1
    assert statuses[0] == 302
