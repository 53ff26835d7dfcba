"""Finding a time, fixing, moving and cancelling it, and what everybody's calendar is told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import LogEntry
from core.states import GuardFailed, InvalidTransition
from links.models import SignedLink
from mail.composing import compose
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from matchmaking.services import keys, outcomes
from meetings import services
from meetings.models import Meeting, SlotAnswer
from scheduling.clock import BERLIN, moment_of
from scheduling.models import Timer
from scheduling.planning import replan
from scheduling.sweeping import sweep
from tests.cases import introduction_in
from tests.conftest import fresh
from tests.factories import ContactFactory
from tests.meetings.steps import DETAILS, entries, fixed, in_days, kinds_to, past, proposed

pytestmark = pytest.mark.django_db

ANNA, CLARA, LEAD = "anna@example.org", "clara@example.org", "lead@example.org"
INVITED = (ANNA, CLARA, LEAD)


def usable_links():
    return SignedLink.objects.usable().filter(purpose__startswith="meeting.")


def test_the_other_side_is_asked_by_link_and_the_lead_in_the_portal(people):
    meeting = proposed(people)

    assert (kinds_to(ANNA), kinds_to(CLARA), kinds_to(LEAD)) == ([], ["proposed"], ["proposed"])
    link = SignedLink.objects.get(purpose="meeting.slots")
    assert (link.contact, link.expires_at) == (people.clara.contact, meeting.slots.last().starts_at)
    assert SlotAnswer.objects.filter(party="company", suits=True).count() == 2


def test_a_time_that_suits_both_is_fixed_and_everybody_is_invited(people):
    meeting = proposed(people)
    _first, second = meeting.slots.all()
    services.mark(meeting, party="provider", contact=people.clara.contact, suiting=[second], proposal=1)
    services.fix(meeting, actor=people.anna, party="company", slot=second)

    assert (meeting.state, meeting.starts_at, meeting.sequence) == ("fixed", second.starts_at, 0)
    assert kinds_to(ANNA) == ["marked", "invitation"]
    assert not usable_links().exists()
    for address in INVITED:
        (entry,) = entries(address)
        said = {each.value.removeprefix("mailto:"): each.params["PARTSTAT"] for each in entry.vevent.attendee_list}
        assert said == {ANNA: ["ACCEPTED"], CLARA: ["ACCEPTED"], LEAD: ["NEEDS-ACTION"]}
        assert (entry.method.value, entry.vevent.uid.value) == ("REQUEST", str(meeting.uid))


def test_a_side_fixes_only_what_suits_the_other_one_and_the_lead_any_time(people):
    meeting = proposed(people)
    first, second = meeting.slots.all()
    services.mark(meeting, party="provider", contact=people.clara.contact, suiting=[], proposal=1)
    with pytest.raises(GuardFailed):
        services.fix(meeting, actor=people.anna, party="company", slot=second)
    services.fix(meeting, actor=people.clara, party="provider", slot=first)  # Anna has proposed it
    assert meeting.state == "fixed"

    services.cancel(meeting, actor=people.anna, reason="no_time")
    again = proposed(people, introduction=meeting.introduction)
    services.fix(again, actor=people.lead, party="lead", slot=again.slots.first())
    assert again.state == "fixed"


def test_other_times_take_the_place_of_the_first_and_old_answers_are_refused(people):
    meeting = proposed(people)
    old = meeting.slots.first()
    services.propose_again(
        meeting, actor=people.clara, party="provider", slots=[in_days(9)], minutes=30, kind="phone", place=""
    )

    assert [slot.starts_at for slot in meeting.slots.all()] == [in_days(9)]
    assert usable_links().get().contact == people.anna.contact
    with pytest.raises(InvalidTransition):
        services.mark(meeting, party="company", contact=people.anna.contact, suiting=[], proposal=1)
    with pytest.raises(InvalidTransition):
        services.fix(meeting, actor=people.lead, party="lead", slot=old)


@pytest.mark.parametrize("days", [(-1,), (400,), (1, 2, 3, 4, 5, 6), ()])
def test_times_that_cannot_be_proposed(people, days):
    case = introduction_in("introduced", people)
    with pytest.raises(GuardFailed):
        proposed(people, introduction=case, days=days)
    assert not Meeting.objects.exists()


def test_one_meeting_is_open_at_a_time_and_a_double_click_makes_no_second(people):
    meeting = proposed(people)
    with pytest.raises(GuardFailed):
        proposed(people, introduction=meeting.introduction)
    with pytest.raises(GuardFailed):
        fixed(people, introduction=meeting.introduction)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("state", ["awaiting_company", "awaiting_provider", "withdrawn", "success"])
def test_nobody_meets_before_both_agreed_or_after_the_end(people, state):
    with pytest.raises(InvalidTransition):
        fixed(people, introduction=introduction_in(state, people))


def test_moved_twice_and_cancelled_twice_it_stays_one_entry_whose_number_rises(people):
    meeting = fixed(people)
    for days in (9, 11):
        services.move(meeting, actor=people.clara, party="provider", starts_at=in_days(days), **DETAILS)
    services.cancel(meeting, actor=people.anna, reason="no_time")
    with pytest.raises(InvalidTransition):
        services.cancel(Meeting.objects.get(), actor=people.clara, reason="no_time")

    for address in INVITED:
        found = entries(address)
        assert [entry.method.value for entry in found] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
        assert {entry.vevent.uid.value for entry in found} == {str(meeting.uid)}
        assert [int(entry.vevent.sequence.value) for entry in found] == [0, 1, 2, 3]
        assert [entry.vevent.dtstart.value for entry in found[:3]] == [in_days(7), in_days(9), in_days(11)]
        assert found[3].vevent.status.value == "CANCELLED"
        assert [each.value for each in found[3].vevent.attendee_list] == [f"mailto:{address}"]


def test_who_moves_has_accepted_and_the_others_are_asked_anew(people):
    meeting = fixed(people)
    services.move(meeting, actor=people.clara, party="provider", starts_at=in_days(9), **DETAILS)
    said = {each.value: each.params["PARTSTAT"] for each in entries(ANNA)[-1].vevent.attendee_list}
    assert said == {
        f"mailto:{ANNA}": ["NEEDS-ACTION"],
        f"mailto:{CLARA}": ["ACCEPTED"],
        f"mailto:{LEAD}": ["NEEDS-ACTION"],
    }


def test_a_double_click_sends_nothing_twice(people):
    meeting = fixed(people)
    stale = Meeting.objects.get()
    change = {"party": "company", "starts_at": in_days(9), **DETAILS}
    assert services.move(meeting, actor=people.anna, **change) is True
    assert services.move(stale, actor=people.anna, **change) is False
    assert [len(entries(address)) for address in INVITED] == [2, 2, 2]
    assert Meeting.objects.get().sequence == 1


def test_another_place_alone_is_a_change_for_the_calendar(people):
    meeting = fixed(people)
    moved = {**DETAILS, "kind": "video", "place": "https://video.example/raum"}
    services.move(meeting, actor=people.anna, party="company", starts_at=meeting.starts_at, **moved)
    last = entries(CLARA)[-1].vevent
    assert (last.sequence.value, "https://video.example/raum" in last.location.value) == ("1", True)


@pytest.mark.parametrize(
    ("today", "before", "after"),
    [
        ("2026-03-20 09:00Z", date(2026, 3, 27), date(2026, 3, 30)),
        ("2026-10-16 09:00Z", date(2026, 10, 23), date(2026, 10, 26)),
    ],
)
def test_moved_across_the_change_of_the_clocks_and_back_it_stays_at_ten(people, today, before, after):
    with time_machine.travel(today, tick=False):
        meeting = fixed(people, starts_at=moment_of(before, time(10)))
        for day in (after, before):
            services.move(meeting, actor=people.anna, party="company", starts_at=moment_of(day, time(10)), **DETAILS)
        shown = [entry.vevent.dtstart.value for entry in entries(ANNA)]
    assert [moment.replace(tzinfo=None) for moment in shown] == [
        datetime.combine(day, time(10)) for day in (before, after, before)
    ]
    assert [moment.astimezone(UTC) for moment in shown] == [
        datetime.combine(day, time(10), tzinfo=BERLIN).astimezone(UTC) for day in (before, after, before)
    ]
    assert shown[0].astimezone(UTC).hour != shown[1].astimezone(UTC).hour


def test_the_mail_carries_the_entry_as_calendars_expect_it(people):
    fixed(people)
    message = OutboxMessage.objects.get(kind="meeting.invitation", to__0__icontains=CLARA)
    mail = compose(message).message()
    kinds = [(part.get_content_type(), part.get_param("method"), part.get_content_charset()) for part in mail.walk()]
    assert ("text/calendar", "REQUEST", "utf-8") in kinds
    assert ("application/ics", None, None) in kinds
    assert [kind for kind, _method, _charset in kinds].index("text/plain") < [
        kind for kind, _method, _charset in kinds
    ].index("text/calendar")
    assert message.subject == f"Ihr Termin steht fest: {Introduction.objects.get().number}"


def test_everybody_reads_the_own_language(people):
    people.clara.contact.language = "en"
    people.clara.contact.save()
    fixed(people)
    assert entries(CLARA)[0].vevent.summary.params["LANGUAGE"] == ["en"]
    assert entries(CLARA)[0].vevent.summary.value.startswith("Meeting on")
    assert entries(ANNA)[0].vevent.summary.params["LANGUAGE"] == ["de"]


def test_the_summary_names_nobody(people):
    fixed(people)
    said = entries(ANNA)[0].vevent.summary.value
    for name in (people.company.name, people.startup.name, "Anna", "Clara"):
        assert name not in said


@pytest.mark.parametrize("side", ["company", "provider"])
def test_a_withdrawn_consent_calls_the_meeting_off_in_neutral_words(people, side):
    meeting = fixed(people)
    actor = people.anna if side == "company" else people.clara
    keys.withdraw_consent(meeting.introduction, actor=actor, side=side)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancel_reason, meeting.sequence) == ("cancelled", "ended", 1)
    names = {ANNA: (people.startup.name, "Clara"), CLARA: (people.company.name, "Anna")}
    for address, hidden in names.items():
        message = OutboxMessage.objects.get(kind="meeting.cancelled", to__0__icontains=address)
        text = message.body_text + message.subject + str(message.attachments)
        assert "CANCEL" in str(message.attachments)
        for name in (*hidden, DETAILS["place"]):
            assert name not in text.replace(message.to[0], "")


def test_the_end_of_an_introduction_drops_proposed_times(people):
    meeting = proposed(people)
    outcomes.record_no_success(meeting.introduction, actor=people.lead, reason="price")
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert kinds_to(CLARA) == ["proposed", "dropped"]
    assert not usable_links().exists()


def test_what_has_happened_is_not_called_off_by_a_success(people):
    meeting = past(people)
    introduction = meeting.introduction
    outcomes.record_success(introduction, actor=people.lead, outcome="contract", note="Unterschrieben.")
    meeting.refresh_from_db()
    assert meeting.state == "fixed"


def test_who_is_replaced_drops_the_entry_and_who_comes_gets_it(people):
    meeting = fixed(people)
    successor = ContactFactory(email="new@example.org")
    Introduction.objects.update(company_contact=successor)
    replan(meeting)
    sweep()

    cancelled = entries(ANNA)[-1]
    assert (cancelled.method.value, cancelled.vevent.sequence.value) == ("CANCEL", "1")
    assert "status" not in cancelled.vevent.contents  # RFC 5546, 3.2.5: the meeting itself stands
    assert [entry.vevent.sequence.value for entry in entries("new@example.org")] == ["1"]
    assert "mailto:new@example.org" in [each.value for each in entries(CLARA)[-1].vevent.attendee_list]
    assert not sweep()
    assert len(entries(ANNA)) == 2


def test_the_log_holds_steps_and_no_personal_data(people):
    meeting = fixed(people)
    services.move(meeting, actor=people.anna, party="company", starts_at=in_days(9), **DETAILS)
    entries_ = LogEntry.objects.about(meeting).order_by("pk")
    assert list(entries_.values_list("verb", flat=True)) == ["propose", "fix", "move"]
    assert DETAILS["place"] not in str(list(entries_.values()))


def test_a_reminder_comes_the_day_before_and_once(people):
    with time_machine.travel("2026-03-20 09:00Z", tick=False) as clock:
        fixed(people, starts_at=moment_of(date(2026, 3, 30), time(10)))
        clock.move_to("2026-03-29 05:59Z")  # 7:59 on the morning after the change
        assert not sweep()
        clock.move_to("2026-03-29 06:00Z")
        sweep()
        sweep()
    assert kinds_to(ANNA) == kinds_to(LEAD) == ["invitation", "reminder"]


def test_what_is_fixed_for_tomorrow_needs_no_reminder_and_what_has_begun_gets_none(people):
    with time_machine.travel("2026-06-10 09:00Z", tick=False) as clock:
        meeting = fixed(people, starts_at=in_days(1))
        assert not Timer.objects.filter(kind="meeting.remind").exists()
        services.move(meeting, actor=people.anna, party="company", starts_at=in_days(5), **DETAILS)
        clock.shift(timedelta(days=5, hours=1))  # nothing ran for days
        sweep()
    assert "reminder" not in kinds_to(ANNA)


def test_a_cancelled_meeting_has_no_timers(people):
    meeting = fixed(people)
    waiting = Timer.objects.about(meeting).filter(state="waiting")
    assert waiting.count() == 2
    services.cancel(meeting, actor=fresh(people.lead), reason="no_time")
    assert not waiting.exists()
    assert timezone.now() < meeting.starts_at
