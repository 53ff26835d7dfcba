"""500 people press the button at once for 100 places: real processes against the real database."""

import multiprocessing
import time

import pytest
from django.db import connection, connections

from events.models import Event, Registration
from mail.models import OutboxMessage
from tests.events.steps import talk_in
from tests.factories import ContactFactory

PEOPLE, PLACES, PROCESSES, TWICE = 500, 100, 8, 40
SECONDS = 40


def _press(name: str, event_id: int, contact_ids: list[int], start, outcomes) -> None:
    """What one process does: register its people one after the other, and say what became of each press."""
    from accounts.models import Contact
    from core.states import GuardFailed
    from events.registering.services import Wishes, register

    connections.close_all()
    connections["default"].settings_dict["NAME"] = name
    event = Event.objects.get(pk=event_id)
    contacts = [Contact.objects.get(pk=pk) for pk in contact_ids]
    start.wait()
    said = []
    for contact in contacts:
        try:
            said.append((contact.pk, register(event, contact, Wishes(), actor=None).position))
        except GuardFailed:
            said.append((contact.pk, None))
    outcomes.put(said)
    connections.close_all()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_hundred_places_are_given_to_five_hundred_people_at_once(people):
    event = talk_in("published", people, capacity=PLACES)
    ids = [
        contact.pk
        for contact in (ContactFactory(user=None, email=f"gast{number}@example.org") for number in range(PEOPLE))
    ]
    presses = ids + ids[:TWICE]  # the same address from two processes, at about the same moment
    context = multiprocessing.get_context("fork")
    start, outcomes = context.Event(), context.Queue()
    name = connection.settings_dict["NAME"]
    connections.close_all()
    workers = [
        context.Process(target=_press, args=(name, event.pk, presses[number::PROCESSES], start, outcomes))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    began = time.monotonic()
    start.set()
    said = [press for _worker in workers for press in outcomes.get(timeout=3 * SECONDS)]
    took = time.monotonic() - began
    for worker in workers:
        worker.join(timeout=SECONDS)

    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    rows = list(event.registrations.order_by("position"))
    assert [row.position for row in rows] == list(range(1, PEOPLE + 1))  # no gap, nobody twice
    assert [row.state for row in rows] == ["registered"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    assert len({row.contact_id for row in rows}) == PEOPLE
    assert sorted(position for _pk, position in said if position) == list(range(1, PEOPLE + 1))
    assert sum(position is None for _pk, position in said) == TWICE
    by_lock = Registration.objects.filter(event=event).order_by("counted_at").values_list("position", flat=True)
    assert list(by_lock) == sorted(by_lock)  # the order is the one in which they got the lock
    assert OutboxMessage.objects.filter(kind="event.registered").count() == PLACES
    assert took < SECONDS, f"{took:.1f} s"
