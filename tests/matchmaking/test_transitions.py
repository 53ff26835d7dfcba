"""Every transition x every state x every standing person, generated from the table of the workflow.

One case is built per state; what a step changes is taken back before the next one.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from core.models import CaseEvent, LogEntry
from core.states import InvalidTransition, StateError, advance
from mail.models import OutboxMessage
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from matchmaking.services import keys, moderation, outcomes
from matchmaking.workflow import INTRODUCTION
from tests.cases import introduction_in
from tests.conftest import PERSONS, fresh

pytestmark = pytest.mark.django_db

COMPANY, PROVIDER, LEADS = ("anna", "ben"), ("clara",), ("lead", "lead2")
IN_CONTACT_OR_CLOSED = {"introduced", "first_meeting", "pilot", "follow_up", "success", "no_success"}
# In which states the builder's case has already been shown to a side.
PROVIDER_KNOWS = IN_CONTACT_OR_CLOSED | {"awaiting_provider", "declined_provider", "withdrawn"}
COMPANY_KNOWS = PROVIDER_KNOWS | {"awaiting_company", "declined_company", "lapsed"}


def today():
    return timezone.localdate()


def service_calls(introduction, people):
    """Return transition -> call of its service with everything it asks for."""
    lead, anna, clara = people.lead, people.anna, people.clara
    return {
        "snooze": lambda: moderation.snooze(introduction, actor=lead, until=today() + timedelta(days=7)),
        "wake": lambda: moderation.wake(introduction, actor=lead),
        "shortlist": lambda: moderation.shortlist(introduction, actor=lead, note="Passt gut."),
        "dismiss": lambda: moderation.dismiss(introduction, actor=lead, reason="wrong_topic", scope="pair"),
        "undo_dismissal": lambda: moderation.undo_dismissal(introduction, actor=lead),
        "ask_company": lambda: moderation.ask_company(introduction, actor=lead),
        "company_agrees": lambda: keys.company_agrees(introduction, actor=anna),
        "company_declines": lambda: keys.company_declines(introduction, actor=anna, reason="timing"),
        "provider_agrees": lambda: keys.provider_agrees(introduction, actor=clara),
        "provider_declines": lambda: keys.provider_declines(introduction, actor=clara, reason="timing"),
        "ask_question": lambda: keys.ask_question(introduction, actor=anna, text="Was kostet es?"),
        "lapse": lambda: keys.lapse(introduction),
        "make_obsolete": lambda: moderation.make_obsolete(introduction, actor=lead, reason="need_changed"),
        "record_meeting": lambda: outcomes.record_meeting(introduction, actor=fresh(lead), met_on=today()),
        "start_pilot": lambda: outcomes.start_pilot(
            introduction, actor=lead, scope="Eine Maschine", budget="under_5k", both_confirmed=True
        ),
        "start_follow_up": lambda: outcomes.start_follow_up(introduction, actor=lead),
        "record_success": lambda: outcomes.record_success(
            introduction, actor=lead, outcome="contract", note="Auftrag liegt vor."
        ),
        "record_no_success": lambda: outcomes.record_no_success(introduction, actor=lead, reason="price"),
        "withdraw_consent": lambda: keys.withdraw_consent(introduction, actor=anna, side="company"),
    }


# transition -> URL name and form data of the page that takes it; the timer alone lets a case lapse
POSTS = {
    "snooze": ("introduction_snooze", lambda: {"until": today() + timedelta(days=7)}),
    "wake": ("introduction_wake", dict),
    "shortlist": ("introduction_shortlist", lambda: {"note": "Passt gut."}),
    "dismiss": ("introduction_dismiss", lambda: {"reason": "wrong_topic", "scope": "pair"}),
    "undo_dismissal": ("introduction_undo_dismissal", dict),
    "ask_company": ("introduction_ask_company", dict),
    "company_agrees": ("introduction_answer", lambda: {"decision": "yes", "consent": "on"}),
    "company_declines": ("introduction_answer", lambda: {"decision": "no", "reason": "timing"}),
    "provider_agrees": ("introduction_answer", lambda: {"decision": "yes", "consent": "on"}),
    "provider_declines": ("introduction_answer", lambda: {"decision": "no", "reason": "timing"}),
    "ask_question": ("introduction_answer", lambda: {"decision": "question", "question": "Was kostet es?"}),
    "make_obsolete": ("introduction_make_obsolete", lambda: {"reason": "need_changed"}),
    "record_meeting": ("introduction_record_meeting", lambda: {"met_on": today()}),
    "start_pilot": (
        "introduction_start_pilot",
        lambda: {"scope": "Eine Maschine", "budget": "under_5k", "both_confirmed": "on"},
    ),
    "start_follow_up": ("introduction_start_follow_up", dict),
    "record_success": ("introduction_record_success", lambda: {"outcome": "contract", "note": "Auftrag liegt vor."}),
    "record_no_success": ("introduction_record_no_success", lambda: {"reason": "price"}),
    "withdraw_consent": ("introduction_withdraw_consent", lambda: {"confirmed": "on"}),
}


@contextmanager
def taken_back():
    """Undo what happens inside."""
    savepoint = transaction.savepoint()
    yield
    transaction.savepoint_rollback(savepoint)


def snapshot(introduction) -> dict:
    """Return everything a step could change, as the database holds it."""
    stored = Introduction.objects.get(pk=introduction.pk)
    counts = {model.__name__: model.objects.count() for model in (LogEntry, CaseEvent, OutboxMessage)}
    return model_to_dict(stored) | counts | {"questions": stored.questions.count(), "need_state": stored.need.state}


def parties_of(person: str) -> set[str]:
    groups = {"company": COMPANY, "provider": PROVIDER, "project_lead": LEADS}
    return {party for party, persons in groups.items() if person in persons}


def sees(person: str, state: str) -> bool:
    if person in LEADS:
        return True
    return (person in COMPANY and state in COMPANY_KNOWS) or (person in PROVIDER and state in PROVIDER_KNOWS)


def may_take(person: str, step: str, state: str) -> bool:
    """Whether this person moves the case with this step in this state."""
    transition = INTRODUCTION[step]
    if state not in transition.sources or not transition.by & parties_of(person):
        return False
    if step == "ask_question":
        return person in (COMPANY if state == "awaiting_company" else PROVIDER)
    if step == "withdraw_consent":
        return person in COMPANY or state != "awaiting_provider"  # the provider has given none before
    return True


def expected_answer(person: str, step: str, state: str) -> str:
    """Return how the page meets a person who does not move the case with this step."""
    if not sees(person, state):
        return "not found"
    own = parties_of(person)
    allowed = {"company", "provider"} if POSTS[step][0] == "introduction_answer" else INTRODUCTION[step].by
    return "too late" if own & allowed else "forbidden"


def send(user, url: str, data: dict) -> str:
    """Post to the view behind `url` as `user`, without the layers around it, and return in a word what it said.
    "too late" is what the middleware turns into a polite sentence."""
    request = RequestFactory().post(url, data)
    request.user = user
    request._messages = CookieStorage(request)
    match = resolve(url)
    try:
        response = match.func(request, **match.kwargs)
    except Http404:
        return "not found"
    except PermissionDenied:
        return "forbidden"
    except StateError:
        return "too late"
    return "done" if response.status_code == 302 else "form with problems"


def form_data(step: str, introduction) -> dict:
    data = POSTS[step][1]()
    if step == "ask_company":
        teasers = introduction.need.current_teaser, introduction.offer.current_teaser
        data = {"need_teaser": teasers[0].pk, "offer_teaser": teasers[1].pk}
    return data


def answer_step(step: str, state: str) -> str:
    """A yes or no is the answer of the side that is being asked, whatever the table row it was made for."""
    side = {"awaiting_company": "company", "awaiting_provider": "provider"}.get(state)
    if step.endswith(("_agrees", "_declines")) and side:
        return f"{side}_{step.rpartition('_')[2]}"
    return step


def test_every_transition_has_a_page_but_the_timer():
    assert set(INTRODUCTION.transitions) - set(POSTS) == {"lapse"}


@pytest.mark.parametrize("state", IntroductionState.values)
def test_services_refuse_every_step_that_does_not_leave_the_state(people, state):
    introduction = introduction_in(state, people)
    before = snapshot(introduction)
    calls = service_calls(introduction, people)
    assert set(calls) == set(INTRODUCTION.transitions)

    for step in INTRODUCTION.transitions.values():
        if state in step.sources:
            continue
        with pytest.raises(InvalidTransition):
            advance(introduction, step.id, actor=people.lead)
        with pytest.raises(StateError):
            calls[step.id]()
        introduction = Introduction.objects.get(pk=introduction.pk)
        assert snapshot(introduction) == before, step.id
        calls = service_calls(introduction, people)


@pytest.mark.parametrize("state", IntroductionState.values)
def test_services_take_every_step_that_leaves_the_state_exactly_once(people, state):
    introduction = introduction_in(state, people)
    if state in ("awaiting_company", "awaiting_provider"):
        Introduction.objects.filter(pk=introduction.pk).update(answer_due_on=today() - timedelta(days=1))

    for step in INTRODUCTION.leaving(state):
        with taken_back():
            first = Introduction.objects.get(pk=introduction.pk)
            late = Introduction.objects.get(pk=introduction.pk)
            service_calls(first, people)[step.id]()
            assert first.state == step.leads_to(state), step.id
            if step.target:
                after = snapshot(first)
                with pytest.raises(StateError):
                    service_calls(late, people)[step.id]()
                assert snapshot(first) == after, step.id


@pytest.mark.parametrize("state", IntroductionState.values)
def test_pages_let_the_right_person_take_a_step_once_and_nobody_else(people, state):
    introduction = introduction_in(state, people)
    users = {person: fresh(getattr(people, person)) for person in PERSONS}
    before = snapshot(introduction)

    for step, (name, _data) in POSTS.items():
        url, data = reverse(f"matchmaking:{name}", args=[introduction.pk]), form_data(step, introduction)
        taken = answer_step(step, state)
        movers = [person for person in PERSONS if may_take(person, taken, state)]
        for person in PERSONS:
            if person not in movers:
                assert send(users[person], url, data) == expected_answer(person, step, state), (person, step)
        assert snapshot(introduction) == before, step
        for person in movers:
            with taken_back():
                assert send(users[person], url, data) == "done", (person, step)
                after = snapshot(introduction)
                assert after["state"] == INTRODUCTION[taken].leads_to(state), (person, step)
                assert after["LogEntry"] > before["LogEntry"], (person, step)
                if INTRODUCTION[taken].target:
                    assert send(users[person], url, data) == "too late", (person, step)
                    assert snapshot(introduction) == after, (person, step)


def test_the_pages_answer_with_a_code_and_a_sentence(people):
    introduction = introduction_in("awaiting_company", people)
    url = reverse("matchmaking:introduction_answer", args=[introduction.pk])
    codes = {}
    for person in PERSONS:
        with taken_back():
            client = Client()
            client.force_login(getattr(people, person))
            codes[person] = client.post(url, form_data("company_agrees", introduction)).status_code

    assert codes.pop("anna") == codes.pop("ben") == 302
    assert codes.pop("lead") == codes.pop("lead2") == 403
    assert set(codes.values()) == {404}


def test_who_answers_twice_reads_that_the_case_has_moved_on(sign_in, people):
    introduction = introduction_in("awaiting_company", people)
    client = sign_in("anna")
    url = reverse("matchmaking:introduction_answer", args=[introduction.pk])
    data = form_data("company_agrees", introduction)
    client.post(url, data)

    came_from = f"http://testserver{introduction.get_absolute_url()}"
    response = client.post(url, data, headers={"referer": came_from}, follow=True)

    assert response.redirect_chain == [(came_from, 302)]
    assert [message.level_tag for message in response.context["messages"]][-1] == "warning"


def test_nobody_moves_a_case_without_signing_in(client, people):
    introduction = introduction_in("awaiting_company", people)
    before = snapshot(introduction)

    for step, (name, data) in POSTS.items():
        response = client.post(reverse(f"matchmaking:{name}", args=[introduction.pk]), data())
        assert response.status_code == 302, step
        assert response.url.startswith(reverse("account_login")), step
    assert snapshot(introduction) == before


@pytest.mark.parametrize("step", sorted(set(POSTS) - {"withdraw_consent"}))
def test_looking_at_the_address_of_a_step_takes_no_step(sign_in, people, step):
    introduction = introduction_in("suggested", people)

    response = sign_in("lead").get(reverse(f"matchmaking:{POSTS[step][0]}", args=[introduction.pk]))

    assert response.status_code == 405


def test_no_proposal_is_dismissed_by_the_system():
    """The engine orders and says what it thinks; a refusal is a person's decision (GDPR Art. 22)."""
    by_itself = {row.id: row.target for row in INTRODUCTION.transitions.values() if "system" in row.by}
    assert by_itself
    assert IntroductionState.DISMISSED not in by_itself.values()
    assert "system" not in INTRODUCTION["dismiss"].by
