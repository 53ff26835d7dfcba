"""Every address of needs, every standing person, one table: who gets in, who is refused, who learns nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.urls import urlpatterns
from core.models import LogEntry
from tests.cases import introduction_in
from tests.conftest import PERSONS

pytestmark = pytest.mark.django_db

MEMBERS, LEADS = {"anna", "ben"}, {"lead", "lead2"}
MODERATORS = LEADS | {"far_lead"}
TOMORROW = (timezone.localdate() + timedelta(days=2)).isoformat()

# Address -> (state, what is posted by a member, additionally by a lead, who may, who may see the need but not this).
POSTS = {
    "need_submit": ("draft", {}, {}, MEMBERS, set()),
    "need_answer": ("returned", {"text": "Zwölf."}, {"source": "phone"}, MEMBERS | LEADS, set()),
    "need_pause": ("qualified", {"resume_on": TOMORROW}, {}, MEMBERS | LEADS, set()),
    "need_resume": ("paused", {}, {}, MEMBERS | LEADS, set()),
    "need_renew": ("qualified", {}, {}, MEMBERS, LEADS),
    "need_withdraw": ("qualified", {}, {"source": "phone"}, MEMBERS | LEADS, set()),
    "need_take_over": ("submitted", {}, {}, LEADS, MEMBERS),
    "need_ask": ("in_qualification", {"text": "Wie viele Maschinen?"}, {}, LEADS, MEMBERS),
    "need_qualify": ("in_qualification", {}, {}, LEADS, MEMBERS),
    "need_reject": ("in_qualification", {"reason": "not_digital", "text": "Ein Umbau."}, {}, LEADS, MEMBERS),
    "need_reopen": ("qualified", {}, {}, LEADS, MEMBERS),
    "need_teaser": ("qualified", {"title": "Laufzeiten", "text": "Ein Betrieb.", "checked": "on"}, {}, LEADS, MEMBERS),
    "need_close_solved": ("qualified", {"note": "Läuft."}, {}, LEADS, MEMBERS),
    "need_close_unsolved": ("qualified", {"reason": "no_offer_found"}, {}, LEADS, MEMBERS),
}
PAGES = {
    "need_list": (MEMBERS | LEADS, set()),
    "need_create": (MEMBERS | LEADS, set()),
    "need_queue": (MODERATORS, set(PERSONS) - MODERATORS),
    "need_capture": (MODERATORS, set(PERSONS) - MODERATORS),
    "need_detail": (MEMBERS | LEADS, set()),
    "need_edit": (MEMBERS | LEADS, set()),
}

ELSEWHERE = {"attachment", "attachment_add", "attachment_remove", "attachment_share"}  # test_attachments.py
ELSEWHERE |= {"capture_draft", "need_consent"}  # test_capture.py
ELSEWHERE |= {
    *("register_need", "register_frame", "register_company", "register_send", "register_later"),
    *("register_draft", "register_done", "register_restart"),
}  # test_public_intake.py, test_public_handing_in.py
ELSEWHERE |= {"need_assign"}  # test_assigning.py
ELSEWHERE |= {"need_versions", "need_intake"}  # test_records.py


def address(name: str, people, need=None) -> str:
    args = {"need_list": [people.company.pk], "need_create": [people.company.pk], "need_queue": [], "need_capture": []}
    return reverse(f"companies:{name}", args=args.get(name, [need.pk] if need else []))


def test_every_address_stands_in_one_of_the_tables():
    assert {pattern.name for pattern in urlpatterns} == set(POSTS) | set(PAGES) | ELSEWHERE


@pytest.mark.parametrize("name", POSTS)
def test_a_step_is_taken_by_those_the_table_names_and_by_nobody_else(sign_in, people, need_in, name):
    state, posted, by_lead, allowed, refused = POSTS[name]
    need = introduction_in("success", people).need if name == "need_close_solved" else need_in(state)
    need.refresh_from_db()
    url = address(name, people, need)
    before = LogEntry.objects.about(need).count()

    for person in [*PERSONS, None]:
        if person not in allowed:
            status = 403 if person in refused else 404
            response = sign_in(person).post(url, posted)
            assert response.status_code == (status if person else 302), person
            if person is None:
                assert response.url.startswith(reverse("account_login"))
    assert LogEntry.objects.about(need).count() == before

    actor = min(allowed)
    response = sign_in(actor).post(url, posted | (by_lead if actor in LEADS else {}))
    assert response.status_code == 302
    assert LogEntry.objects.about(need).first().actor == getattr(people, actor)
    assert LogEntry.objects.about(need).count() > before


def test_a_link_alone_never_writes(sign_in, people, need_in):
    need = need_in("qualified")
    before = LogEntry.objects.about(need).count()
    for name in POSTS:
        assert sign_in("anna").get(address(name, people, need)).status_code == 405, name
    assert LogEntry.objects.about(need).count() == before


@pytest.mark.parametrize("name", ["need_answer", "need_withdraw"])
def test_a_lead_says_how_the_company_told_it(sign_in, people, need_in, name):
    state, posted, by_lead, *_ = POSTS[name]
    need = need_in(state)
    url = address(name, people, need)

    page = sign_in("lead").post(url, posted)
    assert page.status_code == 200
    assert "source" in page.context["form"].errors

    assert sign_in("lead").post(url, posted | by_lead).status_code == 302
    assert LogEntry.objects.about(need).first().on_behalf_source == "phone"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_those_the_table_names(sign_in, people, need_in, name):
    allowed, refused = PAGES[name]
    need = need_in("qualified")
    url = address(name, people, need)
    for person in [*PERSONS, None]:
        response = sign_in(person).get(url)
        if person in allowed:
            expected = 302 if name == "need_create" and person in LEADS else 200  # leads capture instead
        else:
            expected = 302 if person is None else 403 if person in refused else 404
        assert response.status_code == expected, person


@pytest.mark.parametrize("person", sorted(LEADS))
def test_a_draft_of_a_company_does_not_exist_for_leads(sign_in, people, need_in, person):
    need = need_in("draft")
    for name in ("need_detail", "need_edit"):
        assert sign_in(person).get(address(name, people, need)).status_code == 404
    assert sign_in(person).post(address("need_submit", people, need)).status_code == 404


def test_the_second_of_two_clicks_is_told_that_the_case_has_moved_on(sign_in, people, need_in):
    need = need_in("submitted")
    url, page = address("need_take_over", people, need), need.get_absolute_url()
    sign_in("lead").post(url)
    response = sign_in("lead2").post(url, headers={"referer": f"http://testserver{page}"}, follow=True)
    assert "is-now" not in response.content.decode()
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    need.refresh_from_db()
    assert need.assigned_to == people.lead
    assert LogEntry.objects.about(need).filter(verb="start_qualification").count() == 1
