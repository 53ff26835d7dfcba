from datetime import timedelta

from django.utils import timezone

from mail import tasks
from mail.delivery import GRACE, STALE_AFTER
from mail.enums import MessageState

LONG_AGO = timezone.now() - STALE_AFTER - GRACE


def test_the_tasks_keep_their_names_because_queued_messages_carry_them():
    assert (tasks.deliver.name, tasks.sweep.name) == ("mail.deliver", "mail.sweep")


def test_the_delivery_task_delivers(write_message, transport, mailoutbox):
    tasks.deliver(write_message().pk)
    assert len(mailoutbox) == 1


def test_a_sweep_queues_one_task_per_waiting_message_and_marks_interrupted_ones(write_message, queue):
    waiting = [write_message(columns={"state_changed_at": LONG_AGO}) for _ in range(3)]
    stuck = write_message(columns={"state": "sending", "attempts": 1, "claimed_at": LONG_AGO})
    write_message(columns={"state_changed_at": LONG_AGO, "not_before": timezone.now() + timedelta(hours=1)})
    tasks.sweep()
    assert queue == [message.pk for message in waiting]
    stuck.refresh_from_db()
    assert stuck.state == MessageState.UNKNOWN


def test_a_message_whose_task_got_lost_with_the_broker_is_delivered_by_the_sweeper(
    write_message, transport, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    def broker_is_away(message_id):
        raise ConnectionRefusedError

    monkeypatch.setattr("mail.tasks.deliver.delay", broker_is_away)
    with django_capture_on_commit_callbacks(execute=True):
        message = write_message(columns={"state_changed_at": LONG_AGO})
    assert message.state == MessageState.QUEUED
    monkeypatch.setattr("mail.tasks.deliver.delay", tasks.deliver)
    tasks.sweep()
    assert len(mailoutbox) == 1


def test_a_second_sweep_sends_nothing_more(write_message, transport, mailoutbox, monkeypatch):
    monkeypatch.setattr("mail.tasks.deliver.delay", tasks.deliver)
    write_message(columns={"state_changed_at": LONG_AGO})
    tasks.sweep()
    tasks.sweep()
    assert len(mailoutbox) == 1
