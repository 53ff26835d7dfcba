import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from mail.enums import MessageState
from mail.models import OutboxMessage

NOW = timezone.now()


@pytest.mark.parametrize(
    ("rule", "columns"),
    [
        ("outboxmessage_has_recipient", {"to": []}),
        ("outboxmessage_about_complete", {"about_type": "companies.need"}),
        ("outboxmessage_about_complete", {"about_id": 7}),
        ("outboxmessage_claimed_first", {"state": "sending", "attempts": 1}),
        ("outboxmessage_claimed_first", {"state": "sending", "claimed_at": NOW}),
        ("outboxmessage_sent_dated", {"state": "sent", "attempts": 1, "claimed_at": NOW}),
        ("outboxmessage_sent_dated", {"sent_at": NOW}),
        ("outboxmessage_problem_named", {"state": "failed", "attempts": 1, "claimed_at": NOW}),
        ("outboxmessage_problem_named", {"state": "unknown", "attempts": 1, "claimed_at": NOW}),
    ],
)
def test_the_database_refuses_incoherent_messages(write_message, rule, columns):
    message = write_message()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(**columns)


def test_every_rule_has_a_sentence_for_people(write_message):
    message = write_message(columns={"about_type": ""})
    message.about_id = 7
    with translation.override("en"), pytest.raises(ValidationError, match="What a message is about"):
        message.validate_constraints()


def test_a_message_knows_the_rows_it_is_about(write_message, people):
    about_lead = write_message(about=people.lead)
    write_message(about=people.anna)
    write_message()
    assert list(OutboxMessage.objects.about(people.lead)) == [about_lead]


def test_a_message_leads_to_the_page_of_its_case_while_there_is_one(write_message, people):
    message = write_message(about=people.company)
    assert message.about_url() == people.company.get_absolute_url()
    message.about_id = 0
    assert message.about_url() == ""
    assert write_message(about=people.lead).about_url() == ""
    assert write_message().about_url() == ""


@pytest.mark.parametrize(
    ("state", "decisions"),
    [
        (MessageState.QUEUED, ["hold", "cancel"]),
        (MessageState.SENDING, []),
        (MessageState.SENT, []),
        (MessageState.FAILED, ["send_again", "cancel"]),
        (MessageState.UNKNOWN, ["confirm_sent", "send_again"]),
        (MessageState.HELD, ["release", "cancel"]),
        (MessageState.CANCELLED, ["take_up_again"]),
        (MessageState.COLLECTED, []),
        (MessageState.BUNDLED, []),
    ],
)
def test_a_person_decides_where_the_system_must_not(state, decisions):
    assert [decision.id for decision in OutboxMessage(state=state).decisions] == decisions
