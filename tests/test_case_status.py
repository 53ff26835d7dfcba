"""Where does my case stand: every state of need, offer and introduction has its sentence, on the page and by a link."""

import pytest
from django.test import Client
from django.utils import timezone

from companies.enums import NeedState
from companies.models import Need
from companies.progress import case_steps, whose_turn
from companies.selectors import asked_introductions
from core.turns import NOBODY
from links.models import SignedLink
from mail.models import OutboxMessage
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from matchmaking.services import keys, moderation
from matchmaking.timeline import steps_for
from matchmaking.timeline import whose_turn as turn_of_side
from startups.enums import OfferState
from startups.progress import whose_turn as turn_of_offer
from tests.cases import introduction_in, need_in, offer_in
from tests.matchmaking.test_by_link import path_of, paths_in, text_of

pytestmark = pytest.mark.django_db

ASKED = [state for state in IntroductionState.values if state not in ("suggested", "shortlisted", "dismissed")]


def reread(introduction: Introduction) -> Introduction:
    return Introduction.objects.get(pk=introduction.pk)


@pytest.mark.parametrize("state", NeedState.values)
def test_a_need_says_whose_turn_it_is_and_an_ended_one_what_can_be_done_now(people, state):
    need = Need.objects.get(pk=need_in(state, people).pk)
    turn = whose_turn(need, list(asked_introductions().filter(need=need)))
    assert str(turn.text)
    assert turn.who_label
    assert (turn.waits_for == NOBODY) is not need.is_open
    assert need.is_open or turn.then


@pytest.mark.parametrize("state", OfferState.values)
def test_an_offer_says_whose_turn_it_is_and_an_ended_one_what_can_be_done_now(people, state):
    offer = offer_in(state, people)
    turn = turn_of_offer(offer)
    assert str(turn.text)
    assert (turn.waits_for == NOBODY) is (state in ("rejected", "archived"))
    assert turn.waits_for != NOBODY or turn.then


@pytest.mark.parametrize("side", ["company", "provider"])
@pytest.mark.parametrize("state", ASKED)
def test_an_introduction_says_to_each_side_whose_turn_it_is(people, state, side):
    introduction = reread(introduction_in(state, people))
    turn = turn_of_side(introduction, side)
    ended = state in Introduction.workflow.terminal
    assert (turn.waits_for == NOBODY) is ended
    assert turn.text
    assert not ended or turn.then
    assert turn.is_yours == (state == "introduced" or state == f"awaiting_{side}")
    assert steps_for(introduction, side)


@pytest.mark.parametrize("state", ["declined_provider", "obsolete", "lapsed"])
def test_ends_that_the_other_side_caused_read_alike(people, state):
    introduction = introduction_in("awaiting_provider", people)
    more = {"declined_provider": {"decline_reason": "timing"}, "obsolete": {"obsolete_reason": "offer_gone"}}
    fields = {"state": state, "closed_at": timezone.now(), **more.get(state, {})}
    Introduction.objects.filter(pk=introduction.pk).update(**fields)
    turn = turn_of_side(reread(introduction), "company")
    assert turn.text == "Dieses Mal kommt kein Kontakt zustande. Ihr Name wurde nicht weitergegeben."


@pytest.mark.parametrize("asked_state", ["awaiting_company", "awaiting_provider"])
def test_a_stopped_clock_is_said_and_shows_no_day(people, asked_state):
    introduction = introduction_in(asked_state, people)
    asker = people.anna if asked_state == "awaiting_company" else people.clara
    keys.ask_question(introduction, actor=asker, text="Was kostet es?")
    introduction = reread(introduction)

    for side in ("company", "provider"):
        turn = turn_of_side(introduction, side)
        assert turn.due_on is None
    turn = turn_of_side(introduction, "company")
    assert "ruht" in turn.text
    assert not turn.is_yours
    need = Need.objects.get(pk=introduction.need_id)
    asked = list(asked_introductions().filter(need=need))
    assert whose_turn(need, asked).due_on is None
    assert [step.until for step in case_steps(need, asked) if step.status == "now"] == [None]


def newest(purpose: str) -> SignedLink:
    return SignedLink.objects.filter(purpose=purpose).latest("pk")


def test_each_mail_to_a_side_carries_the_link_at_its_foot_and_staff_get_none(people):
    introduction_in("introduced", people)
    for message in OutboxMessage.objects.exclude(kind="introduction.introduced"):
        if not message.kind.startswith(("need.", "offer.", "introduction.")):
            continue
        has_link = "Wo steht mein Fall?" in message.body_text and "Wo steht mein Fall?" in message.body_html
        assert has_link is not message.kind.endswith(".lead"), message.kind


@pytest.mark.parametrize(("purpose", "text"), [("need.status", "Wo Ihr Fall steht"), ("offer.status", "Unternehmen")])
def test_needs_and_offers_are_read_by_link_without_signing_in_and_never_acted_on(people, purpose, text):
    need_in("qualified", people)
    offer_in("published", people)
    path = path_of(newest(purpose))
    visitor = Client()
    pages = [visitor.get(path) for _ in range(3)]
    assert [page.status_code for page in pages] == [200] * 3
    assert text in text_of(pages[0])
    assert "<form" not in text_of(pages[0]).split('<main id="content"')[1].split("</main>")[0]
    assert visitor.post(path).status_code == 405


def test_the_link_follows_the_case_and_never_shows_contact_data(people):
    introduction = introduction_in("introduced", people)
    visitor = Client()
    for side, other in (("company", people.startup), ("provider", people.company)):
        page = text_of(visitor.get(path_of(newest(f"introduction.status.{side}"))))
        assert "vereinbaren Sie ein erstes Gespräch" in page
        assert other.name not in page
    keys.withdraw_consent(introduction, actor=people.anna, side="company")
    assert "Sie haben Ihre Einwilligung widerrufen" in text_of(
        visitor.get(path_of(newest("introduction.status.company")))
    )
    assert "Der Kontakt ist beendet" in text_of(visitor.get(path_of(newest("introduction.status.provider"))))


def test_the_answer_of_the_lead_carries_the_way_back(people):
    introduction = introduction_in("awaiting_provider", people)
    keys.ask_question(introduction, actor=people.clara, text="Bis wann?")
    moderation.answer_question(introduction.questions.get(), actor=people.lead, text="Bis Ostern.")
    answered = OutboxMessage.objects.get(kind="introduction.question_answered")
    assert len(set(paths_in(answered))) == 2  # to answer, and to look


@pytest.mark.parametrize("purpose", ["need.status", "offer.status", "introduction.status.company"])
def test_the_link_to_a_case_that_has_been_deleted_says_that_it_has_moved_on(people, purpose):
    introduction_in("awaiting_company", people)
    link = newest(purpose)
    SignedLink.objects.filter(pk=link.pk).update(subject_id=0)
    assert Client().get(path_of(link)).status_code == 410
