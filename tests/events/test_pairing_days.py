"""Meetings at a matchmaking day: wishes, timetables, changes by hand, who is told, who sees what."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.states import GuardFailed
from events.models import Appointment, PairingPerson, PairingWish, Timetable
from events.pairing import planning
from events.services import pairing
from events.timetables import computing, editing
from events.timetables.letters import LINK, link_of
from events.timetables.question import day_of
from links.models import SignedLink
from mail.links import absolute, sign_links
from mail.models import OutboxMessage
from regions.models import Municipality
from tests.cases import introduction_in
from tests.events.days import day_with, draft_of, framed, matchday, person_of, registered, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(people):
    return day_with(people)


@pytest.fixture
def wished(day, people):
    """Anna and Clara want each other, Dora would gladly meet both providers, Carl refuses Anna."""
    wish(day, people.anna, people.clara, "must")
    wish(day, people.clara, people.anna, "must")
    wish(day, people.dora, people.clara, "gladly")
    wish(day, people.dora, people.carl, "gladly")
    wish(day, people.carl, people.anna, "no")
    return day


def names(timetable):
    rows = timetable.appointments.filter(state="planned").select_related("first__registration", "second__registration")
    return {frozenset(each.registration.given_name for each in (row.first, row.second)) for row in rows}


def meeting(timetable, *given_names) -> Appointment:
    return next(
        row
        for row in timetable.appointments.select_related("first__registration", "second__registration", "timetable")
        if {row.first.registration.given_name, row.second.registration.given_name} == set(given_names)
    )


def letters(kind: str) -> set[str]:
    return set(OutboxMessage.objects.filter(kind=f"pairing.{kind}").values_list("recipient__given_name", flat=True))


def path_of(person: PairingPerson) -> str:
    return sign_links(absolute(link_of(person).path)).split("/", 3)[3].join(["/", ""])


# --- Wishes ----------------------------------------------------------------------------------------


def test_everybody_registered_is_asked_once_and_with_a_number(day, people):
    assert list(day.people.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert letters("invited") == {"Anna", "Dora", "Clara", "Carl"}
    assert pairing.invite(day, actor=people.lead) == 0
    registered(day.event, people.ben)
    assert pairing.invite(day, actor=people.lead) == 1


def test_wishes_are_chosen_by_link_without_signing_in(day, people, client):
    anna, clara, carl = (person_of(day, each) for each in (people.anna, people.clara, people.carl))
    path = path_of(anna)
    page = client.get(path).content.decode()
    assert 'type="radio"' in page
    assert PairingWish.objects.count() == 0
    answer = client.post(path, {f"wish_{clara.pk}": "must", f"wish_{carl.pk}": "no"})
    assert answer.status_code == 302
    assert set(anna.wishes.values_list("wished", "kind")) == {(clara.pk, "must"), (carl.pk, "no")}
    client.post(path, {f"wish_{clara.pk}": "gladly"})
    assert set(anna.wishes.values_list("wished", "kind")) == {(clara.pk, "gladly")}


def test_a_link_of_somebody_who_cancelled_is_over(day, people, client):
    anna = person_of(day, people.anna)
    path = path_of(anna)
    anna.registration.__class__.objects.filter(pk=anna.registration_id).update(state="cancelled")
    assert client.get(path).status_code == 410


def test_participants_read_no_name_without_consent(day, people, sign_in):
    page = reverse("events:pairing_own", args=[person_of(day, people.anna).pk])
    clara = person_of(day, people.clara)
    PairingPerson.objects.filter(pk=clara.pk).update(profile="Wir lesen <b>Maschinen</b> aus.")
    seen = sign_in("anna").get(page).content.decode()
    assert "Wir lesen &lt;b&gt;Maschinen" in seen
    assert people.startup.name not in seen
    assert "Winterberg" not in seen
    assert people.other_company.name not in seen
    PairingPerson.objects.filter(pk=clara.pk).update(shows_name=True)
    assert people.startup.name in sign_in("anna").get(page).content.decode()


def test_what_somebody_tells_is_stored(day, people, sign_in):
    anna = person_of(day, people.anna)
    data = {
        "own-side": "seeker",
        "own-profile": "Drehteile",
        "own-shows_name": "on",
        "own-present": ["1", "2"],
    }
    assert sign_in("anna").post(anna.own_url, data).status_code == 302
    anna.refresh_from_db()
    assert (anna.profile, anna.shows_name, anna.away) == ("Drehteile", True, [0, 3])


def test_more_musts_than_meetings_and_late_wishes_are_refused(people):
    day = day_with(people, most=1)
    anna, clara, carl = (person_of(day, each) for each in (people.anna, people.clara, people.carl))
    with pytest.raises(GuardFailed):
        pairing.wish(anna, {clara.pk: "must", carl.pk: "must"})
    pairing.wish(anna, {clara.pk: "must", carl.pk: "gladly"})
    type(day).objects.filter(pk=day.pk).update(wishes_until=timezone.now() - timedelta(minutes=1))
    with pytest.raises(GuardFailed):
        pairing.wish(anna, {clara.pk: "no"})


def test_wishes_for_the_own_side_are_no_wishes(day, people):
    anna, dora = person_of(day, people.anna), person_of(day, people.dora)
    pairing.wish(anna, {dora.pk: "must"})
    assert not anna.wishes.exists()


# --- Timetables ------------------------------------------------------------------------------------


def test_a_draft_respects_wishes_and_every_no(wished, people):
    draft = draft_of(wished, people)
    assert names(draft) == {frozenset({"Anna", "Clara"}), frozenset({"Dora", "Clara"}), frozenset({"Dora", "Carl"})}
    assert draft.value == pytest.approx(draft.bound)


def test_proposals_of_the_engine_bring_people_together(day, people):
    introduction_in("suggested", people)
    assert frozenset({"Anna", "Clara"}) in names(draft_of(day, people))


def test_profiles_bring_people_together(day, people):
    text = "Maschinen melden Stillstände, Maschinendaten erfassen und auswerten, vorausschauende Wartung."
    day.people.filter(registration__contact__user__in=(people.dora, people.carl)).update(profile=text)
    assert names(draft_of(day, people)) == {frozenset({"Dora", "Carl"})}


def test_one_timetable_at_a_time_is_computed(wished, people):
    computing.request(wished, "anew", actor=people.lead)
    with pytest.raises(GuardFailed):
        computing.request(wished, "anew", actor=people.lead)


def test_a_day_without_participants_has_nothing_to_plan(people):
    with pytest.raises(GuardFailed):
        computing.request(framed(people), "anew", actor=people.lead)


def test_a_lost_worker_is_made_good_and_given_up_at_last(wished, people):
    timetable = computing.request(wished, "anew", actor=people.lead)
    long_ago = timezone.now() - timedelta(hours=1)
    Timetable.objects.filter(pk=timetable.pk).update(state="computing", state_changed_at=long_ago, attempts=1)
    assert computing.take_back_stuck() == [timetable.pk]
    assert computing.work(timetable.pk).state == "draft"
    assert computing.work(timetable.pk) is None
    Timetable.objects.filter(pk=timetable.pk).update(state="computing", state_changed_at=long_ago, attempts=3)
    assert computing.take_back_stuck() == []
    timetable.refresh_from_db()
    assert timetable.state == "failed"


def test_the_page_says_how_far_the_computation_is(wished, people, sign_in):
    timetable, client = computing.request(wished, "anew", actor=people.lead), sign_in("lead")
    assert "<progress" not in client.get(timetable.get_absolute_url()).content.decode()  # nobody works on it yet

    begun = timezone.now() - timedelta(seconds=12)
    Timetable.objects.filter(pk=timetable.pk).update(state="computing", state_changed_at=begun, phase="placing")

    page = client.get(timetable.get_absolute_url()).content.decode()
    assert "Schritt 3 von 4: Die Gespräche bekommen Zeiten und Tische" in page
    assert "Läuft seit 1" in page
    part = client.get(reverse("events:timetable_status", args=[timetable.pk]), headers={"HX-Request": "true"})
    assert "Schritt 3 von 4" in part.content.decode()


def test_each_step_of_the_computation_is_stored(wished, people):
    timetable = draft_of(wished, people)

    assert timetable.phase == "writing"


@pytest.mark.parametrize("at_once", [0, 10_000])
def test_the_steps_of_a_plan_are_told_in_order(wished, at_once):
    told: list[str] = []
    day = day_of(wished)

    first = planning.plan(day, at_once=at_once, tell=told.append)
    planning.replan(day, first.meetings, at_once=at_once, tell=told.append)

    assert told == ["choosing", "placing"] * 2


def test_what_has_failed_can_be_started_again(wished, people, sign_in):
    timetable = computing.request(wished, "anew", actor=people.lead)
    long_ago = timezone.now() - timedelta(hours=1)
    Timetable.objects.filter(pk=timetable.pk).update(state="computing", state_changed_at=long_ago, attempts=3)
    computing.take_back_stuck()
    client, url = sign_in("lead"), reverse("events:timetable_plan", args=[wished.event_id])
    page = client.get(timetable.get_absolute_url()).content.decode()
    assert "Noch einmal berechnen" in page
    assert url in page

    client.post(url)

    again = wished.timetables.get(state="queued")
    assert computing.work(again.pk).state == "draft"


def test_publishing_tells_everybody_once_and_changes_only_those_concerned(wished, people):
    draft = draft_of(wished, people)
    assert editing.publish(draft, actor=people.lead) == 4
    assert letters("timetable") == {"Anna", "Dora", "Clara", "Carl"}
    carl = person_of(wished, people.carl)
    pairing.correct(carl, {"away": [0, 1, 2, 3]}, actor=people.lead)
    again = draft_of(wished, people, "replan")
    assert names(again) == names(draft) - {frozenset({"Dora", "Carl"})}
    kept = {row.pair: row.slot for row in again.appointments.all()}
    assert kept.items() <= {row.pair: row.slot for row in draft.appointments.all()}.items()
    assert editing.publish(again, actor=people.lead) == 2
    assert letters("changed") == {"Dora", "Carl"}
    draft.refresh_from_db()
    assert draft.state == "replaced"


def test_a_draft_that_breaks_a_new_no_is_not_published(wished, people):
    draft = draft_of(wished, people)
    PairingWish.objects.filter(wisher=person_of(wished, people.dora)).update(kind="no")
    with pytest.raises(GuardFailed):
        editing.publish(draft, actor=people.lead)


def test_moving_onto_another_meeting_swaps_the_two(wished, people):
    draft = draft_of(wished, people)
    one, other = meeting(draft, "Dora", "Clara"), meeting(draft, "Dora", "Carl")
    before = (one.slot, one.table), (other.slot, other.table)
    editing.move(one, slot=other.slot, table=other.table, actor=people.lead)
    one.refresh_from_db()
    other.refresh_from_db()
    assert ((other.slot, other.table), (one.slot, one.table)) == before


def test_a_clash_by_hand_is_refused_and_says_why(wished, people):
    draft = draft_of(wished, people)
    one, other = meeting(draft, "Anna", "Clara"), meeting(draft, "Dora", "Clara")
    with pytest.raises(GuardFailed) as refused:
        editing.move(one, slot=other.slot, table=4, actor=people.lead)
    assert refused.value.problems == [editing.CLASHES["twice"]]
    one.refresh_from_db()
    assert one.table != 4


def test_two_are_put_together_by_hand_unless_one_said_no(wished, people):
    draft = draft_of(wished, people)
    anna, carl = person_of(wished, people.anna), person_of(wished, people.carl)
    with pytest.raises(GuardFailed):
        editing.add(draft, people=(anna, carl), slot=3, table=0, actor=people.lead)
    PairingWish.objects.filter(wisher=carl).delete()
    editing.add(draft, people=(carl, anna), slot=3, table=4, actor=people.lead)
    assert meeting(draft, "Anna", "Carl").is_pinned
    assert frozenset({"Anna", "Carl"}) in names(draft_of(wished, people, "replan"))


def test_cancelled_meetings_do_not_come_back_and_pinned_ones_stay(wished, people):
    draft = draft_of(wished, people)
    pinned = meeting(draft, "Dora", "Carl")
    editing.move(pinned, slot=3, table=4, actor=people.lead)
    editing.pin(pinned, is_pinned=True, actor=people.lead)
    editing.cancel(meeting(draft, "Anna", "Clara"), actor=people.lead)
    again = draft_of(wished, people)
    assert frozenset({"Anna", "Clara"}) not in names(again)
    stays = meeting(again, "Dora", "Carl")
    assert (stays.slot, stays.table, stays.is_pinned) == (3, 4, True)


def test_what_is_published_changes_by_a_copy_only(wished, people):
    draft = draft_of(wished, people)
    editing.publish(draft, actor=people.lead)
    with pytest.raises(GuardFailed):
        editing.cancel(meeting(draft, "Anna", "Clara"), actor=people.lead)
    copy = computing.request(wished, "copy", actor=people.lead)
    assert copy.state == "draft"
    assert names(copy) == names(draft)
    editing.cancel(meeting(copy, "Anna", "Clara"), actor=people.lead)
    assert editing.publish(copy, actor=people.lead) == 2


def test_fewer_slots_than_a_timetable_has_are_refused(wished, people):
    draft_of(wished, people)
    with pytest.raises(GuardFailed):
        framed(people, wished.event, slots=2)


# --- Pages -----------------------------------------------------------------------------------------


def test_staff_see_plan_adapt_and_publish_on_pages(wished, people, sign_in):
    client = sign_in("lead")
    overview = reverse("events:pairing", args=[wished.event_id])
    assert client.get(overview).status_code == 200
    page = client.post(reverse("events:timetable_plan", args=[wished.event_id]))
    timetable = Timetable.objects.get()
    assert page.url == timetable.get_absolute_url()
    assert "timetable-status" in client.get(page.url).content.decode()
    computing.work(timetable.pk)
    shown = client.get(page.url).content.decode()
    assert "Feldkamp" in shown
    row = meeting(timetable, "Anna", "Clara")
    assert client.get(reverse("events:appointment", args=[row.pk])).status_code == 200
    moved = client.post(reverse("events:appointment", args=[row.pk]), {"slot": "3", "table": "5"})
    assert moved.status_code == 302
    row.refresh_from_db()
    assert (row.slot, row.table) == (3, 4)
    assert client.post(reverse("events:timetable_publish", args=[timetable.pk])).status_code == 302
    timetable.refresh_from_db()
    assert timetable.state == "published"
    assert "Feldkamp" in client.get(reverse("events:timetable_print", args=[timetable.pk])).content.decode()
    own = sign_in("anna").get(person_of(wished, people.anna).own_url).content.decode()
    assert "<table" in own


def test_a_refused_move_keeps_what_was_typed(wished, people, sign_in):
    draft = draft_of(wished, people)
    one, other = meeting(draft, "Anna", "Clara"), meeting(draft, "Dora", "Clara")
    page = sign_in("lead").post(reverse("events:appointment", args=[one.pk]), {"slot": other.slot, "table": "5"})
    assert page.status_code == 200
    assert 'value="5"' in page.content.decode()
    assert str(editing.CLASHES["twice"]) in page.content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("lead", 200), ("editor", 200), ("far_lead", 404), ("partner", 404), ("anna", 404)]
)
def test_timetables_are_for_those_who_see_participants(wished, people, sign_in, name, status):
    draft = draft_of(wished, people)
    assert sign_in(name).get(draft.get_absolute_url()).status_code == status
    person = reverse("events:pairing_person", args=[person_of(wished, people.anna).pk])
    assert sign_in(name).get(person).status_code == status
    assert sign_in(name).get(reverse("events:pairing", args=[wished.event_id])).status_code == status


def test_a_municipality_sees_its_event_but_not_who_comes(people, sign_in):
    event = matchday(people, municipality=Municipality.objects.get(name="Lippstadt"))
    assert sign_in("partner").get(reverse("events:pairing", args=[event.pk])).status_code == 403


def test_nobody_opens_the_page_of_somebody_else(day, people, sign_in):
    page = person_of(day, people.anna).own_url
    assert sign_in("dora").get(page).status_code == 404
    assert sign_in("lead").get(page).status_code == 404


@pytest.mark.parametrize(
    "data", [{}, {"slot": "x", "table": "y"}, {"slot": "99", "table": "0"}, {"one": "0", "other": "-1"}]
)
def test_bad_input_is_answered_with_the_form(wished, people, sign_in, data):
    draft = draft_of(wished, people)
    row = draft.appointments.first()
    client = sign_in("lead")
    for address in (reverse("events:appointment", args=[row.pk]), reverse("events:appointment_add", args=[draft.pk])):
        assert client.post(address, data).status_code == 200
    for name in ("events:pairing_frame",):
        assert client.post(reverse(name, args=[wished.event_id]), data).status_code == 200


def test_the_link_is_issued_once_per_person(day, people):
    assert SignedLink.objects.filter(purpose=LINK).count() == 4
    link_of(person_of(day, people.anna))
    assert SignedLink.objects.filter(purpose=LINK).count() == 4


def test_who_is_deleted_is_in_no_list_of_what_could_not_be_placed(people):
    day = day_with(people)
    wish(day, people.anna, people.clara, "must")
    wish(day, people.clara, people.anna, "no")
    timetable = draft_of(day, people)
    gone = person_of(day, people.anna)
    assert any(gone.pk in row[:2] for row in timetable.unplaced)
    gone.registration.delete()
    timetable.refresh_from_db()
    assert not any(gone.pk in row[:2] for row in timetable.unplaced)
