"""The lead's pages: the queue, and the work page of a need."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Need
from core.models import LogEntry
from taxonomy.models import Topic
from tests.companies.conftest import submitted_rows

pytestmark = pytest.mark.django_db

QUEUE = reverse("companies:need_queue")


def shown(response) -> list[Need]:
    return list(response.context["page_obj"])


def text_of(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def case(people, need_in):
    """Returns (lead's own overdue case, fresh case, ended case, case in Dortmund)."""
    overdue = need_in("in_qualification", title="Lager stimmt nicht")
    Need.objects.filter(pk=overdue.pk).update(qualification_due_on=timezone.localdate() - timedelta(days=4))
    fresh = need_in("submitted")
    ended = need_in("rejected")
    elsewhere = need_in("submitted", organisation=people.provider, author=people.carl)
    return overdue, fresh, ended, elsewhere


def test_the_queue_shows_open_cases_the_overdue_first(sign_in, case):
    overdue, fresh, _ended, elsewhere = case
    response = sign_in("lead").get(QUEUE)
    assert shown(response) == [overdue, fresh, elsewhere]
    assert "seit 4 Tagen überfällig" in text_of(response)


def test_a_region_lead_sees_the_own_region_only(sign_in, case):
    *_, elsewhere = case
    response = sign_in("far_lead").get(QUEUE)
    assert shown(response) == [elsewhere]
    assert sum(stage.number for stage in response.context["pipeline"]) == 1


def test_each_filter_works_alone_and_with_others(sign_in, people, case):
    topic = Topic.objects.get(slug="iiot").pk
    dortmund = people.provider.region.pk
    municipality = people.company.municipality.pk
    client = sign_in("lead")
    for query, expected in {
        "state=submitted": [1, 3],
        "state=closed": [2],
        "state=nonsense": [0, 1, 3],
        "responsible=mine": [0],
        "responsible=nobody": [1, 3],
        "q=lager": [0],
        "q=STEINRÜCK": [0, 1],
        "q=Taktwerk": [3],
        f"topic={topic}": [0, 1, 3],
        f"region={dortmund}": [3],
        f"municipality={municipality}": [0, 1],
        f"municipality={municipality}&state=submitted&responsible=nobody": [1],
        f"region={dortmund}&q=lager": [],
    }.items():
        assert shown(client.get(f"{QUEUE}?{query}")) == [case[position] for position in expected], query


def test_a_case_is_found_by_its_number(sign_in, case):
    assert shown(sign_in("lead").get(QUEUE, {"q": case[1].number})) == [case[1]]


def test_the_pipeline_counts_all_cases_whatever_the_filter(sign_in, case):
    stages = {stage.state: stage for stage in sign_in("lead").get(QUEUE, {"q": "x"}).context["pipeline"]}
    assert {state: stage.number for state, stage in stages.items() if stage.number} == {
        "submitted": 2,
        "in_qualification": 1,
        "closed": 1,
    }
    assert stages["in_qualification"].overdue == 1
    assert (stages["submitted"].height, stages["submitted"].top, stages["paused"].height) == (9, 0, 0)


def test_nothing_found_offers_a_way_back(sign_in, case):
    page = text_of(sign_in("lead").get(QUEUE, {"q": "gibt es nicht"}))
    assert "dzm-empty" in page
    assert f'href="{QUEUE}"' in page


def test_the_queue_turns_pages_of_25_and_keeps_the_filter(sign_in, people):
    submitted_rows(people, 26)
    response = sign_in("lead").get(QUEUE, {"state": "submitted"})
    assert len(shown(response)) == 25
    assert "?state=submitted&page=2" in text_of(response)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queue_takes_the_same_number_of_queries_however_long_it_is(sign_in, people, queries, rows):
    submitted_rows(people, rows)
    client = sign_in("lead")
    with queries() as seen:
        client.get(QUEUE)
    assert len(seen) == QUEUE_QUERIES


QUEUE_QUERIES = 17


def test_the_work_page_shows_what_is_missing_and_offers_the_next_step(sign_in, need_in):
    need = need_in("in_qualification", goal="")
    response = sign_in("lead").get(need.get_absolute_url())
    open_items = [item for item in response.context["checklist"] if not item.is_done]
    assert [item.is_needed for item in open_items] == [True, False]  # goal, summary
    assert reverse("companies:need_qualify", args=[need.pk]) not in text_of(response)

    Need.objects.filter(pk=need.pk).update(goal="Wir sehen jede Maschine.")
    page = text_of(sign_in("lead").get(need.get_absolute_url()))
    assert reverse("companies:need_qualify", args=[need.pk]) in page
    assert page.count("kern-btn--primary") == 1


def test_qualifying_an_unclear_need_says_what_is_missing(sign_in, need_in):
    need = need_in("in_qualification", goal="")
    response = sign_in("lead").post(
        reverse("companies:need_qualify", args=[need.pk]),
        headers={"referer": f"http://testserver{need.get_absolute_url()}"},
        follow=True,
    )
    assert [str(message) for message in response.context["messages"]] == ["Schreiben Sie das Ziel auf."]
    need.refresh_from_db()
    assert need.state == "in_qualification"


def test_the_work_page_tells_contact_data_and_who_did_what(sign_in, people, need_in):
    page = text_of(sign_in("lead2").get(need_in("qualified").get_absolute_url()))
    for piece in (
        people.company.name,
        "Anna Feldkamp",
        people.anna.contact.phone,
        "Bedarf qualifiziert",
        "Lea Wortmann",
    ):
        assert piece in page


def test_a_question_that_came_too_late_is_kept(sign_in, need_in):
    need = need_in("qualified")
    response = sign_in("lead").post(reverse("companies:need_ask", args=[need.pk]), {"text": "Und wie alt sind sie?"})
    assert "Und wie alt sind sie?" in text_of(response)
    assert response.context["form"].non_field_errors()


def test_a_rejection_without_reason_keeps_the_text(sign_in, need_in):
    need = need_in("in_qualification")
    response = sign_in("lead").post(reverse("companies:need_reject", args=[need.pk]), {"text": "Ein Umbau."})
    assert "Ein Umbau." in text_of(response)
    assert "reason" in response.context["form"].errors


def test_while_a_question_is_open_silence_is_the_only_reason(sign_in, need_in):
    need = need_in("returned")
    url = reverse("companies:need_reject", args=[need.pk])
    assert "reason" in sign_in("lead").post(url, {"reason": "not_digital", "text": "x"}).context["form"].errors
    sign_in("lead").post(url, {"reason": "too_vague_no_reply", "text": "Wir hörten nichts."})
    need.refresh_from_db()
    assert need.state == "rejected"


def test_a_case_without_a_recorded_outcome_is_not_solved_and_the_note_is_kept(sign_in, need_in):
    need = need_in("qualified")
    response = sign_in("lead").post(
        reverse("companies:need_close_solved", args=[need.pk]), {"note": "Es läuft seit Mai."}
    )
    assert "Es läuft seit Mai." in text_of(response)
    assert response.context["form"].non_field_errors()


def test_a_summary_with_the_name_of_the_company_warns_before_it_is_saved(sign_in, need_in):
    need = need_in("in_qualification")
    url = reverse("companies:need_teaser", args=[need.pk])
    text = {"title": "Laufzeiten", "text": "Der Betrieb Steinrück will Laufzeiten sehen.", "checked": "on"}

    response = sign_in("lead").post(url, text)

    assert [place.text for place in response.context["teaser_form"].telltales] == ["Steinrück"]
    assert text["text"] in text_of(response)
    assert not need.teasers.exists()
    sign_in("lead").post(url, text | {"confirmed": "on"})
    assert need.teasers.get().checked_by.email == "lead@example.org"


def test_a_lead_changes_the_text_of_a_company(sign_in, people, need_in):
    need = need_in("in_qualification")
    url = reverse("companies:need_edit", args=[need.pk])
    client = sign_in("lead2")
    data = {field.name: field.value() for field in client.get(url).context["form"] if field.value() is not None}
    assert client.post(url, data | {"goal": "Jede Maschine ist zu sehen."}).status_code == 302
    need.refresh_from_db()
    assert need.goal == "Jede Maschine ist zu sehen."
    assert LogEntry.objects.about(need).get(verb="edit").actor == people.lead2
