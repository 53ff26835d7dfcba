"""An issue leaves once: frozen, one row for each reader, throttled, never twice."""

import smtplib
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.models import CaseEvent, LogEntry
from core.states import GuardFailed, InvalidTransition
from mail.delivery import STALE_AFTER
from mail.models import OutboxMessage
from mail.transport import HandOverUnconfirmed
from newsletter import sending, services
from newsletter.content import content_of
from newsletter.enums import DeliveryState, IssueState, SubscriptionState
from newsletter.models import Delivery, Issue, Segment
from newsletter.services import Trace
from tests.mail.conftest import transport  # noqa: F401 - a fixture
from tests.newsletter.cases import issue_by, reader, segment, sent_to_all, started, suppress

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(people):
    return people.editor


@pytest.fixture
def queue(monkeypatch):
    """The ids of the deliveries for which a task was queued."""
    ids: list[int] = []
    monkeypatch.setattr("newsletter.tasks.deliver.delay", ids.append)
    return ids


def states(issue: Issue) -> list[str]:
    return list(issue.deliveries.order_by("pk").values_list("state", flat=True))


def test_every_reader_gets_the_issue_once(editor, mailoutbox):
    readers = [reader() for _place in range(3)]
    issue = issue_by(editor)
    deliveries = sent_to_all(issue, editor)
    assert [mail.to for mail in mailoutbox] == [[each.email] for each in readers]
    assert [sending.deliver(each.pk) for each in deliveries] == [None] * 3
    assert len(mailoutbox) == 3
    assert (issue.state, states(issue)) == (IssueState.SENT, ["sent"] * 3)
    assert CaseEvent.objects.get(kind="newsletter_sent").attributes == {"issue": issue.pk, "sent": 3}


