"""Pages of meetings, for both sides, leads and everybody else."""

from datetime import date

import pytest
import time_machine
import vobject
from django.urls import reverse

from matchmaking.models import Introduction
from matchmaking.services import keys
from meetings import services
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.permissions import can_take_meeting_step, can_view_meeting
from meetings.retention import old_meetings
from meetings.workflow import MEETING
from tests.cases import introduction_in
from tests.conftest import PERSONS, fresh
from tests.meetings.steps import DETAILS, fixed, in_days, meeting_in, past, proposed

pytestmark = pytest.mark.django_db

FORM = {"minutes": 60, "kind": "on_site", "place": DETAILS["place"]}


def post(client, name: str, pk: int, data: dict):
    return client.post(reverse(f"meetings:{name}", args=[pk]), data)


def test_a_side_proposes_the_other_marks_and_the_first_fixes(people, sign_in):
    case = introduction_in("introduced", people)
    made = post(sign_in("anna"), "propose", case.pk, {"slot_1": "2999-01-01T10:00", **FORM})
    assert made.status_code == 200  # too far ahead
    day = in_days(7).date().isoformat()
    made = post(sign_in("anna"), "propose", case.pk, {"slot_1": f"{day}T10:00", "slot_3": f"{day}T14:30", **FORM})
    meeting = Meeting.objects.get()
    assert (made.url, meeting.slots.count()) == (meeting.get_absolute_url(), 2)

    page = sign_in("clara").get(meeting.get_absolute_url()).content.decode()
    assert ("14:30 Uhr" in page, DETAILS["place"] in page) == (True, True)
    slot = meeting.slots.last()
    post(sign_in("clara"), "mark", meeting.pk, {"slots": [slot.pk], "proposal": 1})
    post(sign_in("ben"), "fix", meeting.pk, {"slot": slot.pk})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at) == ("fixed", slot.starts_at)


def test_the_lead_fixes_a_time_at_once_moves_and_cancels_it(people, sign_in):
    case, client = introduction_in("introduced", people), sign_in("lead")
    day = in_days(7).date().isoformat()
    post(client, "arrange", case.pk, {"starts_at": f"{day}T10:00", **FORM})
    meeting = Meeting.objects.get()
    moved = post(client, "move", meeting.pk, {"starts_at": f"{day}T11:00", **FORM})
    assert moved.url == meeting.get_absolute_url()
    assert post(client, "cancel", meeting.pk, {"reason": "no_time"}).url == case.get_absolute_url()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence) == ("cancelled", 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-03-29T02:30", "Diese Uhrzeit gibt es nicht"),
        ("2026-03-19T10:00", "in der Zukunft"),
        ("gestern", "Tag und Uhrzeit"),
        ("", "Tag und Uhrzeit"),
        ("0001-01-01T00:00", "Tag und Uhrzeit"),
        ("9999-12-31T23:59", "zwölf Monaten"),
    ],
)
def test_times_that_do_not_exist_or_are_over_are_refused_kindly_and_nothing_typed_is_lost(people, sign_in, typed, said):
    with time_machine.travel("2026-03-20 09:00Z", tick=False):
        case = introduction_in("introduced", people)
        page = post(sign_in("lead"), "arrange", case.pk, {"starts_at": typed, **FORM})
    text = page.content.decode()
    assert page.status_code == 200
    assert said in text
    assert DETAILS["place"] in text
    assert f'value="{typed}"' in text or not typed
    assert not Meeting.objects.exists()


def test_the_hour_that_comes_twice_is_taken_as_its_first_coming(people, sign_in):
    with time_machine.travel("2026-10-20 09:00Z", tick=False):
        case = introduction_in("introduced", people)
        post(sign_in("lead"), "arrange", case.pk, {"starts_at": "2026-10-25T02:30", **FORM})
    assert Meeting.objects.get().starts_at.isoformat() == "2026-10-25T00:30:00+00:00"


def test_the_file_for_the_calendar_is_for_those_who_see_the_meeting(people, sign_in):
    meeting = fixed(people)
    url = reverse("meetings:calendar", args=[meeting.pk])
    answers = {name: sign_in(name).get(url) for name in ("anna", "clara", "lead", "carl", "far_lead", "editor")}
    assert [answer.status_code for answer in answers.values()] == [200, 200, 200, 404, 404, 404]
    assert answers["anna"].headers["Content-Type"] == "text/calendar; charset=utf-8"
    entry = vobject.readOne(answers["anna"].content.decode())
    assert (entry.method.value, entry.vevent.uid.value) == ("PUBLISH", str(meeting.uid))


