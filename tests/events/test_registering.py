"""Places are given once and in order; guests prove their address first; everybody is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import CaseEvent
from core.states import GuardFailed, InvalidTransition
from events.models import BookableSlot, Event, Registration
from events.registering import services
from events.registering.services import Wishes
from events.room import in_line_before
from events.services import editing, publishing
from mail.models import OutboxMessage
from scheduling.models import Timer
from scheduling.sweeping import sweep
from tests.events.steps import guest, registered, talk_in, unconfirmed
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db


def letters(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=f"event.{kind}").order_by("pk"))


def states(event: Event) -> list[str]:
    return list(event.registrations.order_by("position").values_list("state", flat=True))


def again(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


def test_places_are_given_in_order_and_the_rest_waits(people):
    event = talk_in("published", people, capacity=2)

    rows = [registered(event) for _number in range(4)]

    assert states(event) == ["registered", "registered", "waiting", "waiting"]
    assert [row.position for row in rows] == [1, 2, 3, 4]
    assert in_line_before(rows[3]) == 2
    assert len(letters("registered")) == 2
    assert "2" in letters("waiting")[1].body_text


def test_a_member_registers_with_organisation_and_town(people):
    event = talk_in("published", people)

    row = registered(event, people.anna.contact)

    assert (row.organisation, row.organisation_name) == (people.company, "Steinrück Drehteile GmbH")
    assert CaseEvent.objects.get(kind="event_registered").organisation_id == people.company.pk


def test_nobody_registers_twice(people):
    event = talk_in("published", people)
    registered(event, people.anna.contact)

    with pytest.raises(GuardFailed):
        registered(event, people.anna.contact)
    assert event.registrations.count() == 1


def test_after_cancelling_one_can_come_back_at_the_end_of_the_line(people):
    event = talk_in("published", people, capacity=1)
    first = registered(event, people.anna.contact)
    services.cancel_registration(first, actor=people.anna)

    second = registered(event, people.anna.contact)

    assert (second.state, second.position) == ("registered", 2)
    assert [row.state for row in event.registrations.all()] == ["cancelled", "registered"]


def test_a_cancelled_place_goes_to_the_first_in_line_who_is_told(people):
    event = talk_in("published", people, capacity=1)
    first, second, third = (registered(event) for _number in range(3))

    assert services.cancel_registration(first, actor=None) == [second]

    assert states(event) == ["cancelled", "registered", "waiting"]
    letter = letters("promoted")[0]
    assert second.email in letter.to[0]
    assert letter.attachments[0]["type"].startswith("text/calendar")
    assert in_line_before(again(third)) == 1


def test_cancelling_twice_is_harmless(people):
    event = talk_in("published", people, capacity=1)
    first, _second, third = (registered(event) for _number in range(3))

    services.cancel_registration(first, actor=None)
    assert services.cancel_registration(first, actor=None) == []

    assert again(third).state == "waiting"
    assert len(letters("registration_cancelled")) == 1


def test_nobody_overtakes_whoever_needs_more_places_than_are_free(people):
    event = talk_in("published", people, capacity=3, most_companions=3)
    first = registered(event, companions=1)
    registered(event)
    three = registered(event, companions=2)
    one = registered(event)

    services.cancel_registration(first, actor=None)

    assert (again(three).state, again(one).state) == (
        "waiting",
        "waiting",
    )  # two are free, the first in line needs three


def test_fewer_companions_make_room(people):
    event = talk_in("published", people, capacity=3, most_companions=2)
    row = registered(event, companions=2, names=("Ida Muster",))
    waiting = registered(event)
    tickets = list(row.companions.values_list("ticket", flat=True))

    services.change_companions(row, number=1, names=("Ida Beispiel",), actor=None)

    assert again(waiting).state == "registered"
    assert [(each.name, each.ticket) for each in row.companions.all()] == [("Ida Beispiel", tickets[0])]


def test_more_companions_need_free_places(people):
    event = talk_in("published", people, capacity=2, most_companions=2)
    row = registered(event)

    with pytest.raises(GuardFailed):
        services.change_companions(row, number=2, actor=None)
    services.change_companions(row, number=1, actor=None)

    assert (again(row).companions_number, row.companions.count()) == (1, 1)


def test_more_companions_than_allowed_are_refused(people):
    event = talk_in("published", people, most_companions=1)

    with pytest.raises(GuardFailed):
        registered(event, companions=2)


def test_a_larger_room_lets_in_those_in_line(people):
    event = talk_in("published", people, capacity=1)
    rows = [registered(event) for _number in range(4)]
    parts = editing.Parts(
        [editing.Time(row.pk, row.starts_at, row.ends_at, row.label) for row in event.dates.all()], []
    )

    editing.change_event(event, {"capacity": 3}, parts, actor=people.lead)

    assert states(event) == ["registered", "registered", "registered", "waiting"]
    assert len(letters("promoted")) == 2
    assert rows[3].email not in str([each.to for each in letters("promoted")])


def test_without_a_waiting_list_the_full_event_says_so(people):
    event = talk_in("published", people, capacity=1, has_waiting_list=False)
    registered(event)

    with pytest.raises(GuardFailed):
        registered(event)
    assert event.registrations.count() == 1


# --- Guests ------------------------------------------------------------------------------------------


def test_a_guest_takes_no_place_before_the_address_is_confirmed(people):
    event = talk_in("published", people, capacity=1)
    row = unconfirmed(event)

    other = registered(event)

    assert (row.state, row.position, row.contact) == ("unconfirmed", None, None)
    assert other.state == "registered"
    assert services.confirm(row).state == "waiting"


def test_a_confirmed_guest_is_a_contact_of_the_hub_once(people):
    first, second = talk_in("published", people), talk_in("published", people, title="Ein zweiter Abend")

    one = services.confirm(unconfirmed(first))
    two = services.confirm(unconfirmed(second))

    assert one.contact == two.contact
    assert (one.contact.user, one.contact.email) == (None, "gast@example.org")


def test_a_guest_with_the_address_of_an_account_is_that_person(people):
    row = services.confirm(unconfirmed(talk_in("published", people), guest("ANNA@example.org")))

    assert row.contact == people.anna.contact


def test_sending_the_form_again_replaces_what_was_not_confirmed(people):
    event = talk_in("published", people, most_companions=2)
    unconfirmed(event, guest(given_name="Gesina"), companions=2)

    row = unconfirmed(event, guest(given_name="Gesine"))

    assert (row.given_name, row.companions_number, row.companions.count()) == ("Gesine", 0, 0)
    assert event.registrations.count() == 1
    assert len(letters("confirm")) == 2


def test_a_known_address_gets_a_mail_that_says_so_and_nothing_changes(people):
    event = talk_in("published", people)
    row = registered(event, people.anna.contact)

    services.ask_to_confirm(event, guest("Anna@Example.org"), Wishes(note="anders"))

    assert again(row).note == ""
    assert "anna@example.org" in letters("known")[0].to[0]
    assert not letters("confirm")


def test_what_nobody_confirms_expires(people):
    event = talk_in("published", people)
    row = unconfirmed(event)

    with time_machine.travel(timezone.now() + services.CONFIRM_WITHIN + timedelta(hours=1)):
        sweep()

    assert again(row).state == "expired"
    with pytest.raises(InvalidTransition):
        services.confirm(row)


# --- Deciding ------------------------------------------------------------------------------------------


def test_with_approval_nobody_has_a_place_before_the_organiser_decides(people):
    event = talk_in("published", people, admission="approval", capacity=1)
    first, second, third = (registered(event) for _number in range(3))
    assert states(event) == ["requested"] * 3

    services.approve(second, actor=people.lead)
    services.approve(first, actor=people.lead)
    services.decline(third, note="Diesmal sind es zu viele.", actor=people.lead)

    assert (again(second).state, again(first).state, again(third).state) == ("registered", "waiting", "declined")
    assert "Diesmal sind es zu viele." in letters("declined")[0].body_text


def test_staff_let_somebody_in_out_of_the_order(people):
    event = talk_in("published", people, capacity=1)
    _first, second, third = (registered(event) for _number in range(3))

    services.admit_by_hand(third, actor=people.lead)

    assert (again(second).state, again(third).state) == ("waiting", "registered")
    assert event.registrations.coming().seats() == 2


def test_staff_register_whoever_calls_in_the_same_order(people):
    event = talk_in("published", people, capacity=1)
    registered(event)

    row = services.register_by_staff(event, guest(), Wishes(), source="phone", actor=people.lead)

    assert (row.state, row.position) == ("waiting", 2)
    assert row.contact.full_name == "Gesine Gast"


# --- Times of an advisory hour ---------------------------------------------------------------------------


@pytest.fixture
def hour(people) -> Event:
    return talk_in("published", people, kind="advisory", slot_minutes=30)


def slots(event: Event) -> list[BookableSlot]:
    return list(BookableSlot.objects.filter(date__event=event))


def test_a_time_is_booked_by_one_person(hour, people):
    slot = slots(hour)[0]
    registered(hour, people.anna.contact, slot=slot)

    with pytest.raises(GuardFailed):
        registered(hour, slot=slot)


def test_an_advisory_hour_needs_a_time(hour):
    with pytest.raises(GuardFailed):
        registered(hour)


def test_another_time_frees_the_one_before(hour, people):
    first, second = slots(hour)[:2]
    row = registered(hour, people.anna.contact, slot=first)

    services.move_to(row, second, actor=people.anna)

    assert again(row).slot == second
    assert registered(hour, slot=first).state == "registered"
    with pytest.raises(GuardFailed):
        services.move_to(row, first, actor=people.anna)


# --- The event moves -------------------------------------------------------------------------------------


def test_a_cancelled_event_ends_all_registrations_and_tells_everybody_once(people):
    event = talk_in("published", people, capacity=1)
    rows = [registered(event), registered(event)]
    unconfirmed(event)

    publishing.cancel(event, note="Die Referentin ist krank.", actor=people.lead)

    assert set(event.registrations.values_list("state", flat=True)) == {"cancelled"}
    assert len(letters("cancelled")) == len(rows)
    assert "Die Referentin ist krank." in letters("cancelled")[0].body_text
    assert "STATUS:CANCELLED" in letters("cancelled")[0].attachments[0]["content"]
    assert not letters("promoted")


def test_the_place_of_somebody_erased_goes_to_the_next_in_line(people):
    event = talk_in("published", people, capacity=1)
    first, second = registered(event), registered(event)

    Registration.objects.filter(pk=first.pk).delete()

    assert again(second).state == "registered"


def test_only_those_registered_read_the_link_for_taking_part(people):
    event = talk_in("published", people, capacity=1)
    registered(event)
    registered(event)

    assert "video.example.org" in letters("registered")[0].body_text
    assert "video.example.org" not in letters("waiting")[0].body_text


def test_people_are_reminded_of_a_date_once(people):
    event = talk_in("published", people, capacity=1)
    registered(event)
    registered(event)

    with time_machine.travel(event.starts_at - timedelta(hours=3), tick=False):
        sweep()
        sweep()
    assert (len(letters("reminder")), len(letters("reminder_online"))) == (1, 0)

    with time_machine.travel(event.starts_at - timedelta(hours=1), tick=False):
        sweep()
    assert len(letters("reminder_online")) == 1


@pytest.mark.parametrize(("begin", "reminded"), [("2027-03-15", "2027-03-12"), ("2027-03-17", "2027-03-16")])
def test_the_reminder_goes_out_on_the_working_day_before(begin, reminded, people):
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        event = talk_in("published", people, days=((date.fromisoformat(begin) - date(2027, 3, 1)).days,))

    due_at = timezone.localtime(Timer.objects.get(kind="event.remind", subject_id=event.pk).due_at)

    assert due_at.date().isoformat() == reminded
    online = Timer.objects.get(kind="event.remind_online", subject_id=event.pk)
    assert event.starts_at - online.due_at == timedelta(hours=2)


def test_letters_are_in_the_language_of_the_reader(people):
    event = talk_in("published", people, title_en="Expert talk on machines")
    registered(event, ContactFactory(language="en"))

    assert letters("registered")[0].subject == "You are registered: Expert talk on machines"
