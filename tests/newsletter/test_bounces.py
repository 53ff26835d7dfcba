"""Mails that came back, as mail servers report them (RFC 3464)."""

import io
import mailbox
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.management import CommandError, call_command

from newsletter import sending
from newsletter.bounces import messages_in, notices_in, read
from newsletter.enums import SubscriptionState
from newsletter.models import Subscription
from tests.newsletter.cases import issue_by, reader, sent_to_all

pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: portal@portal.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"
MIME-Version: 1.0

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected

--b1
Content-Type: {returned}

Message-ID: {message_id}
Subject: Termine und eine Frage

--b1--
"""


def report(address: str, status: str = "5.1.1", action: str = "failed", message_id: str = "<x@y.example>", **changes):
    text = REPORT.format(
        address=address,
        status=status,
        action=action,
        message_id=message_id,
        **{"returned": "text/rfc822-headers"} | changes,
    )
    return message_from_bytes(text.encode(), policy=default)


@pytest.fixture
def delivery(people):
    reader(email="leserin@example.org")
    [row] = sent_to_all(issue_by(people.editor), people.editor)
    return row


def state() -> str:
    return Subscription.objects.get().state


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_a_mail_that_came_back_for_good_is_noted_with_its_delivery_and_stops_the_next(delivery, people, returned):
    # the mailbox passed the mail on, and the report names where it ended
    came_back = report("elsewhere@example.net", message_id=delivery.message_id, returned=returned)
    assert read(iter([came_back])) == {"stopped": 1}
    delivery.refresh_from_db()
    assert (delivery.bounce, delivery.state, state()) == ("hard", "sent", SubscriptionState.BOUNCED)
    assert read(iter([came_back])) == {"again": 1}
    assert Subscription.objects.get().proofs.filter(kind="bounced").count() == 1


def test_what_is_for_now_stops_delivery_the_third_time_in_a_row(delivery, people):
    row = delivery
    outcomes = []
    for _issue in range(3):
        outcomes += read(iter([report("leserin@example.org", "4.2.2", message_id=row.message_id)]))
        if state() == SubscriptionState.ACTIVE:
            [row] = sent_to_all(issue_by(people.editor), people.editor)
    assert outcomes == ["noted", "noted", "stopped"]


def test_an_issue_that_arrives_in_between_starts_counting_anew(delivery, people):
    read(iter([report("leserin@example.org", "4.2.2", message_id=delivery.message_id)]))
    sent_to_all(issue_by(people.editor), people.editor)
    sent_to_all(issue_by(people.editor), people.editor)
    assert Subscription.objects.get().soft_bounces == 0


@pytest.mark.parametrize("status", ["4.0.0", "5.2.2", "5.7.1", "5.3.4"])
def test_a_full_mailbox_is_no_wrong_address(delivery, status):
    assert [notice.kind for notice in notices_in(report("leserin@example.org", status))] == ["soft"]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_mail_that_is_late_or_has_arrived_is_not_lost(delivery, action):
    assert read(iter([report("leserin@example.org", action=action)])) == {"other": 1}
    assert state() == SubscriptionState.ACTIVE


def test_an_ordinary_answer_is_no_report(delivery):
    mail = message_from_bytes(b"From: leserin@example.org\nSubject: Danke\n\nGern gelesen.\n", policy=default)
    assert read(iter([mail])) == {"other": 1}


def test_a_report_by_address_alone_is_enough_and_an_unknown_one_is_counted(delivery):
    found = read(iter([report("LESERIN@example.org"), report("niemand@example.org")]))
    assert found == {"stopped": 1, "unknown": 1}


@pytest.mark.parametrize("way", ["mail", "mbox", "maildir"])
def test_the_command_reads_what_mail_servers_keep(delivery, tmp_path, way):
    mail = report("leserin@example.org", message_id=delivery.message_id)
    path = tmp_path / way
    if way == "mail":
        path.write_bytes(mail.as_bytes())
    else:
        box = (mailbox.mbox if way == "mbox" else mailbox.Maildir)(path)
        box.add(mail.as_bytes())
        box.close()
    printed = io.StringIO()
    call_command("read_bounces", str(path), stdout=printed)
    assert state() == SubscriptionState.BOUNCED
    assert printed.getvalue().splitlines()[0].split() == ["delivery", "stopped", "1"]
    assert "example" not in printed.getvalue()


def test_standard_input_is_read_where_no_path_is_given(delivery):
    raw = io.BytesIO(report("leserin@example.org").as_bytes())
    assert len(notices_in(next(messages_in(None, raw)))) == 1


def test_a_path_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="nothing at"):
        call_command("read_bounces", str(tmp_path / "none"))


def test_after_a_bounce_nothing_is_handed_over(delivery, people, mailoutbox):
    issue = issue_by(people.editor)
    reader()
    sending.schedule(issue, None, actor=people.editor)
    read(iter([report("leserin@example.org", message_id=delivery.message_id)]))
    sending.start(issue)
    assert [each.subscription.email for each in issue.deliveries.all()] != ["leserin@example.org"]
    assert issue.deliveries.count() == 1