def test_strangers_find_nothing_of_a_meeting(people, sign_in):
    meeting = meeting_in("fixed", people)
    for name in ("carl", "dora", "far_lead", "editor", "partner", "operator"):
        client = sign_in(name)
        for url in (meeting.get_absolute_url(), meeting.introduction.get_absolute_url()):
            response = client.get(url)
            assert (response.status_code, DETAILS["place"] in response.content.decode()) == (404, False)


def test_a_withdrawn_consent_hides_the_meeting_from_both_sides(people, sign_in):
    meeting = fixed(people)
    keys.withdraw_consent(meeting.introduction, actor=people.anna, side="company")
    seen = {
        name: sign_in(name).get(meeting.get_absolute_url()).status_code for name in ("anna", "ben", "clara", "lead")
    }
    assert seen == {"anna": 404, "ben": 404, "clara": 404, "lead": 200}
    page = sign_in("clara").get(meeting.introduction.get_absolute_url()).content.decode()
    assert DETAILS["place"] not in page


@pytest.mark.parametrize("person", ["anna", "clara", "lead"])
def test_the_page_of_the_introduction_says_what_is_planned(people, sign_in, person):
    case = introduction_in("introduced", people)
    client = sign_in(person)
    assert "Zeiten vorschlagen" in client.get(case.get_absolute_url()).content.decode()
    meeting = proposed(people, introduction=case)
    assert "2 Zeiten sind vorgeschlagen" in client.get(case.get_absolute_url()).content.decode()
    services.fix(meeting, actor=people.lead, party="lead", slot=meeting.slots.first())
    assert "10:00 Uhr" in client.get(case.get_absolute_url()).content.decode()
    services.cancel(meeting, actor=people.lead, reason="spoken")
    page = client.get(case.get_absolute_url()).content.decode()
    assert ("Frühere Termine" in page, "Wir haben uns auf anderem Weg" in page) == (True, False)


@pytest.mark.parametrize("state", ["awaiting_company", "shortlisted"])
def test_before_both_agreed_no_page_offers_a_meeting(people, sign_in, state):
    case = introduction_in(state, people)
    assert "Zeiten vorschlagen" not in sign_in("lead").get(case.get_absolute_url()).content.decode()
    assert sign_in("lead").get(reverse("meetings:propose", args=[case.pk])).status_code == 302


def test_whoever_is_biased_looks_on_only(people, sign_in):
    meeting = fixed(people)
    sign_in("lead2").post(reverse("bias_declare", args=["introduction", meeting.introduction_id]), {"reason": "x"})
    client = sign_in("lead2")
    assert client.get(meeting.get_absolute_url()).status_code == 200
    assert client.get(reverse("meetings:move", args=[meeting.pk])).status_code == 403


def test_every_step_of_every_person_in_every_state_ends_well_or_is_refused(people, sign_in):
    """An empty form, and one that is filled, in every state: never a failure, and only where the table says so."""
    filled = {"starts_at": f"{in_days(9).date()}T09:00", "slot_1": f"{in_days(9).date()}T09:00", **FORM}
    names = ("propose_again", "mark", "fix", "move", "cancel", "report")
    for state in MeetingState.values:
        Meeting.objects.all().delete()
        Introduction.objects.update(state="first_meeting", met_on=date(2026, 1, 1))
        meeting = meeting_in(state, people)
        for name in names:
            for person in ("carl", "editor"):
                assert post(sign_in(person), name, meeting.pk, filled).status_code == 404
            possible = state in MEETING["record_held" if name == "report" else name].sources or name == "report"
            answer = post(sign_in("anna"), name, meeting.pk, {})
            assert answer.status_code in ((200, 302) if possible else (302,)), (state, name)
        meeting.refresh_from_db()
        assert meeting.state == state


def test_rules_of_steps_follow_the_table(people):
    meeting = fixed(people)
    allowed = {
        name: {
            step for step in MEETING.transitions if can_take_meeting_step(fresh(getattr(people, name)), step, meeting)
        }
        for name in PERSONS
    }
    everything = set(MEETING.transitions)
    assert allowed["lead"] == allowed["lead2"] == everything - {"renew"}
    assert allowed["anna"] == allowed["ben"] == allowed["clara"] == everything - {"renew", "correct"}
    assert not any(allowed[name] for name in PERSONS if name not in ("anna", "ben", "clara", "lead", "lead2"))
    assert can_view_meeting(fresh(people.clara), meeting)


def test_meetings_end_with_their_period(people):
    meeting = past(people)
    with time_machine.travel(date(meeting.starts_at.year + 2, 1, 1)):
        (due,) = old_meetings(date(meeting.starts_at.year + 2, 1, 1))
        assert list(due) == [meeting]
    assert not old_meetings(date.today())[0].exists()
