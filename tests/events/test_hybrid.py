"""On site and online: who takes part online needs no place of the room, and each way has its own waiting list."""

import pytest
from django.urls import reverse

from core.states import GuardFailed
from events.models import Event, Registration
from events.registering import services
from events.room import in_line_before, rooms_of
from events.services import editing
from events.services.editing import Parts
from mail.models import OutboxMessage
from tests.events.cases import columns_of, event_in, times_of
from tests.events.steps import registered

pytestmark = pytest.mark.django_db


def hybrid(people, **fields) -> Event:
    return event_in("published", people, format="hybrid", online_url="https://video.example.org/raum", **fields)


def states(rows) -> list[str]:
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def text_of(response) -> str:
    """Return the page with single spaces, as a browser shows them."""
    return " ".join(response.content.decode().split())


def on_site(event, **wishes):
    return registered(event, **wishes)


def online(event, **wishes):
    return registered(event, takes_part_online=True, **wishes)


def changed(event, people, **fields):
    columns = {**columns_of(event), **fields}
    return editing.change_event(event, columns, Parts(times_of(event), ()), actor=people.lead)


def test_people_online_need_no_place_of_the_room(people):
    event = hybrid(people, capacity=1)

    rows = [online(event), online(event), on_site(event), on_site(event), online(event)]

    assert states(rows) == ["registered", "registered", "registered", "waiting", "registered"]
    assert [(room.taken, room.waiting, room.left) for room in rooms_of(event)] == [(1, 1, 0), (3, 0, None)]


def test_the_places_online_can_be_limited_too(people):
    event = hybrid(people, online_capacity=1)

    rows = [online(event), online(event), on_site(event)]

    assert states(rows) == ["registered", "waiting", "registered"]


def test_each_way_has_its_own_line_in_strict_order(people):
    event = hybrid(people, capacity=2, online_capacity=1, most_companions=2)
    room, both = on_site(event), on_site(event)
    remote = online(event)
    three, one = on_site(event, companions=2), on_site(event)
    next_remote = online(event)
    assert [in_line_before(row) for row in (three, one, next_remote)] == [1, 2, 1]
    assert "auf Platz 1 der" in OutboxMessage.objects.filter(kind="event.waiting").order_by("pk").last().body_text

    services.cancel_registration(room, actor=None)  # one is free, the first on site needs three
    assert states([three, one, next_remote]) == ["waiting", "waiting", "waiting"]
    assert services.cancel_registration(remote, actor=None) == [next_remote]
    assert services.cancel_registration(both, actor=None) == []
    services.cancel_registration(three, actor=None)

    assert states([three, one, next_remote]) == ["cancelled", "registered", "registered"]


def test_approval_looks_at_the_places_of_the_way(people):
    event = hybrid(people, capacity=1, admission="approval")
    rows = [on_site(event), on_site(event), online(event)]

    for row in rows:
        services.approve(row, actor=people.lead)

    assert states(rows) == ["registered", "waiting", "registered"]


def test_more_companions_need_places_of_the_own_way(people):
    event = hybrid(people, capacity=1, online_capacity=3, most_companions=2)
    room, remote = on_site(event), online(event)

    services.change_companions(remote, number=2, actor=None)
    with pytest.raises(GuardFailed):
        services.change_companions(room, number=1, actor=None)


def test_more_places_online_let_in_those_who_wait_online(people):
    event = hybrid(people, capacity=1, online_capacity=1)
    on_site(event), online(event)
    room, remote = on_site(event), online(event)

    changed(event, people, online_capacity=2)

    assert states([room, remote]) == ["waiting", "registered"]


def test_fewer_places_than_people_have_are_refused(people):
    event = hybrid(people, capacity=5, online_capacity=5)
    for _number in range(2):
        on_site(event), online(event)

    with pytest.raises(GuardFailed):
        changed(event, people, online_capacity=1)
    with pytest.raises(GuardFailed):
        changed(event, people, format="on_site", capacity=3)
    changed(event, people, format="on_site", capacity=4)


def test_where_staff_have_let_in_more_the_texts_can_still_be_changed(people):
    event = hybrid(people, capacity=1)
    on_site(event)
    services.admit_by_hand(on_site(event), actor=people.lead)

    changed(event, people, summary="Ein neuer Satz.")

    assert Event.objects.get(pk=event.pk).summary == "Ein neuer Satz."


def test_where_there_is_no_choice_the_way_of_the_event_counts(people):
    remote = event_in("published", people, format="online", online_url="https://video.example.org/raum")
    room = event_in("published", people)

    assert registered(remote).takes_part_online
    assert not registered(room, takes_part_online=True).takes_part_online


def test_pages_say_what_is_left_of_each_way(people, client, sign_in):
    event = hybrid(people, capacity=1, online_capacity=3)
    on_site(event), online(event)

    page = text_of(client.get(event.get_absolute_url()))
    assert "Vor Ort: Alle Plätze sind vergeben" in page
    assert "Online: Es sind noch 2" in page
    assert "Vor Ort (Warteliste)" in text_of(client.get(reverse("events:register", args=[event.slug])))
    lead = sign_in("lead")
    assert "Vor Ort: 1 von 1" in text_of(lead.get(event.manage_url))
    assert "Online: 2 frei" in text_of(lead.get(reverse("events:registrations", args=[event.pk])))