def test_the_same_issue_is_never_two_rows_for_one_reader(editor):
    reader()
    [delivery] = started(issue_by(editor), editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(issue=delivery.issue, subscription=delivery.subscription)
    with pytest.raises(InvalidTransition):
        sending.start(delivery.issue)
    assert Delivery.objects.count() == 1


def test_what_is_sent_is_what_was_written_when_sending_started(editor, mailoutbox):
    reader()
    issue = issue_by(editor)
    [delivery] = started(issue, editor)
    issue.blocks.update(text="Etwas ganz anderes.")
    sending.deliver(delivery.pk)
    assert "Das steht an." in mailoutbox[0].body
    assert "anderes" not in mailoutbox[0].body
    assert content_of(issue) == issue.content


@pytest.mark.parametrize(
    "spoil",
    [
        lambda issue: issue.blocks.all().delete(),
        lambda issue: issue.segments.clear(),
        lambda issue: issue.segments.set([Segment.objects.create(name="leer")]),
        lambda issue: issue.blocks.update(text=""),
        lambda issue: issue.blocks.update(kind="events"),
        lambda issue: issue.blocks.update(kind="question"),
    ],
    ids=["no block", "no segment", "empty segment", "empty text", "no event", "no button"],
)
def test_what_is_not_complete_cannot_be_scheduled(editor, spoil):
    reader()
    issue = issue_by(editor)
    spoil(issue)
    with pytest.raises(GuardFailed) as failure:
        sending.schedule(issue, None, actor=editor)
    assert failure.value.problems
    issue.refresh_from_db()
    assert issue.state == IssueState.DRAFT


def test_an_issue_starts_when_its_time_has_come_and_not_before(editor, queue, django_capture_on_commit_callbacks):
    reader()
    issue = issue_by(editor)
    when = timezone.now() + timedelta(hours=1)
    sending.schedule(issue, when, actor=editor)
    sending.pump(when - timedelta(seconds=1))
    assert (Issue.objects.get().state, queue) == (IssueState.SCHEDULED, [])
    with django_capture_on_commit_callbacks(execute=True):
        assert sending.pump(when) == 1
    assert Issue.objects.get().state == IssueState.SENDING
    assert queue == list(Delivery.objects.values_list("pk", flat=True))


def test_an_issue_that_was_taken_back_does_not_start(editor):
    reader()
    issue = issue_by(editor)
    sending.schedule(issue, None, actor=editor)
    sending.take_back(issue, actor=editor)
    sending.pump(timezone.now())
    assert Issue.objects.get().state == IssueState.DRAFT
    assert not Delivery.objects.exists()


def test_no_more_mails_are_queued_in_a_minute_than_the_setting_allows(
    editor, settings, queue, django_capture_on_commit_callbacks
):
    settings.NEWSLETTER_PER_MINUTE = 12
    for _place in range(20):
        reader()
    begin = timezone.now()
    started(issue_by(editor), editor)
    for second in range(0, 120, 5):
        with django_capture_on_commit_callbacks(execute=True):
            sending.pump(begin + timedelta(seconds=second))
        stamps = list(Delivery.objects.filter(published_at__isnull=False).values_list("published_at", flat=True))
        for moment in stamps:
            assert sum(moment <= other < moment + timedelta(minutes=1) for other in stamps) <= 12
    assert sorted(queue) == list(Delivery.objects.order_by("pk").values_list("pk", flat=True))


def test_a_task_that_got_lost_is_queued_again_later(editor, queue, django_capture_on_commit_callbacks):
    reader()
    [delivery] = started(issue_by(editor), editor)
    now = timezone.now()
    for moment in (now, now + timedelta(seconds=30), now + sending.TASK_LOST_AFTER + timedelta(seconds=31)):
        with django_capture_on_commit_callbacks(execute=True):
            sending.pump(moment)
    assert queue == [delivery.pk, delivery.pk]


def test_a_paused_issue_waits_and_goes_on(editor, mailoutbox):
    reader()
    issue = issue_by(editor)
    [delivery] = started(issue, editor)
    sending.pause(issue, actor=editor)
    assert sending.deliver(delivery.pk) is None
    assert sending.pump(timezone.now()) == 0
    sending.go_on(issue, actor=editor)
    assert sending.deliver(delivery.pk) == DeliveryState.SENT
    assert len(mailoutbox) == 1


def test_whoever_has_not_got_a_stopped_issue_does_not_get_it(editor, mailoutbox):
    for _place in range(2):
        reader()
    issue = issue_by(editor)
    first, second = started(issue, editor)
    sending.deliver(first.pk)
    sending.stop(issue, actor=editor)
    assert sending.deliver(second.pk) is None
    assert (states(issue), len(mailoutbox)) == (["sent", "skipped"], 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda row: services.leave(row, Trace("/f/")), "Left"),
        (lambda row: services.register_bounce(row.email, "hard"), "Left"),
        (lambda row: suppress(row.email), "Suppressed"),
        (lambda row: row.delete(), "Erased"),
    ],
    ids=["left", "bounced", "suppressed", "erased"],
)
def test_whoever_leaves_while_an_issue_is_sent_gets_nothing_more(editor, mailoutbox, change, reason):
    row = reader()
    [delivery] = started(issue_by(editor), editor)
    change(row)
    assert sending.deliver(delivery.pk) == DeliveryState.SKIPPED
    delivery.refresh_from_db()
    assert (delivery.last_error, mailoutbox) == (reason, [])


def test_an_interrupted_hand_over_is_unclear_and_settled_by_one_decision(editor, transport, mailoutbox):  # noqa: F811
    for _place in range(2):
        reader()
    transport.fault = HandOverUnconfirmed("TimeoutError")
    issue = issue_by(editor)
    first, second = started(issue, editor)
    assert [sending.deliver(first.pk), sending.deliver(second.pk)] == ["unknown", "unknown"]
    sending.pump(timezone.now())
    assert (Issue.objects.get().state, mailoutbox) == (IssueState.SENT, [])  # nothing is sent again by itself
    transport.fault = None
    first.refresh_from_db(), second.refresh_from_db()
    sending.settle(first, "confirm_sent", actor=editor)
    sending.settle(second, "send_again", actor=editor)
    with pytest.raises(InvalidTransition):
        sending.settle(first, "send_again", actor=editor)
    assert [sending.deliver(first.pk), sending.deliver(second.pk)] == [None, "sent"]
    assert [mail.to for mail in mailoutbox] == [[second.subscription.email]]


