"""Providers say that they can help; the lead decides, and neither side learns anything of the other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.bias import declare_bias
from board.models import Interest
from board.services import interests, postings
from board.timers import due_on
from companies import services as needs
from core.models import CaseEvent, LogEntry
from core.states import GuardFailed, InvalidTransition
from mail.models import OutboxMessage
from matchmaking.exclusions.services import exclude
from matchmaking.models import Introduction
from scheduling.models import Timer
from scheduling.sweeping import sweep
from startups import services as offers
from tests.board.conftest import interest_in, on_board
from tests.cases import leave, offer_in, suggestion
from tests.conftest import fresh

pytestmark = pytest.mark.django_db


def letters(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind))


def test_an_interest_reaches_the_lead_and_not_the_company(people):
    interest = interest_in("open", people)

    assert [each.to[0] for each in letters("interest.expressed.lead")] == ["Lea Wortmann <lead@example.org>"]
    assert not [each for each in OutboxMessage.objects.filter(kind__startswith="interest.") if "anna" in str(each.to)]
    event = CaseEvent.objects.get(kind="interest_expressed")
    assert (event.need_id, event.offer_id) == (interest.need_id, interest.offer_id)


def test_taking_it_up_adds_the_pair_with_its_provenance(people):
    interest = interest_in("taken_up", people)

    case = Introduction.objects.get()
    assert (case, case.origin, case.state) == (interest.introduction, "provider", "suggested")
    assert (case.need_id, case.offer_id) == (interest.need_id, interest.offer_id)
    assert CaseEvent.objects.get(kind="interest_taken_up").introduction_id == case.pk
    assert interest.decided_by == people.lead
    assert len(letters("interest.taken_up")) == 1


def test_what_the_engine_has_proposed_already_is_kept(people):
    posting, offer = on_board(people), offer_in("published", people)
    known = suggestion(posting.need, offer)

    interest = interest_in("taken_up", people, posting=posting, offer=offer)

    assert (interest.introduction, Introduction.objects.get().score) == (known, 72.5)


def test_a_refusal_is_answered_in_the_words_of_the_lead(people):
    interest_in("declined", people)

    (letter,) = letters("interest.declined")
    assert letter.to == ["Clara Winterberg <clara@example.org>"]
    assert "Es sind genug im Gespräch." in letter.body_text
    assert "Steinrück" not in letter.body_text + letter.subject


def test_a_provider_the_company_does_not_want_is_treated_like_any_other_and_cannot_be_taken_up(people):
    posting = on_board(people)
    exclude(people.company, people.startup, actor=people.anna)
    unwanted = interest_in("open", people, posting=posting)
    wanted = interest_in(
        "open",
        people,
        posting=posting,
        offer=offer_in("published", people, organisation=people.provider, author=people.carl),
    )

    with pytest.raises(GuardFailed):
        interests.take_up(unwanted, actor=people.lead)
    for each in (unwanted, wanted):
        interests.decline(each, actor=people.lead, reason="enough", answer="Es sind genug im Gespräch.")

    first, second = (letter.body_text.splitlines()[1:] for letter in letters("interest.declined"))
    assert [line for line in first if "interests" not in line] == [line for line in second if "interests" not in line]
    assert not Introduction.objects.exists()


def test_one_provider_is_interested_once_at_a_time(people):
    interest = interest_in("open", people)
    again = {"posting": interest.need.posting, "offer": offer_in("published", people)}

    with pytest.raises(GuardFailed):
        interest_in("open", people, **again)

    interests.withdraw_interest(interest, actor=people.clara)
    assert interest_in("open", people, **again).state == "open"


def test_a_provider_has_so_many_open_interests_at_most(people, settings):
    settings.OPEN_INTERESTS_PER_PROVIDER = 2
    first = interest_in("open", people)
    interest_in("open", people)

    with pytest.raises(GuardFailed):
        interest_in("open", people)

    interests.withdraw_interest(first, actor=people.clara)
    interest_in("open", people)


def test_nobody_is_interested_in_the_own_need(people):
    posting = on_board(people)
    own = offer_in("published", people, organisation=people.company, author=people.anna)

    with pytest.raises(GuardFailed):
        interest_in("open", people, posting=posting, offer=own)


@pytest.mark.parametrize("gone", ["need", "offer"])
def test_what_has_no_need_or_no_offer_any_more_ends_and_the_provider_is_told(people, gone):
    interest = interest_in("open", people)

    if gone == "need":
        needs.close_need_unsolved(interest.need, actor=people.lead, reason="no_offer_found")
    else:
        offers.suspend_offer(interest.offer, actor=people.clara)

    interest.refresh_from_db()
    assert (interest.state, len(letters("interest.obsolete"))) == ("obsolete", 1)


def test_who_is_off_the_board_gets_no_new_interest(people):
    posting = on_board(people)
    postings.take_off(posting.need, actor=people.lead, reason="enough")

    with pytest.raises(GuardFailed):
        interest_in("open", people, posting=posting)


def test_what_is_decided_is_decided(people):
    interest = interest_in("declined", people)

    for step in (
        lambda: interests.take_up(interest, actor=people.lead),
        lambda: interests.withdraw_interest(interest, actor=people.clara),
    ):
        with pytest.raises(InvalidTransition):
            step()
    assert not Introduction.objects.exists()


def test_the_successor_hears_the_answer_of_who_has_left(people):
    interest = interest_in("open", people)

    leave(people.clara, people.startup)

    interest.refresh_from_db()
    assert interest.contact.user_id != people.clara.pk
    assert LogEntry.objects.about(interest).filter(verb="change_contact").exists()


def test_an_interest_nobody_decides_on_is_told_to_the_other_leads(people, time_machine):
    interest = interest_in("open", people)
    Timer.objects.exclude(kind="interest.escalate").delete()

    time_machine.move_to(timezone.now() + timedelta(days=14))
    sweep()

    assert [each.to[0] for each in letters("interest.escalate")] == ["Malte Brand <lead2@example.org>"]
    assert due_on(interest) < timezone.localdate()


def test_a_decision_takes_the_reminder_away(people):
    interest_in("declined", people)

    assert set(Timer.objects.filter(kind="interest.escalate").values_list("state", flat=True)) == {"cancelled"}


def test_whoever_is_biased_for_the_need_decides_on_no_interest_in_it(people):
    interest = interest_in("open", people)
    declare_bias(people.lead, interest.need, region=interest.need.region, reason="Verwandt.")

    assert interest not in Interest.objects.moderated_by(fresh(people.lead))
    assert interest in Interest.objects.moderated_by(fresh(people.lead2))
    assert interest in Interest.objects.visible_to(fresh(people.lead))
