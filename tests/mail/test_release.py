"""Letters that a person lets go: held, read, changed where they may be, written anew, stopped when the case moves."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Bias
from core.models import LogEntry
from core.states import GuardFailed, InvalidTransition
from dzm.settings import base
from mail.deciding import edit, readable, rewrite, settle
from mail.delivery import deliver
from mail.enums import MessageState
from mail.models import OutboxMessage
from mail.occasions import check_held_kinds
from mail.selectors import waiting_for_release
from matchmaking.models import Introduction
from matchmaking.services import keys, moderation
from tests.cases import introduction_in, need_in, offer_in
from tests.conftest import fresh


@pytest.fixture(autouse=True)
def _as_installed(settings):
    """Outside the tests these kinds wait for a person."""
    settings.MAIL_HELD_KINDS = base.MAIL_HELD_KINDS


@pytest.fixture
def case(people):
    return introduction_in("awaiting_company", people)


@pytest.fixture
def held(case):
    """The letter that asks the company."""
    return OutboxMessage.objects.get(kind="introduction.company_asked")


def url(name: str, message) -> str:
    return reverse(f"mail:{name}", args=[message.pk])


def test_a_letter_that_asks_somebody_waits_for_a_person(held, transport, mailoutbox):
    assert held.state == MessageState.HELD
    assert deliver(held.pk) is None
    assert mailoutbox == []


def test_a_hub_that_reads_nothing_before_lets_all_go_at_once(settings, people):
    settings.MAIL_HELD_KINDS = []
    introduction_in("awaiting_provider", people)
    asked = OutboxMessage.objects.filter(kind__in=["introduction.company_asked", "introduction.provider_asked"])
    assert "held" not in set(asked.values_list("state", flat=True))


def test_the_joint_mail_is_held_where_the_hub_wants_it_and_leaves_at_once_otherwise(settings, people):
    introduction_in("introduced", people)
    assert OutboxMessage.objects.get(kind="introduction.introduced").state == MessageState.QUEUED
    settings.MAIL_HELD_KINDS = ["introduction.introduced"]
    introduction_in("introduced", people)
    assert OutboxMessage.objects.filter(kind="introduction.introduced", state="held").count() == 1


def test_a_typing_error_in_the_setting_stops_the_start(settings):
    assert check_held_kinds() == []
    settings.MAIL_HELD_KINDS = ["introduction.company_askd"]
    assert [error.id for error in check_held_kinds()] == ["mail.E001"]


def test_the_released_letter_leaves(held, people, transport, mailoutbox):
    settle(held, "release", actor=people.lead)
    assert deliver(held.pk) == MessageState.SENT
    assert [mail.subject for mail in mailoutbox] == [held.subject]


def test_the_lead_releases_it_on_the_page_of_the_case(sign_in, case, held):
    client = sign_in("lead")
    page = client.get(case.get_absolute_url()).content.decode()
    assert "wartet auf Ihre Freigabe" in page
    back = case.get_absolute_url()
    response = client.post(url("message_settle", held), {"decision": "release", "next": back})
    assert response.url == back
    held.refresh_from_db()
    assert held.state == MessageState.QUEUED
    assert "wartet auf Ihre Freigabe" not in client.get(back).content.decode()


def test_a_foreign_address_is_no_way_back(sign_in, held):
    response = sign_in("lead").post(url("message_settle", held), {"decision": "release", "next": "https://x.example/"})
    assert response.url == held.get_absolute_url()


def test_the_lead_of_a_region_releases_letters_of_the_own_cases_only(people, sign_in, case, held):
    need = need_in("qualified", people)
    type(need).objects.filter(pk=need.pk).update(region=people.provider.region)
    need.refresh_from_db()
    own = introduction_in("awaiting_company", people, need=need, offer=offer_in("published", people))
    letter = OutboxMessage.objects.about(own).get(kind="introduction.company_asked")
    far_lead = fresh(people.far_lead)
    assert waiting_for_release(far_lead, own) == [letter]
    assert waiting_for_release(far_lead, case) == []
    client = sign_in("far_lead")
    assert client.get(letter.get_absolute_url()).status_code == 200
    assert client.post(url("message_settle", letter), {"decision": "release"}).status_code == 302
    assert client.post(url("message_settle", held), {"decision": "release"}).status_code == 404


def test_the_time_to_answer_begins_when_the_letter_leaves_and_the_letter_says_so(case, held, people, time_machine):
    due_on = case.answer_due_on
    edit(held, {0: "wir haben lange gesucht."}, actor=people.lead)
    time_machine.move_to(timezone.now() + timedelta(days=3))
    settle(held, "release", actor=people.lead)
    case.refresh_from_db()
    held.refresh_from_db()
    assert case.answer_due_on == due_on + timedelta(days=3)
    assert f"{case.answer_due_on.day}. " in held.body_text
    assert "wir haben lange gesucht." in held.body_text
    assert f"bis {due_on.day}. " not in held.body_text


def test_nobody_lapses_who_has_not_been_asked_yet(case, people):
    Introduction.objects.filter(pk=case.pk).update(answer_due_on=timezone.localdate() - timedelta(days=1))
    case.refresh_from_db()
    with pytest.raises(GuardFailed, match="Freigabe"):
        keys.lapse(case)


@pytest.mark.parametrize("state", ["held", "queued"])
def test_when_the_case_moves_on_the_question_does_not_leave_any_more(case, held, people, transport, mailoutbox, state):
    if state == "queued":
        settle(held, "release", actor=people.lead)
    moderation.make_obsolete(case, actor=people.lead, reason="offer_gone")
    held.refresh_from_db()
    assert held.state == MessageState.CANCELLED
    assert deliver(held.pk) is None
    assert mailoutbox == []
    with pytest.raises(GuardFailed):
        settle(held, "take_up_again", actor=people.lead)


def test_a_question_that_was_answered_in_the_portal_is_not_asked_again(case, held, people):
    keys.company_agrees(case, actor=people.anna)
    held.refresh_from_db()
    assert held.state == MessageState.CANCELLED
    assert OutboxMessage.objects.get(kind="introduction.provider_asked").state == MessageState.HELD


def test_contact_data_does_not_leave_after_a_withdrawal(people, transport, mailoutbox):
    case = introduction_in("introduced", people)
    joint = OutboxMessage.objects.get(kind="introduction.introduced")
    keys.withdraw_consent(case, actor=people.anna, side="company")
    assert deliver(joint.pk) is None
    joint.refresh_from_db()
    assert joint.state == MessageState.CANCELLED
    assert mailoutbox == []


def test_what_slipped_through_is_stopped_before_it_is_claimed(case, held, people, transport, mailoutbox):
    settle(held, "release", actor=people.lead)
    Introduction.objects.filter(pk=case.pk).update(state="lapsed", closed_at=timezone.now())
    assert deliver(held.pk) == MessageState.CANCELLED
    assert mailoutbox == []


def test_free_paragraphs_change_and_the_log_says_which_but_not_what(held, people):
    edit(held, {0: "wir haben lange gesucht.", 2: ""}, actor=people.lead)
    held.refresh_from_db()
    assert "wir haben lange gesucht." in held.body_text
    assert "wir haben lange gesucht." in held.body_html
    assert "Warum wir" not in held.body_text
    entry = LogEntry.objects.about(held).get(verb="edit")
    assert (entry.actor, entry.details) == (people.lead, {"paragraphs": [0, 2]})
    assert held.state == MessageState.HELD


def test_the_consent_is_quoted_in_the_frozen_version_and_nobody_edits_it(sign_in, case, held, people):
    frozen = case.consent_text.text_de
    assert frozen.split("\n")[0] in held.body_text
    client = sign_in("lead")
    client.post(url("message_edit", held), {"paragraph_0": "Neu.", "consent": "x", "paragraph_1": "y", "subject": "z"})
    held.refresh_from_db()
    assert held.letter["consent"] == frozen
    assert held.letter["paragraphs"][0] == "Neu."
    assert held.letter["paragraphs"][1] != "y"
    assert held.subject != "z"
    with pytest.raises(ValueError, match="free paragraphs"):
        edit(held, {1: "Andere Zusammenfassung"}, actor=people.lead)


def test_a_letter_needs_a_paragraph_and_what_was_typed_stays(sign_in, held):
    OutboxMessage.objects.filter(pk=held.pk).update(letter=held.letter | {"paragraphs": ["a"], "editable": [0]})
    response = sign_in("lead").post(url("message_edit", held), {"paragraph_0": "  "})
    assert response.status_code == 200
    assert "mindestens einen Absatz" in response.content.decode()
    longest = sign_in("lead").post(url("message_edit", held), {"paragraph_0": "x" * 3001})
    assert "x" * 3001 in longest.content.decode()


@pytest.mark.parametrize("state", ["queued", "cancelled"])
def test_what_does_not_wait_is_not_edited(held, people, state):
    OutboxMessage.objects.filter(pk=held.pk).update(state=state)
    held.refresh_from_db()
    with pytest.raises(InvalidTransition):
        edit(held, {0: "Neu."}, actor=people.lead)


def test_who_is_biased_reads_but_neither_edits_nor_releases(sign_in, people, case, held):
    Bias.objects.create(user=people.lead, subject_type="matchmaking.introduction", subject_id=case.pk, reason="Bekannt")
    client = sign_in("lead")
    assert client.get(held.get_absolute_url()).status_code == 200
    assert client.get(url("message_edit", held)).status_code == 403
    assert client.post(url("message_settle", held), {"decision": "release"}).status_code == 403


def test_a_letter_written_anew_shows_the_data_and_language_of_today(held, people):
    contact = people.anna.contact
    edit(held, {0: "wird vergessen."}, actor=people.lead)
    type(contact).objects.filter(pk=contact.pk).update(language="en", email="anna.neu@example.org")
    rewrite(held, actor=people.lead)
    held.refresh_from_db()
    assert held.language == "en"
    assert "Dear Anna Feldkamp" in held.body_text
    assert "wird vergessen." not in held.body_text
    assert held.to == ["Anna Feldkamp <anna.neu@example.org>"]
    assert OutboxMessage.objects.filter(kind="introduction.company_asked").count() == 1


def test_a_letter_whose_case_moved_on_cannot_be_written_anew(case, held, people):
    Introduction.objects.filter(pk=case.pk).update(state="lapsed", closed_at=timezone.now())
    with pytest.raises(GuardFailed, match="weitergegangen"):
        rewrite(held, actor=people.lead)


def test_a_secret_link_stays_with_its_recipient_while_staff_read_the_rest(held):
    secret = "http://testserver/l/geheim/"
    row = held.letter | {"action": ["Antworten", secret]}
    OutboxMessage.objects.filter(pk=held.pk).update(is_confidential=True, letter=row)
    held.refresh_from_db()
    with translation.override("de"):
        shown = readable(held)
    assert "geheim" not in shown.text + shown.html
    assert "Guten Tag Anna Feldkamp" in shown.text


def test_the_preview_is_the_letter_without_anything_our_policy_forbids(sign_in, held):
    client = sign_in("lead")
    page = client.get(held.get_absolute_url())
    assert f'src="{url("message_preview", held)}" sandbox' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    shown = client.get(url("message_preview", held))
    policy, html = shown["Content-Security-Policy"], shown.content.decode()
    assert "unsafe" not in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert ' style="' not in html
    assert "Guten Tag Anna Feldkamp" in html
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


def test_nobody_previews_a_secret(sign_in, write_message):
    message = write_message(is_confidential=True)
    assert sign_in("lead").get(url("message_preview", message)).status_code == 404


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"q": "feldkamp"}, 1),
        ({"q": "clara@example.org"}, 1),
        ({"q": "nobody"}, 0),
        ({"state": "held", "q": "Vorschlag"}, 1),
        ({"about": "matchmaking.introduction"}, 2),
        ({"since": "2999-01-01"}, 0),
        ({"since": "nonsense", "state": "x", "about": "y"}, 3),
    ],
)
def test_the_outbox_is_searched_and_narrowed(sign_in, case, write_message, query, number):
    keep = OutboxMessage.objects.about(case).filter(kind="introduction.company_asked")
    OutboxMessage.objects.exclude(pk__in=keep).delete()
    write_message(to=["Clara <clara@example.org>"], about=case)
    write_message(to=["b@example.org"])
    assert sign_in("lead").get(reverse("mail:outbox"), query).context["page_obj"].paginator.count == number
