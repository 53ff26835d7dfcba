"""What is planned for needs, what counts as activity, and the answer by a link."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from companies import services
from companies.activity import last_active_on
from companies.models import Need
from companies.renewal import is_quiet, renew_need
from core.models import LogEntry
from core.states import InvalidTransition
from links.models import SignedLink
from mail.links import absolute, sign_links
from mail.models import OutboxMessage
from matchmaking.services.moderation import dismiss
from scheduling.models import Timer
from scheduling.planning import replan
from scheduling.sweeping import sweep
from tests.cases import introduction_in, leave, need_in
from tests.factories import ContactEntryFactory

pytestmark = pytest.mark.django_db


def let_days_pass(need: Need, days: int) -> None:
    """Put the need and everything that happened with it so many days into the past."""
    pause = timedelta(days=days)
    for entry in LogEntry.objects.all():
        LogEntry.objects.filter(pk=entry.pk).update(at=entry.at - pause)
    Need.objects.filter(pk=need.pk).update(state_changed_at=need.state_changed_at - pause)
    need.refresh_from_db()


def planned(need: Need) -> set[str]:
    return set(Timer.objects.about(need).filter(state="waiting").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("draft", set()),
        ("submitted", {"need.escalate"}),
        ("in_qualification", {"need.escalate"}),
        ("returned", {"need.remind_returned", "need.expire_unanswered"}),
        ("qualified", {"need.escalate", "need.remind_quiet", "need.expire_inactive"}),
        ("matching", set()),
        ("paused", {"need.resume"}),
        ("withdrawn", set()),
        ("rejected", set()),
        ("closed_unsolved", set()),
    ],
)
def test_every_state_has_its_own_plan(people, state, kinds):
    assert planned(need_in(state, people)) == kinds


def test_a_need_that_comes_back_from_introductions_has_had_its_first_shortlist(people):
    introduction = introduction_in("shortlisted", people)
    dismiss(introduction, actor=people.lead, reason="wrong_topic", scope="pair")
    assert planned(introduction.need) == {"need.remind_quiet", "need.expire_inactive"}


def test_what_people_do_is_activity_and_what_the_portal_does_is_none(people):
    need = need_in("qualified", people)
    let_days_pass(need, 100)
    long_ago = timezone.localdate() - timedelta(days=100)
    LogEntry.objects.record(need, "remind", actor=None)
    assert last_active_on(need) == long_ago
    ContactEntryFactory(
        organisation=people.company, need=need, created_by=people.lead, occurred_at=timezone.now() - timedelta(days=40)
    )
    assert last_active_on(need) == long_ago + timedelta(days=60)
    introduction = introduction_in("suggested", people, need=need)
    dismiss(introduction, actor=people.lead, reason="wrong_topic", scope="pair")
    assert last_active_on(need) == timezone.localdate()


def test_a_quiet_need_is_asked_for_and_one_click_keeps_it_without_signing_in(people, client):
    need = need_in("qualified", people)
    let_days_pass(need, 151)
    assert is_quiet(need)
    replan(need)
    sweep()
    letter = OutboxMessage.objects.get(kind="need.remind_quiet")
    link = SignedLink.objects.about(need).get(purpose="need.renew")
    assert absolute(link.path) in letter.body_text
    path = "/" + sign_links(absolute(link.path)).split("/", 3)[3]
    page = client.get(path)
    assert "Brauchen Sie das noch?" in page.content.decode()
    assert is_quiet(need)
    client.post(path)
    assert "suchen weiter" in client.get(path).content.decode()
    assert not is_quiet(need)
    sweep()
    assert OutboxMessage.objects.filter(kind="need.remind_quiet").count() == 1
    assert Timer.objects.about(need).get(kind="need.remind_quiet", state="waiting").due_at > timezone.now()


def test_the_link_of_a_case_that_has_ended_or_of_who_has_left_does_nothing(people, client):
    need = need_in("qualified", people)
    let_days_pass(need, 151)
    replan(need)
    sweep()
    path = "/" + sign_links(absolute(SignedLink.objects.about(need).get(purpose="need.renew").path)).split("/", 3)[3]
    leave(people.anna, people.company)
    assert client.post(path).status_code == 410
    Need.objects.filter(pk=need.pk).update(contact=people.anna.contact)
    need.refresh_from_db()
    services.withdraw_need(need, actor=people.ben)
    assert client.post(path).status_code == 410
    assert not LogEntry.objects.filter(verb="renew").exists()


def test_the_page_of_a_quiet_need_asks_and_its_button_answers(people, sign_in):
    need = need_in("qualified", people)
    let_days_pass(need, 155)
    client = sign_in("ben")
    assert "Brauchen Sie das noch?" in client.get(need.get_absolute_url()).content.decode()
    page = client.post(reverse("companies:need_renew", args=[need.pk]), follow=True)
    assert "Brauchen Sie das noch?" not in page.content.decode()
    assert LogEntry.objects.get(verb="renew").actor == people.ben


def test_only_a_need_that_is_looking_for_providers_is_renewed(people):
    need = need_in("returned", people)
    with pytest.raises(InvalidTransition):
        renew_need(need, actor=people.anna)


def test_the_reminder_repeats_the_question_and_says_what_happens_and_when(people):
    need = need_in("returned", people)
    Need.objects.filter(pk=need.pk).update(state_changed_at=timezone.now() - timedelta(days=8))
    replan(need)
    sweep()
    letter = OutboxMessage.objects.get(kind="need.remind_returned")
    assert "Wie viele Maschinen sind es?" in letter.body_text
    assert "endet der Vorgang am Tag danach" in letter.body_text


def test_leads_read_reminders_and_escalations_in_the_history(people, sign_in):
    need = need_in("submitted", people)
    Need.objects.filter(pk=need.pk).update(response_due_on=timezone.localdate() - timedelta(days=9))
    replan(need)
    sweep()
    page = sign_in("lead").get(need.get_absolute_url()).content.decode()
    assert "Frist verstrichen, andere Zuständige benachrichtigt" in page
