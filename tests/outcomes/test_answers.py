"""Answering by link and in the portal: one use, corrections in the record, nothing for the other side."""

import pytest
from django.urls import reverse

from core.models import CaseEvent, LogEntry
from core.states import GuardFailed, InvalidTransition
from links.models import SignedLink
from mail.models import OutboxMessage
from outcomes import services
from outcomes.models import Answer, Survey
from outcomes.retention import old_remarks
from tests.outcomes.conftest import letters, side, signed, survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(case, walk) -> Survey:
    """Anna's question on the thirtieth day."""
    walk(30, {15: lambda: _both_say(case, 14, "yes")})
    return survey(case, "company", 30)


def _both_say(case, checkpoint: int, value: str) -> None:
    for name in ("company", "provider"):
        row = survey(case, name, checkpoint)
        services.answer(row, contact=row.contact, value=value)


def link_to(row: Survey) -> SignedLink:
    return SignedLink.objects.about(row).usable().get()


def test_a_letter_asks_one_question_and_carries_one_link(asked):
    letter = OutboxMessage.objects.about(asked).get()
    assert letter.subject == f"Was ist daraus geworden? {asked.introduction.number}"
    assert "vor einem Monat haben wir den Kontakt zu Maschinenfunk UG hergestellt." in letter.body_text
    assert link_to(asked).path in letter.body_text


def test_looking_at_the_link_answers_nothing(client, asked):
    page = client.get(signed(link_to(asked)))
    assert "Maschinenfunk UG" in page.content.decode()
    assert not Answer.objects.filter(survey=asked).exists()


def test_an_answer_by_link_is_stored_and_counted_and_can_be_changed_from_its_page(client, asked):
    mailed = link_to(asked)
    client.post(signed(mailed), {"value": "talks", "remark": "Termin steht."})
    receipt = client.get(signed(mailed)).content.decode()
    assert "Sie haben uns gesagt: Wir sprechen über ein Vorhaben." in receipt
    change = link_to(asked)
    assert signed(change) in receipt

    client.post(signed(change), {"value": "contract", "size_class": "5k_25k"})

    asked.refresh_from_db()
    said = [(each.number, each.value, each.channel) for each in asked.answers.all()]
    assert said == [(1, "talks", "link"), (2, "contract", "link")]
    assert asked.answer.number == 2
    facts = CaseEvent.objects.filter(kind="survey_answered", attributes__survey_checkpoint=30).order_by("pk")
    assert [event.attributes["survey_value"] for event in facts] == ["talks", "contract"]
    assert facts[1].attributes["survey_size_class"] == "5k_25k"
    assert facts[1].attributes["survey_side"] == "company"


def test_a_used_link_answers_nothing_more(client, asked):
    mailed = link_to(asked)
    client.post(signed(mailed), {"value": "talks"})
    client.post(signed(mailed), {"value": "no_contact"})
    assert asked.answers.count() == 1


def test_bad_input_keeps_the_link_and_what_was_typed(client, asked):
    mailed = link_to(asked)
    page = client.post(signed(mailed), {"value": "contract", "remark": "Fast fertig"}).content.decode()
    assert "Wählen Sie, wie groß der Auftrag ist." in page
    assert "Fast fertig" in page
    assert link_to(asked) == mailed


def test_what_an_answer_does_not_ask_for_is_left_out(client, asked):
    client.post(signed(link_to(asked)), {"value": "talks", "size_class": "5k_25k", "reason": "price"})
    answer = asked.answers.get()
    assert (answer.size_class, answer.reason) == ("", "")


def test_the_same_words_twice_are_one_answer(asked):
    for _number in range(2):
        services.answer(asked, contact=asked.contact, value="talks")
    assert asked.answers.count() == 1


def test_no_more_questions_with_one_click_behind_the_link(client, asked):
    mailed = link_to(asked)
    client.post(signed(mailed), {"opt_out": "1"})
    asked.refresh_from_db()
    assert (asked.state, asked.follow_up.state) == ("stopped", "stopped")
    assert "Wir fragen Sie zu diesem Kontakt nicht mehr." in client.get(signed(mailed)).content.decode()
    with pytest.raises(InvalidTransition):
        services.opt_out(asked.follow_up, contact=asked.contact)


