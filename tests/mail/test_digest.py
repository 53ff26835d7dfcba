"""The daily summary: all that was not told at once, by case, newest first; nothing lost, nothing twice."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mail.composing import compose
from mail.digest import send_digest
from mail.enums import MessageState, Weight, Wish
from mail.letters import Letter
from mail.models import OutboxMessage
from mail.occasions import occasion_of
from mail.periods import next_digest_at
from mail.selectors import recipients_due
from mail.services import discard_waiting, post_to
from mail.tasks import sweep
from matchmaking.services import keys, moderation
from tests.cases import introduction_in
from tests.factories import ContactFactory

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def anna(db):
    """A person who wants one message a day."""
    return ContactFactory(given_name="Anna", family_name="Feldkamp", email="anna@example.org", mail_wish=Wish.DAILY)


@pytest.fixture
def tell(people):
    """Write a letter to `contact` about somebody's account, which stands for a case."""
    written = 0

    def write(contact, subject: str, *, kind: str = "need.qualified", about=None, **options) -> OutboxMessage:
        nonlocal written
        written += 1
        letter = Letter(subject=subject, paragraphs=(f"Text zu {subject}.",))
        key = f"{kind}:{written}"
        return post_to(contact, lambda: letter, key=key, kind=kind, about=about or people.lead, **options)

    return write


def tomorrow() -> datetime:
    return next_digest_at(timezone.now())


@pytest.mark.parametrize(
    ("wish", "kind", "state"),
    [
        (Wish.AT_ONCE, "need.qualified", MessageState.QUEUED),
        (Wish.DAILY, "need.qualified", MessageState.COLLECTED),
        (Wish.DAILY, "need.returned", MessageState.COLLECTED),
        (Wish.DAILY, "introduction.introduced", MessageState.QUEUED),
        (Wish.DAILY, "account.factor_reset", MessageState.QUEUED),
        (Wish.DAILY, "privacy.copy_ready", MessageState.QUEUED),
        (Wish.ANSWER, "need.returned", MessageState.QUEUED),
        (Wish.ANSWER, "need.qualified", MessageState.CANCELLED),
        (Wish.ANSWER, "invitation.sent", MessageState.QUEUED),
    ],
)
def test_the_wish_of_the_person_decides_when_a_letter_leaves(tell, wish, kind, state):
    assert tell(ContactFactory(mail_wish=wish), "x", kind=kind).state == state


def test_a_secret_is_never_bundled(tell, anna):
    assert tell(anna, "x", is_confidential=True).state == MessageState.QUEUED


def test_requests_for_consent_leave_at_once_whatever_the_person_wishes(people):
    type(people.anna.contact).objects.update(mail_wish=Wish.DAILY)
    introduction_in("awaiting_provider", people)
    asked = OutboxMessage.objects.filter(kind="introduction.company_asked")
    assert {occasion_of(message.kind).weight for message in asked} == {Weight.ALWAYS}
    assert OutboxMessage.objects.get(kind="introduction.provider_asked").state == MessageState.QUEUED


def test_the_summary_bundles_by_case_with_the_newest_first(tell, anna, people, time_machine):
    time_machine.move_to("2026-11-26 09:00+01:00", tick=False)
    tell(anna, "Fall A, Anfang", about=people.lead)
    time_machine.shift(60)
    tell(anna, "Fall B", about=people.lead2)
    time_machine.shift(60)
    tell(anna, "Fall A, Ende", about=people.lead)
    digest = send_digest(anna.pk, timezone.now())
    assert digest.subject == "Neues zu 2 Vorgängen"
    places = [digest.body_text.index(each) for each in ("* Fall A, Ende", "Fall A, Anfang", "* Fall B")]
    assert places == sorted(places)
    assert "Text zu Fall A, Ende." in digest.body_text
    assert "Text zu Fall A, Anfang." not in digest.body_text
    assert set(OutboxMessage.objects.exclude(pk=digest.pk).values_list("state", "digest")) == {("bundled", digest.pk)}


def test_the_summary_is_a_mail_that_says_where_to_change_it(tell, anna, settings):
    settings.BASE_URL = "https://portal.example"
    tell(anna, "x")
    mail = compose(send_digest(anna.pk, timezone.now())).message()
    assert mail["List-Unsubscribe"] == "<https://portal.example/account/notifications/>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "Anna Feldkamp <anna@example.org>"