def test_a_delivery_of_which_nobody_heard_again_becomes_unclear(editor):
    reader()
    [delivery] = started(issue_by(editor), editor)
    began = timezone.now()
    Delivery.objects.update(state="sending", claimed_at=began, attempts=1)
    sending.pump(began + STALE_AFTER - timedelta(seconds=1))
    assert Delivery.objects.get().state == DeliveryState.SENDING
    sending.pump(began + STALE_AFTER + timedelta(seconds=1))
    assert Delivery.objects.get().state == DeliveryState.UNKNOWN
    assert list(LogEntry.objects.about(delivery).values_list("verb", flat=True)) == ["lose"]


def test_a_refused_address_fails_and_a_busy_server_is_asked_again(editor, transport):  # noqa: F811
    for _place in range(2):
        reader()
    first, second = started(issue_by(editor), editor)
    transport.fault = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"unknown")})
    assert sending.deliver(first.pk) == DeliveryState.FAILED
    transport.fault = smtplib.SMTPDataError(451, b"try later")
    assert sending.deliver(second.pk) == DeliveryState.QUEUED
    assert sending.deliver(second.pk) is None  # not yet


def test_a_mail_carries_the_ways_out_and_links_of_its_reader_only(editor, mailoutbox):
    reader(), reader()
    sent_to_all(issue_by(editor, is_archived=False), editor)
    one, other = (mail.message() for mail in mailoutbox)
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one["List-Unsubscribe"] != other["List-Unsubscribe"]
    assert one["Message-ID"] != other["Message-ID"]
    assert "~" not in mailoutbox[0].body
    assert "~" not in mailoutbox[0].alternatives[0].content
    assert one["List-Unsubscribe"].split("/l/newsletter/")[1].split("/")[0] in mailoutbox[0].body
    assert "Auto-Submitted" not in one  # a person has written it, to many


def test_readers_get_their_language_and_german_where_there_is_no_other(editor, mailoutbox):
    reader(language="en"), reader(language="de")
    issue = issue_by(editor, subject_en="Dates and a question")
    sent_to_all(issue, editor)
    assert [mail.subject for mail in mailoutbox] == ["Dates and a question", "Termine und eine Frage"]
    assert "unsubscribe" in mailoutbox[0].body
    assert "abbestellen" in mailoutbox[1].body
    assert "Das steht an." in mailoutbox[0].body


def test_a_test_mail_goes_to_one_person_and_its_links_change_nothing(editor, client):
    row = reader()
    issue = issue_by(editor)
    for _click in range(2):
        sending.send_test(issue, "de", to=editor.email, key="one")
    message = OutboxMessage.objects.get(kind="newsletter.test")
    assert (message.to, message.subject) == ([editor.email], "[Probe] Termine und eine Frage")
    assert row.code not in message.body_text + message.body_html
    assert not Delivery.objects.exists()


def test_whoever_leaves_after_a_mail_is_counted_with_its_issue(editor):
    row = reader()
    [delivery] = sent_to_all(issue_by(editor), editor)
    services.leave(row, Trace("/f/"), reason="too_much")
    delivery.refresh_from_db()
    assert (delivery.leave_reason, delivery.left_at is not None) == ("too_much", True)
    services.come_back(row, Trace("/f/"))
    delivery.refresh_from_db()
    assert (delivery.leave_reason, delivery.left_at) == ("", None)
    row.refresh_from_db()
    assert row.state == SubscriptionState.ACTIVE


@pytest.mark.django_db(transaction=True)
def test_a_delivery_inside_a_transaction_is_refused(people):
    reader()
    [delivery] = started(issue_by(people.editor), people.editor)
    with pytest.raises(RuntimeError), transaction.atomic():
        sending.deliver(delivery.pk)
    assert connection.in_atomic_block is False


def test_the_number_of_queries_does_not_grow_with_the_readers(editor, django_assert_max_num_queries):
    for _place in range(12):
        reader(reader="company")
    issue = issue_by(editor, segment(readers=["company"]))
    sending.schedule(issue, None, actor=editor)
    with django_assert_max_num_queries(40):
        assert sending.start(issue) == 12