def test_an_answer_in_the_portal_ends_the_link_in_the_mail(sign_in, asked, client):
    mailed = link_to(asked)
    page = sign_in("ben").post(asked.get_absolute_url(), {"value": "learned"})
    assert page.status_code == 302
    assert asked.answers.get().answered_by.given_name == "Ben"
    assert client.get(signed(mailed)).status_code == 410


def test_the_side_reads_its_own_answer_and_the_other_side_does_not(sign_in, asked, case):
    services.answer(asked, contact=asked.contact, value="paid_pilot", remark="Streng vertraulich")
    own = sign_in("anna").get(case.get_absolute_url()).content.decode()
    assert "Sie haben uns gesagt: Wir probieren es aus, mit Bezahlung" in own
    assert reverse("outcomes:survey", args=[asked.pk]) in own
    other = sign_in("clara").get(case.get_absolute_url()).content.decode()
    assert "mit Bezahlung" not in other
    assert "vertraulich" not in other
    assert sign_in("clara").get(asked.get_absolute_url()).status_code == 404


def test_when_the_time_is_over_nothing_can_be_changed(sign_in, asked, walk, client):
    services.answer(asked, contact=asked.contact, value="talks")
    walk(46, first_day=31)
    page = sign_in("anna").post(asked.get_absolute_url(), {"value": "contract", "size_class": "under_5k"})
    assert "Die Zeit für diese Antwort ist vorbei" in page.content.decode()
    with pytest.raises(GuardFailed):
        services.answer(asked, contact=asked.contact, value="learned")
    assert asked.answers.count() == 1


def test_what_is_asked_after_two_weeks_has_other_answers_than_later(case, walk):
    walk(14)
    first = survey(case, "company", 14)
    with pytest.raises(GuardFailed):
        services.answer(first, contact=first.contact, value="contract", size_class="under_5k")
    services.answer(first, contact=first.contact, value="not_yet", next_step="hub")
    assert first.answers.get().next_step == "hub"


def test_no_letter_and_no_entry_of_the_log_holds_the_remark(asked):
    services.answer(asked, contact=asked.contact, value="talks", remark="Schwerwiegend")
    assert not OutboxMessage.objects.filter(body_text__contains="Schwerwiegend").exists()
    assert "Schwerwiegend" not in str([*LogEntry.objects.values(), *CaseEvent.objects.values("attributes")])
    assert len([row for row in letters() if row[0] == 30]) == 2


def test_remarks_end_after_their_period_and_answers_stay(asked, time_machine):
    services.answer(asked, contact=asked.contact, value="talks", remark="Wird gelöscht")
    assert not old_remarks(asked.asked_on)[0].exists()
    due = old_remarks(asked.asked_on.replace(year=asked.asked_on.year + 4))[0]
    assert [each.survey for each in due] == [asked]


def test_sides_begin_with_the_introduction(case):
    assert {row.side for row in case.follow_ups.all()} == {"company", "provider"}
    assert side(case, "company").state == "asking"


def test_a_letter_that_still_waits_is_stopped_by_the_answer(asked):
    letter = OutboxMessage.objects.about(asked).get()
    assert (letter.state, letter.is_current) == ("queued", True)
    services.answer(asked, contact=asked.contact, value="talks")
    letter.refresh_from_db()
    assert letter.state == "cancelled"


def test_who_has_no_mail_address_is_not_counted_as_silent(case, walk, people):
    type(people.clara.contact).objects.filter(pk=people.clara.contact.pk).update(email="")
    walk(14)
    assert not side(case, "provider").surveys.exists()


@pytest.mark.parametrize("typed", ["\x00", "9" * 30, "<script>", "x" * 30_000, ""])
def test_whatever_is_typed_the_pages_answer_and_keep_the_link(sign_in, client, asked, typed):
    said = {"value": typed, "size_class": typed, "reason": typed, "remark": typed}
    for address in (signed(link_to(asked)), asked.get_absolute_url()):
        sign_in("anna")
        page = client.post(address, said)
        assert page.status_code == 200
        assert "Wählen Sie eine Antwort" in page.content.decode() or "keine gültige Auswahl" in page.content.decode()
    assert link_to(asked).is_usable
    assert not asked.answers.exists()