def test_a_second_run_on_the_same_day_tells_nothing_twice_and_loses_nothing(tell, anna):
    now = timezone.now()
    tell(anna, "Erstes")
    first = send_digest(anna.pk, now)
    assert send_digest(anna.pk, now) is None
    late = tell(anna, "Zweites")
    assert send_digest(anna.pk, now) is None
    late.refresh_from_db()
    assert (late.state, late.not_before) == (MessageState.COLLECTED, next_digest_at(now))
    second = send_digest(anna.pk, now + timedelta(days=1))
    assert "Zweites" in second.body_text
    assert "Erstes" not in second.body_text
    assert first.pk != second.pk


def test_a_summary_that_was_missed_for_days_tells_everything_once(tell, anna, time_machine):
    time_machine.move_to("2026-11-02 09:00+01:00", tick=False)
    for day in range(5):
        tell(anna, f"Tag {day}")
        time_machine.shift(timedelta(days=1))
    digest = send_digest(anna.pk, timezone.now())
    assert all(f"Tag {day}" in digest.body_text for day in range(5))
    assert list(recipients_due(timezone.now() + timedelta(days=9))) == []


def test_it_is_due_at_the_hour_and_the_sweeper_finds_it(tell, anna, time_machine, monkeypatch):
    time_machine.move_to(datetime(2026, 10, 24, 12, tzinfo=BERLIN), tick=False)
    tell(anna, "x")
    due = datetime(2026, 10, 25, 7, tzinfo=BERLIN)  # the clocks go back in this night
    assert list(recipients_due(due - timedelta(seconds=1))) == []
    assert list(recipients_due(due)) == [anna.pk]
    queued = []
    monkeypatch.setattr("mail.tasks.send_digest.delay", queued.append)
    monkeypatch.setattr("mail.tasks.deliver.delay", lambda pk: None)
    time_machine.move_to(due, tick=False)
    sweep()
    assert queued == [anna.pk]


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-12-31"])
@pytest.mark.parametrize("hour", [0, 6, 7, 23])
def test_the_next_summary_is_the_next_seven_o_clock(day, hour):
    now = datetime.fromisoformat(day).replace(hour=hour, tzinfo=BERLIN)
    found = next_digest_at(now)
    assert timezone.localtime(found).hour == 7
    assert now < found
    assert found.date() - now.date() == timedelta(days=0 if hour < 7 else 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_time_write_one_summary(tell, anna, queue):
    for number in range(3):
        tell(anna, f"Nachricht {number}")
    barrier, written = threading.Barrier(2), []

    def work():
        try:
            barrier.wait(timeout=10)
            written.append(send_digest(anna.pk, timezone.now()))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    digest = OutboxMessage.objects.get(kind="mail.digest")
    assert [message for message in written if message] == [digest]
    assert OutboxMessage.objects.filter(state="bundled", digest=digest).count() == 3
    assert queue == [digest.pk]


def test_what_no_longer_fits_does_not_wait_for_the_summary(people):
    case = introduction_in("awaiting_company", people)
    asked = OutboxMessage.objects.get(kind="introduction.company_asked")
    OutboxMessage.objects.filter(pk=asked.pk).update(state="collected")
    moderation.make_obsolete(case, actor=people.lead, reason="offer_gone")
    asked.refresh_from_db()
    assert asked.state == MessageState.CANCELLED


def test_who_is_erased_gets_no_summary(tell, anna):
    tell(anna, "x")
    assert discard_waiting([anna.email]) == 1
    assert list(recipients_due(tomorrow())) == []


def test_leads_may_choose_the_summary_for_their_cases(people):
    people.lead.contact.mail_wish = Wish.DAILY
    people.lead.contact.save()
    case = introduction_in("awaiting_company", people)
    keys.company_declines(case, actor=people.anna, reason="timing")
    letter = OutboxMessage.objects.get(kind="introduction.company_declined.lead", recipient=people.lead.contact)
    assert letter.state == MessageState.COLLECTED


def test_people_choose_on_a_page_of_their_account(sign_in, people):
    client, page = sign_in("anna"), reverse("accounts:notifications")
    assert "Einmal am Tag" in client.get(page).content.decode()
    assert client.post(page, {"mail_wish": "daily"}).url == page
    people.anna.contact.refresh_from_db()
    assert people.anna.contact.mail_wish == Wish.DAILY
    assert client.post(page, {"mail_wish": "never"}).status_code == 200
    assert client.get(page).content.decode().count("checked") == 1
    assert page in client.get(reverse("accounts:profile")).content.decode()
