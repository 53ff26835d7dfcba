"""Editors write issues, look at them, and send them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from board.models import Posting
from core.states import GuardFailed
from mail.models import OutboxMessage
from newsletter import editing, sending
from newsletter.editing import Written, version_of
from newsletter.enums import BlockKind, DeliveryState, Effect, IssueState
from newsletter.models import Block, Issue, Segment
from scheduling.clock import local
from tests.board.conftest import on_board
from tests.cases import need_in
from tests.events.cases import event_in
from tests.newsletter.issues import active_reader, add, draft_issue, everybody, handed_over, sent_issue, unclear

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(sign_in):
    return sign_in("lead")


def url(name: str, *args) -> str:
    return reverse(f"newsletter:{name}", args=args)


def post(client, name: str, issue: Issue, *args, **data):
    return client.post(url(name, *args), {"seen": version_of(Issue.objects.get(pk=issue.pk)), **data})


def texts(issue: Issue) -> list[str]:
    return list(issue.blocks.order_by("position").values_list("text", flat=True))


def three_texts(people) -> Issue:
    issue = draft_issue(people.lead, text="eins")
    for text in ("zwei", "drei"):
        add(issue, "text", people.lead, text=text)
    return issue


def test_a_form_that_is_sent_twice_makes_one_issue(client):
    typed = {"subject": "Neues im November", "code": "abcdefgh", "is_archived": "on"}
    first, second = (client.post(url("issue_create"), typed) for _time in range(2))
    assert first.url == second.url == Issue.objects.get().get_absolute_url()


def test_what_is_missing_keeps_what_was_typed(client):
    page = client.post(url("issue_create"), {"subject": "", "preheader": "Drei Termine"})
    assert page.status_code == 200
    assert "Drei Termine" in page.content.decode()
    assert not Issue.objects.exists()


def test_blocks_change_their_places_and_close_gaps(client, people):
    issue = three_texts(people)
    last = issue.blocks.get(text="drei")
    post(client, "block_move", issue, last.pk, step="up")
    assert texts(issue) == ["eins", "drei", "zwei"]
    post(client, "block_remove", issue, issue.blocks.get(text="eins").pk)
    assert texts(issue) == ["drei", "zwei"]
    assert list(issue.blocks.values_list("position", flat=True)) == [1, 2]
    post(client, "block_move", issue, last.pk, step="up")  # it is the first already
    assert texts(issue) == ["drei", "zwei"]


def test_removing_a_block_asks_first(client, people):
    issue = three_texts(people)
    block = issue.blocks.get(text="zwei")
    assert "zwei" in client.get(url("block_remove", block.pk)).content.decode()
    assert Block.objects.filter(pk=block.pk).exists()


def test_a_second_press_and_a_second_editor_change_nothing_and_are_told(client, people):
    issue = three_texts(people)
    seen = version_of(issue)
    data = {"seen": seen, "text": "vier"}
    assert client.post(url("block_add", issue.pk, "text"), data).status_code == 302
    again = client.post(url("block_add", issue.pk, "text"), data)
    assert again.status_code == 200
    assert "vier" in again.content.decode()  # what was typed is kept
    assert again.context["form"].non_field_errors()
    client.post(url("block_move", issue.blocks.get(text="drei").pk), {"seen": seen, "step": "up"})
    assert texts(issue) == ["eins", "zwei", "drei", "vier"]


def test_an_issue_that_waits_is_not_changed(people):
    issue = draft_issue(people.lead, segments=[everybody()])
    active_reader()
    sending.schedule(issue, timezone.now() + timedelta(days=1), actor=people.lead)
    with pytest.raises(GuardFailed):
        editing.add_block(issue, "text", Written({"text": "zu spät"}), seen=version_of(issue), actor=people.lead)


def test_a_question_has_buttons_with_their_meaning(client, people):
    issue = draft_issue(people.lead)
    typed = {"heading": "Suchen Sie Hilfe bei Robotern?", "label_1": "Ja, bitte", "effect_1": "need"}
    typed |= {"label_2": "Nein", "effect_2": "nothing", "label_en_2": "No"}
    assert post(client, "block_add", issue, issue.pk, "question", **typed).status_code == 302
    block = issue.blocks.get(kind=BlockKind.QUESTION)
    assert list(block.choices.values_list("label", "label_en", "effect")) == [
        ("Ja, bitte", "", Effect.NEED),
        ("Nein", "No", Effect.NOTHING),
    ]
    fewer = {"heading": "Noch da?", "label_1": "Ja", "effect_1": "interest"}
    post(client, "block_edit", issue, block.pk, **fewer)
    assert list(block.choices.values_list("label", flat=True)) == ["Ja"]


def test_a_question_without_a_button_or_with_a_day_that_is_over_is_not_saved(client, people):
    issue = draft_issue(people.lead)
    yesterday = timezone.localdate() - timedelta(days=1)
    page = post(client, "block_add", issue, issue.pk, "question", heading="Ja?", answer_until=yesterday)
    assert set(page.context["form"].errors) == {"label_1", "answer_until"}


def test_pickers_offer_only_what_everybody_may_read(client, people):
    issue = draft_issue(people.lead)
    shown, hidden = event_in("published", people), event_in("draft", people)
    posting = on_board(people, need_in("qualified", people))
    offered = client.get(url("block_add", issue.pk, "events")).context["form"].fields["rows"].queryset
    assert shown in offered
    assert hidden not in offered
    page = client.get(url("block_add", issue.pk, "needs"))
    assert list(page.context["form"].fields["rows"].queryset) == [posting]
    assert posting.need.title not in page.content.decode()
    assert post(client, "block_add", issue, issue.pk, "events", rows=[hidden.pk]).status_code == 200


def test_a_need_whose_consent_ends_is_gone_from_the_draft_at_once(client, people):
    issue = draft_issue(people.lead)
    posting = on_board(people, need_in("qualified", people))
    post(client, "block_add", issue, issue.pk, "needs", rows=[posting.pk])
    title = Posting.objects.on_board().get().title
    assert title in client.get(issue.get_absolute_url()).content.decode()
    posting.consent.withdrawn_at = timezone.now()
    posting.consent.save()
    assert title not in client.get(issue.get_absolute_url()).content.decode()


def test_sending_names_the_number_of_people_and_asks_once_more(client, people):
    for number in range(3):
        active_reader(f"leser{number}@example.org")
    issue = draft_issue(people.lead, segments=[everybody()])
    assert client.get(issue.get_absolute_url()).context["count"]["people"] == 3
    question = client.get(url("issue_send", issue.pk), {"when": ""})
    assert question.context["is_asked"]
    assert question.context["people"] == 3
    active_reader("neu@example.org")  # somebody has subscribed since
    asked_anew = post(client, "issue_send", issue, issue.pk, when="", people=3)
    assert asked_anew.status_code == 200
    issue.refresh_from_db()
    assert issue.state == IssueState.DRAFT
    assert post(client, "issue_send", issue, issue.pk, when="", people=4).status_code == 302
    issue.refresh_from_db()
    assert issue.state == IssueState.SCHEDULED
    assert post(client, "issue_send", issue, issue.pk, when="", people=4).status_code == 302  # pressed twice
    assert issue.deliveries.count() == 0


def test_an_issue_is_scheduled_by_the_clock_in_berlin_and_taken_back(client, people):
    active_reader()
    issue = draft_issue(people.lead, segments=[everybody()])
    when = f"{timezone.localdate() + timedelta(days=3):%Y-%m-%d}T09:30"
    post(client, "issue_send", issue, issue.pk, when=when, people=1)
    issue.refresh_from_db()
    assert f"{local(issue.scheduled_for):%Y-%m-%dT%H:%M}" == when
    client.post(url("issue_take_back", issue.pk))
    issue.refresh_from_db()
    assert (issue.state, issue.scheduled_for) == (IssueState.DRAFT, None)


@pytest.mark.parametrize("when", ["2020-01-01T10:00", "gestern", "2026-13-01T10:00"])
def test_a_moment_that_makes_no_sense_is_not_taken(client, people, when):
    active_reader()
    issue = draft_issue(people.lead, segments=[everybody()])
    page = post(client, "issue_send", issue, issue.pk, when=when, people=1)
    assert page.context["form"].errors["when"]
    issue.refresh_from_db()
    assert issue.state == IssueState.DRAFT


def test_nothing_is_sent_to_nobody(client, people):
    issue = draft_issue(people.lead, segments=[Segment.objects.create(name="Ohne Bedingung")])
    assert client.get(url("issue_send", issue.pk)).context["problems"]
    post(client, "issue_send", issue, issue.pk, when="", people=0)
    issue.refresh_from_db()
    assert issue.state == IssueState.DRAFT


def test_sending_is_watched_paused_and_stopped(client, people):
    active_reader()
    issue = draft_issue(people.lead, segments=[everybody()])
    sending.schedule(issue, None, actor=people.lead)
    sending.start(issue)
    page = client.get(issue.get_absolute_url())
    assert (page.context["progress"].total, page.context["progress"].done) == (1, 0)
    assert client.get(url("issue_status", issue.pk)).status_code == 200
    states = []
    for step in ("pause", "go_on", "stop"):
        client.post(url(f"issue_{step}", issue.pk))
        issue.refresh_from_db()
        states.append(issue.state)
    assert states == [IssueState.PAUSED, IssueState.SENDING, IssueState.STOPPED]
    assert issue.deliveries.get().state == DeliveryState.SKIPPED


def test_an_unclear_mail_is_settled_by_one_click(client, people):
    active_reader()
    issue = draft_issue(people.lead, segments=[everybody()])
    sending.schedule(issue, None, actor=people.lead)
    sending.start(issue)
    delivery = unclear(issue)
    assert list(client.get(issue.get_absolute_url()).context["unsettled"]) == [delivery]
    settle = url("delivery_settle", delivery.pk)
    client.post(settle, {"decision": "confirm_sent"})
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    client.post(settle, {"decision": "send_again"})  # another window: nothing is sent twice
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_a_mail_that_was_not_delivered_is_sent_again_by_one_click(client, people):
    active_reader()
    issue = draft_issue(people.lead, segments=[everybody()])
    sending.schedule(issue, None, actor=people.lead)
    sending.start(issue)
    delivery = issue.deliveries.get()
    handed_over(delivery, "give_up", last_error="SMTPDataError 554")
    client.post(url("delivery_settle", delivery.pk), {"decision": "send_again"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.QUEUED, 0)


def test_a_copy_is_a_draft_with_the_same_blocks(client, people):
    issue = sent_issue(people.lead)
    add_to = draft_issue(people.lead, subject="Mit Frage")
    choices = [{"label": "Ja", "effect": "interest"}]
    add(add_to, "question", people.lead, heading="Ja?", choices=choices, answer_until=timezone.localdate())
    for original in (issue, add_to):
        code = Issue._meta.get_field("code").default()
        first, second = (client.post(url("issue_copy", original.pk), {"code": code}) for _time in range(2))
        assert first.url == second.url
        made = Issue.objects.get(code=code)
        assert (made.state, made.content, made.subject) == (IssueState.DRAFT, {}, original.subject)
        assert texts(made) == texts(original)
        assert list(made.segments.all()) == list(original.segments.all())
    assert made.blocks.get(kind="question").choices.get().label == "Ja"
    assert made.blocks.get(kind="question").answer_until is None


def test_a_test_mail_goes_to_the_person_who_asks_and_once(client, people):
    issue = draft_issue(people.lead)
    key = client.get(issue.get_absolute_url()).context["key"]
    for _time in range(2):
        client.post(url("issue_test", issue.pk), {"language": "de", "key": key})
    message = OutboxMessage.objects.get(kind="newsletter.test")
    assert message.to == [people.lead.email]


def test_the_preview_shows_the_mail_in_a_frame_that_loads_nothing(client, people):
    issue = draft_issue(people.lead)
    page = client.get(url("issue_preview", issue.pk), {"in": "en"})
    assert url("issue_frame", issue.pk, "en") in page.content.decode()
    frame = client.get(url("issue_frame", issue.pk, "en"))
    assert "Guten Tag, das gibt es Neues." in frame.content.decode()
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert client.get(url("issue_frame", issue.pk, "fr")).status_code == 404


def test_segments_say_live_who_belongs_to_them(client):
    active_reader(reader="company")
    active_reader("stadt@example.org", reader="municipality")
    assert client.post(url("segment_create"), {"name": "Betriebe", "readers": ["company"]}).status_code == 302
    client.post(url("segment_create"), {"name": "Leer"})
    rows = {segment.name: number for segment, number in client.get(url("segment_list")).context["rows"]}
    assert rows == {"Betriebe": 1, "Leer": 0}


def test_a_segment_stays_as_it_is_while_an_issue_waits_to_go_to_it(client, people):
    active_reader()
    segment = everybody()
    issue = draft_issue(people.lead, segments=[segment])
    client.post(url("segment_delete", segment.pk))
    assert Segment.objects.filter(pk=segment.pk).exists()
    edit = url("segment_edit", segment.pk)
    assert client.post(edit, {"name": "Alle Leute", "is_everyone": "on"}).status_code == 302  # a draft does not wait
    sending.schedule(issue, timezone.now() + timedelta(days=1), actor=people.lead)
    assert client.post(edit, {"name": "Andere", "readers": ["company"]}).status_code == 200
    segment.refresh_from_db()
    assert (segment.name, segment.is_everyone) == ("Alle Leute", True)
    sending.take_back(issue, actor=people.lead)
    sending.drop(issue, actor=people.lead)
    client.post(url("segment_delete", segment.pk))
    assert not Segment.objects.exists()
