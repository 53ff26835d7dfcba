"""Pages of matching runs."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matchmaking.enums import RunState, RunTrigger
from matchmaking.models import MatchingRun
from matchmaking.runs import execute
from tests.cases import need_in, offer_in

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def failed_run(need=None) -> MatchingRun:
    return MatchingRun.objects.create(
        trigger=RunTrigger.NIGHTLY if need is None else RunTrigger.NEED,
        need=need,
        state=RunState.FAILED,
        attempts=3,
        error="MemoryError: too much",
        finished_at=timezone.now(),
    )


def test_computing_again_queues_one_run_however_often_the_button_is_pressed(sign_in, people):
    need = need_in("qualified", people)
    client = sign_in("lead")
    url = reverse("matchmaking:run_request", args=[need.pk])

    for _ in range(2):
        assert client.post(url).status_code == 302

    run = MatchingRun.objects.get(trigger=RunTrigger.MANUAL)
    assert (run.need, run.requested_by, run.state) == (need, people.lead, RunState.QUEUED)


@pytest.mark.parametrize(("person", "status"), [("anna", 403), ("clara", 404), ("far_lead", 404), ("partner", 404)])
def test_only_those_who_moderate_ask_for_a_run(sign_in, people, person, status):
    need = need_in("qualified", people)

    response = sign_in(person).post(reverse("matchmaking:run_request", args=[need.pk]))

    assert response.status_code == status
    assert not MatchingRun.objects.filter(trigger=RunTrigger.MANUAL).exists()


def test_a_closed_need_is_not_computed_again(sign_in, people):
    need = need_in("closed_unsolved", people)

    sign_in("lead").post(reverse("matchmaking:run_request", args=[need.pk]))

    assert not MatchingRun.objects.filter(trigger=RunTrigger.MANUAL).exists()


def test_the_status_asks_again_while_the_run_waits_and_stops_when_it_is_done(sign_in, people):
    offer_in("published", people)
    run = MatchingRun.objects.get(need=need_in("qualified", people))
    client = sign_in("lead")
    url = reverse("matchmaking:run_status", args=[run.pk])

    waiting = client.get(url, headers=HTMX)
    execute(run.pk)
    done = client.get(url, headers=HTMX)

    assert 'data-hx-trigger="every 2s"' in waiting.content.decode()
    assert "hx-trigger" not in done.content.decode()
    assert "HX-Refresh" not in done.headers


def test_a_page_without_proposals_is_loaded_again_when_the_run_is_done(sign_in, people):
    run = MatchingRun.objects.get(need=need_in("qualified", people))
    client = sign_in("lead")
    url = reverse("matchmaking:run_status", args=[run.pk]) + "?reload=1"

    assert "HX-Refresh" not in client.get(url, headers=HTMX).headers
    execute(run.pk)
    assert client.get(url, headers=HTMX).headers["HX-Refresh"] == "true"


def test_without_javascript_the_status_is_the_page_of_the_run(sign_in, people):
    run = MatchingRun.objects.get(need=need_in("qualified", people))

    response = sign_in("lead").get(reverse("matchmaking:run_status", args=[run.pk]))

    assert response.url == reverse("matchmaking:run_detail", args=[run.pk])


def test_a_failed_run_shows_its_error_and_is_repeated_by_one_click(sign_in, people):
    run = failed_run()
    client = sign_in("lead")
    detail, retry = (reverse(f"matchmaking:run_{name}", args=[run.pk]) for name in ("detail", "retry"))
    page = client.get(detail).content.decode()
    assert "MemoryError: too much" in page
    assert retry in page

    client.post(retry)
    client.post(retry)

    again = MatchingRun.objects.exclude(pk=run.pk).get()
    assert (again.trigger, again.need, again.state, again.requested_by) == (
        RunTrigger.NIGHTLY,
        None,
        RunState.QUEUED,
        people.lead,
    )


def test_a_run_that_has_not_failed_is_not_repeated(sign_in, people):
    run = MatchingRun.objects.get(need=need_in("qualified", people))

    sign_in("lead").post(reverse("matchmaking:run_retry", args=[run.pk]))

    assert MatchingRun.objects.count() == 1


def test_region_leads_see_the_runs_of_single_needs_they_moderate(sign_in, people):
    own = MatchingRun.objects.get(need=need_in("qualified", people, organisation=people.provider, author=people.carl))
    foreign = MatchingRun.objects.get(need=need_in("qualified", people))
    everything = failed_run()
    client = sign_in("far_lead")

    assert list(client.get(reverse("matchmaking:run_list")).context["page_obj"]) == [own]
    for run, status in ((own, 200), (foreign, 404), (everything, 404)):
        assert client.get(reverse("matchmaking:run_detail", args=[run.pk])).status_code == status
        expected = 302 if status == 200 else 404
        assert client.post(reverse("matchmaking:run_retry", args=[run.pk])).status_code == expected


@pytest.mark.parametrize("person", ["anna", "clara", "editor", "partner"])
def test_runs_are_for_leads(sign_in, people, person):
    run = failed_run()
    client = sign_in(person)

    assert client.get(reverse("matchmaking:run_list")).status_code == 403
    assert client.get(reverse("matchmaking:run_detail", args=[run.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_of_runs_takes_the_same_number_of_queries_with_few_and_many(sign_in, people, queries, count):
    need = need_in("qualified", people)
    MatchingRun.objects.all().delete()
    for _ in range(count):
        failed_run(need)
    client = sign_in("lead")

    with queries() as seen:
        client.get(reverse("matchmaking:run_list"))

    assert len(seen) == 10
