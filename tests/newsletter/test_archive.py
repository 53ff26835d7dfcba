"""Issues that were sent, as everybody reads them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from board.models import Posting
from newsletter import sending
from tests.board.conftest import on_board
from tests.cases import need_in
from tests.newsletter.issues import active_reader, add, draft_issue, everybody, sent, sent_issue

pytestmark = pytest.mark.django_db


def page_of(issue) -> str:
    return reverse("newsletter:archived", args=[issue.code])


def test_only_what_was_sent_and_is_meant_for_the_archive_is_public(client, people):
    shown = sent_issue(people.lead)
    hidden = sent_issue(people.lead, subject="Nur für Lesende", is_archived=False)
    draft = draft_issue(people.lead, subject="Entwurf")
    listed = client.get(reverse("newsletter:archive"))
    assert list(listed.context["page_obj"]) == [shown]
    answers = [client.get(page_of(issue)).status_code for issue in (shown, hidden, draft)]
    assert answers == [200, 404, 404]


def test_an_issue_is_found_in_the_archive_as_soon_as_it_is_sent(client, people, django_capture_on_commit_callbacks):
    active_reader()
    issue = draft_issue(people.lead, segments=[everybody()])
    assert not client.get(reverse("newsletter:archive")).context["page_obj"].object_list
    with django_capture_on_commit_callbacks(execute=True):
        sent(issue, people.lead)
    assert issue.subject in client.get(reverse("newsletter:archive")).content.decode()


def test_the_archive_shows_no_personal_link_and_no_button(client, people):
    active_reader()
    issue = draft_issue(people.lead, segments=[everybody()])
    choices = [{"label": "Ja, bitte", "effect": "need"}]
    add(issue, "question", people.lead, heading="Suchen Sie Hilfe?", choices=choices)
    sent(issue, people.lead)
    page = client.get(page_of(issue)).content.decode()
    assert "Suchen Sie Hilfe?" in page
    assert reverse("companies:register_need") in page
    assert "/l/newsletter/" not in page
    assert "Ja, bitte" not in page


def test_a_need_is_gone_from_the_archive_when_its_company_no_longer_agrees(
    client, people, django_capture_on_commit_callbacks
):
    active_reader()
    posting = on_board(people, need_in("qualified", people))
    issue = draft_issue(people.lead, segments=[everybody()])
    add(issue, "needs", people.lead, rows=[posting])
    sent(issue, people.lead)
    title = Posting.objects.on_board().get().title
    assert title in client.get(page_of(issue)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        posting.consent.withdrawn_at = timezone.now()
        posting.consent.save()
        posting.save()
    assert title not in client.get(page_of(issue)).content.decode()


def test_english_readers_get_the_english_words(client, people):
    active_reader()
    issue = draft_issue(people.lead, segments=[everybody()], subject_en="News from the district")
    sent(issue, people.lead)
    assert "News from the district" in client.get(page_of(issue), {"lang": "en"}).content.decode()
    assert "Neues aus dem Kreis" in client.get(page_of(issue), {"lang": "de"}).content.decode()


def test_search_engines_find_the_archive(client, people):
    issue = sent_issue(people.lead)
    found = client.get(reverse("sitemap")).content.decode()
    assert page_of(issue) in found
    assert reverse("newsletter:archive") in found


def test_the_form_leads_to_the_archive(client):
    assert reverse("newsletter:archive") in client.get(reverse("newsletter:subscribe")).content.decode()


def test_a_stopped_issue_is_not_in_the_archive(client, people):
    active_reader()
    issue = draft_issue(people.lead, segments=[everybody()])
    sending.schedule(issue, None, actor=people.lead)
    sending.start(issue)
    issue.refresh_from_db()
    sending.stop(issue, actor=people.lead)
    assert client.get(page_of(issue)).status_code == 404
