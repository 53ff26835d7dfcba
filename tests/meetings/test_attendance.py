"""Whether a meeting took place: asked by link the day after, answered by both sides and the lead."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Contact
from core.states import GuardFailed
from links.models import SignedLink
from mail.links import absolute, sign_links
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from matchmaking.services import keys
from meetings import services
from meetings.attendance import do_differ, report, reports_of
from meetings.models import Meeting
from scheduling.clock import local, moment_of
from scheduling.sweeping import sweep
from tests.conftest import fresh
from tests.meetings.steps import DETAILS, fixed, in_days, kinds_to, past, proposed

pytestmark = pytest.mark.django_db

ANNA, CLARA, LEAD = "anna@example.org", "clara@example.org", "lead@example.org"


def path_of(link: SignedLink) -> str:
    """Return the address as the mail carries it."""
    return "/" + sign_links(absolute(link.path)).split("/", 3)[3]


def link_to(user, purpose: str) -> str:
    return path_of(SignedLink.objects.get(contact=user.contact, purpose=purpose))


def say(meeting: Meeting, people, party: str, answer: str) -> None:
    user = {"company": people.anna, "provider": people.clara, "lead": people.lead}[party]
    report(meeting, party=party, contact=user.contact, actor=fresh(user), answer=answer)


def test_the_day_after_both_sides_are_asked_once(people):
    with time_machine.travel("2026-10-20 09:00Z", tick=False) as clock:
        fixed(people, starts_at=moment_of(date(2026, 10, 24), time(10)))
        clock.move_to("2026-10-25 06:59Z")  # 7:59 on the morning after the change
        sweep()
        assert "attendance" not in kinds_to(ANNA)
        clock.move_to("2026-10-25 07:00Z")
        sweep()
        sweep()
    assert [kinds_to(address).count("attendance") for address in (ANNA, CLARA, LEAD)] == [1, 1, 0]


@pytest.fixture
def asked(people):
    """A meeting that took place yesterday, after both sides were asked."""
    with time_machine.travel("2026-06-10 12:00Z", tick=False) as clock:
        meeting = fixed(people, starts_at=moment_of(date(2026, 6, 15), time(10)))
        clock.move_to("2026-06-16 09:00Z")
        sweep()
        meeting.refresh_from_db()
        yield meeting


def test_yes_by_link_records_the_first_meeting_without_signing_in(asked, people, client):
    path = link_to(people.anna, "meeting.attendance")
    assert client.get(path).status_code == 200
    asked.refresh_from_db()
    assert asked.state == "fixed"

    assert client.post(path, {"answer": "took_place"}).status_code == 302
    asked.refresh_from_db()
    introduction = Introduction.objects.get(pk=asked.introduction_id)
    assert (asked.state, introduction.state) == ("held", "first_meeting")
    assert introduction.met_on == date(2026, 6, 15)
    assert "Projektleitung" in client.get(path).content.decode()
    client.post(path, {"answer": "provider_absent"})
    assert [each.answer for each in reports_of(asked)] == ["took_place"]


def test_who_has_no_account_answers_too(asked, people, client):
    path = link_to(people.clara, "meeting.attendance")
    Contact.objects.filter(pk=people.clara.contact.pk).update(user=None)
    assert client.post(path, {"answer": "took_place"}).status_code == 302
    assert Introduction.objects.get(pk=asked.introduction_id).state == "first_meeting"


def test_an_empty_answer_is_asked_for_again_and_uses_nothing(asked, people, client):
    path = link_to(people.anna, "meeting.attendance")
    for answer in ("", "not_an_answer"):
        assert "Wählen Sie" in client.post(path, {"answer": answer}).content.decode() or answer
    assert SignedLink.objects.usable().filter(purpose="meeting.attendance").count() == 2


def test_each_side_names_the_other_in_its_own_words(asked, people, client):
    company = client.get(link_to(people.anna, "meeting.attendance")).content.decode()
    provider = client.get(link_to(people.clara, "meeting.attendance")).content.decode()
    for page in (company, provider):
        assert "Nein, die andere Seite ist nicht gekommen" in page
    assert company.index("provider_absent") < company.index("company_absent")
    assert provider.index("company_absent") < provider.index("provider_absent")


def test_a_link_is_no_longer_needed_once_the_meeting_was_moved(asked, people, client):
    path = link_to(people.anna, "meeting.attendance")
    services.move(asked, actor=people.clara, party="provider", starts_at=in_days(5), **DETAILS)
    assert client.get(path).status_code == 410


def test_a_withdrawn_consent_ends_the_question(asked, people, client):
    keys.withdraw_consent(asked.introduction, actor=people.clara, side="provider")
    assert client.get(link_to(people.anna, "meeting.attendance")).status_code == 410


def test_nothing_is_reported_before_it_begins(people):
    with pytest.raises(GuardFailed):
        say(fixed(people), people, "company", "took_place")


def test_who_did_not_come_is_told_to_leads_only(people, sign_in):
    meeting = past(people)
    say(meeting, people, "company", "provider_absent")

    assert meeting.state == "not_held"
    assert "reported" in kinds_to(LEAD)
    assert "reported" not in kinds_to(CLARA)
    words = "Die Anbieterseite ist nicht gekommen"
    url = meeting.get_absolute_url()
    seen = {name: words in sign_in(name).get(url).content.decode() for name in ("anna", "clara", "lead")}
    assert seen == {"anna": False, "clara": False, "lead": True}
    assert "die andere Seite ist nicht gekommen" in sign_in("anna").get(url).content.decode()
    assert "Ihre Antwort:" not in sign_in("clara").get(url).content.decode()


def test_answers_that_differ_are_both_kept_and_the_lead_decides(people, sign_in):
    meeting = past(people)
    say(meeting, people, "provider", "company_absent")
    say(meeting, people, "company", "took_place")

    assert meeting.state == "held"
    assert do_differ(reports_of(meeting))
    assert OutboxMessage.objects.filter(kind="meeting.reported", to__0__icontains=LEAD).count() == 2
    assert "widersprechen" in sign_in("lead").get(meeting.get_absolute_url()).content.decode()
    assert "widersprechen" not in sign_in("anna").get(meeting.get_absolute_url()).content.decode()

    say(meeting, people, "lead", "company_absent")
    assert meeting.state == "not_held"
    assert len(reports_of(meeting)) == 3


def test_a_later_no_does_not_undo_what_took_place(people):
    meeting = past(people)
    say(meeting, people, "company", "took_place")
    say(meeting, people, "provider", "company_absent")
    assert meeting.state == "held"


def test_it_was_moved_leaves_the_meeting_open_and_asks_the_lead_for_the_time(people):
    meeting = past(people)
    say(meeting, people, "company", "moved")
    assert meeting.state == "fixed"
    assert "neue Zeit" in OutboxMessage.objects.get(kind="meeting.reported").body_text
    services.move(meeting, actor=people.lead, party="lead", starts_at=in_days(4), **DETAILS)
    assert reports_of(meeting) == []


def test_a_meeting_after_the_first_one_leaves_the_introduction_as_it_is(people):
    meeting = past(people)
    say(meeting, people, "lead", "took_place")
    met_on = Introduction.objects.get().met_on
    second = past(people, introduction=Introduction.objects.get())
    say(second, people, "company", "took_place")
    assert (second.state, Introduction.objects.get().met_on) == ("held", met_on)
    assert met_on == local(meeting.starts_at).date()


# --- Times by link ---------------------------------------------------------------------------------


def test_times_are_marked_by_link_without_signing_in(people, client):
    meeting = proposed(people)
    path = link_to(people.clara, "meeting.slots")
    first, second = meeting.slots.all()
    assert client.get(path).status_code == 200
    assert client.post(path, {"slots": [], "proposal": 1}).status_code == 200
    assert client.post(path, {"slots": [second.pk], "proposal": 1}).status_code == 302

    said = {slot.pk: slot.answers.get(party="provider").suits for slot in (first, second)}
    assert said == {first.pk: False, second.pk: True}
    assert kinds_to(ANNA) == ["marked"]
    assert client.get(path).status_code == 200  # the receipt


def test_that_no_time_suits_is_an_answer(people, client):
    meeting = proposed(people)
    client.post(link_to(people.clara, "meeting.slots"), {"none": "on", "proposal": 1})
    assert not meeting.slots.filter(answers__party="provider", answers__suits=True).exists()
    assert "andere Zeiten" in OutboxMessage.objects.get(kind="meeting.marked", to__0__icontains=ANNA).body_text


def test_the_link_says_when_the_time_is_fixed_already(people, client):
    meeting = proposed(people)
    path = link_to(people.clara, "meeting.slots")
    services.fix(meeting, actor=people.lead, party="lead", slot=meeting.slots.first())
    assert client.get(path).status_code == 410


def test_a_link_tells_a_stranger_nothing_after_a_withdrawal(people, client):
    meeting = proposed(people)
    path = link_to(people.clara, "meeting.slots")
    keys.withdraw_consent(meeting.introduction, actor=people.anna, side="company")
    page = client.get(path).content.decode()
    assert people.company.name not in page
    assert timezone.now() + timedelta(days=1) < in_days(7)
