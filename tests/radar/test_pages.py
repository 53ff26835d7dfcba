"""What leads and municipal partners read, and how a search begins, ends and is taken back."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.bias import declare_bias
from core.models import LogEntry
from landscape.services import refresh
from radar.figures import picture_of_today
from radar.models import RadarMonth, ScoutingTask
from radar.selectors import addressees, needs_of_topic, topic_rows, unmet_needs_for
from radar.services import freeze_month, record_flips
from taxonomy.models import Topic
from tests.cases import need_in, offer_in
from tests.conftest import fresh
from tests.factories import MembershipFactory, ProviderFactory
from tests.radar.steps import WEAK, candidate, company, compared, planted

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(sign_in):
    return sign_in("lead")


def values(chart) -> dict[tuple[str, str], str]:
    """Return the cells of a table by row and column."""
    head, rows = chart.table.head, chart.table.rows
    return {(row[0], name): cell for row in rows for name, cell in zip(head[1:], row[1:], strict=True)}


def test_the_heat_map_the_map_and_the_number_are_those_of_today(lead, people):
    for topic, town in (("iiot", "Lippstadt"), ("iiot", "Lippstadt"), ("erp", "Werl"), ("erp", "")):
        planted(people, topic=topic, town=town)
    both = planted(people, town="Soest")
    both.topics.add(Topic.objects.get(slug="erp"))
    candidate(planted(people, town="Soest"), people)
    compared()
    waiting = planted(people)
    picture = lead.get(reverse("radar:radar")).context["picture"]
    iiot, erp = (Topic.objects.get(slug=slug).label for slug in ("iiot", "erp"))
    cells = values(picture.heat)
    assert (cells[iiot, "Lippstadt"], cells[iiot, "Soest"], cells[iiot, "Werl"]) == ("2", "1", "0")
    assert (cells[erp, "Werl"], cells[erp, "Soest"], cells[erp, "ohne Ort"]) == ("1", "1", "1")
    assert (picture.number, picture.looked_at, picture.not_compared) == (5, 7, 1)
    assert dict(picture.map.table.rows) | {"Soest": "1", "Lippstadt": "2", "Werl": "1"} == dict(picture.map.table.rows)
    assert len(picture.map.table.rows) == 14
    assert waiting not in unmet_needs_for(fresh(people.lead))


def test_a_region_lead_reads_the_own_region_only(people, sign_in):
    theirs = need_in("qualified", people, organisation=people.provider, author=people.carl, lead=people.far_lead)
    planted(people)
    compared()
    assert set(unmet_needs_for(fresh(people.far_lead))) == {theirs}
    page = sign_in("far_lead").get(reverse("radar:radar"))
    assert page.context["picture"].number == 1
    assert "Soest" not in dict(page.context["picture"].map.table.rows)
    assert picture_of_today(fresh(people.lead)).number == 2


def test_a_municipality_reads_the_stored_month_and_never_a_protected_number(people, sign_in):
    partner = sign_in("partner")
    empty = partner.get(reverse("radar:radar"))
    assert empty.context["picture"] is None
    assert "noch nichts gezählt" in empty.content.decode()
    for number in range(4):
        organisation, contact = company(people, f"Betrieb {number}")
        planted(people, topic="erp", town="Werl", organisation=organisation, contact=contact)
    planted(people, topic="iiot", town="Lippstadt")
    planted(people, topic="iiot", town="Soest", organisation=people.other_company, contact=people.dora.contact)
    planted(people, topic="iiot", town="Lippstadt")
    organisation, contact = company(people, "Dritter Betrieb")
    planted(people, topic="iiot", town="Geseke", organisation=organisation, contact=contact)
    compared()
    freeze_month(timezone.localdate())
    planted(people, topic="erp", town="Werl")
    compared()
    page = partner.get(reverse("radar:radar"))
    cells = values(page.context["picture"].heat)
    erp, iiot = (Topic.objects.get(slug=slug).label for slug in ("erp", "iiot"))
    assert cells[erp, "Werl"] == "4"
    assert cells[iiot, "Lippstadt"] == cells[iiot, "Soest"] == "geschützt"
    assert page.context["picture"].as_of == timezone.localdate()
    assert reverse("radar:scouting") not in page.content.decode()


def test_the_list_groups_by_topic_and_says_who_could_be_asked(lead, people):
    offer = offer_in("published", people)
    refresh(offer.organisation)
    needs = [planted(people), planted(people), planted(people, topic="erp")]
    candidate(needs[0], people, score=WEAK, offer=offer)
    compared()
    record_flips()
    rows = topic_rows(unmet_needs_for(fresh(people.lead)))
    assert [(row.slug, row.number, row.days) for row in rows] == [("iiot", 2, 0), ("erp", 1, 0)]
    page = lead.get(reverse("radar:topic", args=["iiot"]))
    assert [(row.need, row.similar) for row, _may in page.context["rows"]] == [(needs[0], 1), (needs[1], 1)]
    html = page.content.decode()
    assert needs[0].get_absolute_url() in html
    assert offer.organisation.name in html
    assert lead.get(reverse("radar:topic", args=["nonsense"])).status_code == 404


def _offer_of(name: str, people):
    organisation = ProviderFactory(name=name)
    author = MembershipFactory(organisation=organisation).contact.user
    return offer_in("published", people, organisation=organisation, author=author)


def test_who_could_be_asked_is_whoever_knows_the_topic_and_each_once(people):
    iiot = Topic.objects.get(slug="iiot")
    related = iiot.related.first()
    offering = offer_in("published", people)
    resting = offer_in("suspended", people, organisation=people.provider, author=people.carl)
    near, stranger = (_offer_of(name, people) for name in ("Musterdata GmbH", "Musterlager GmbH"))
    beside = near.organisation
    near.topics.set([related])
    stranger.topics.set(Topic.objects.exclude(pk__in=[iiot.pk, *iiot.related.values_list("pk", flat=True)])[:1])
    for offer in (offering, near, stranger):
        refresh(offer.organisation)
    found = addressees("iiot", fresh(people.lead))
    assert [each.organisation for each in found] == [people.provider, people.startup, beside]
    assert found[0].url == resting.get_absolute_url()
    offer_in("suspended", people)
    assert [each.organisation for each in addressees("iiot", fresh(people.lead))] == [
        *(people.provider, people.startup, beside)
    ]


def test_needs_without_a_topic_are_a_group_of_their_own(people):
    need = planted(people, topic="")
    compared()
    assert list(needs_of_topic(unmet_needs_for(fresh(people.lead)), "unknown")) == [need]


def test_a_page_of_the_list_takes_a_fixed_number_of_queries(lead, people, django_assert_max_num_queries):
    for _number in range(6):
        planted(people)
    compared()
    record_flips()
    url = reverse("radar:topic", args=["iiot"])
    lead.get(url)
    with django_assert_max_num_queries(60):
        assert len(lead.get(url).context["rows"]) == 6


def test_a_search_begins_ends_and_is_opened_again(lead, people):
    need = planted(people)
    compared()
    due = timezone.localdate() + timedelta(days=14)
    form = {"note": "Hochschule anrufen", "due_on": due.isoformat()}
    assert lead.post(reverse("radar:begin", args=[need.pk]), form).status_code == 302
    task = ScoutingTask.objects.get()
    assert (task.need, task.state, task.due_on, task.begun_by) == (need, "open", due, people.lead)
    again = lead.post(reverse("radar:begin", args=[need.pk]), form)
    assert "schon" in again.content.decode()
    assert again.context["form"]["note"].value() == "Hochschule anrufen"
    assert ScoutingTask.objects.count() == 1
    for step, state in (("find", "found"), ("reopen", "open"), ("give_up", "given_up"), ("reopen", "open")):
        lead.post(reverse("radar:task_step", args=[task.pk, step]))
        task.refresh_from_db()
        assert task.state == state
    lead.post(reverse("radar:task_step", args=[task.pk, "take_back"]))
    assert lead.post(reverse("radar:begin", args=[need.pk]), form).status_code == 302
    lead.post(reverse("radar:task_step", args=[task.pk, "reopen"]))
    task.refresh_from_db()
    assert task.state == "taken_back", "somebody has begun anew meanwhile"
    verbs = LogEntry.objects.filter(subject_type="radar.scoutingtask").values_list("verb", flat=True)
    assert {*verbs} == {"begin_scouting", "find", "give_up", "take_back", "reopen"}


def test_no_search_begins_for_a_need_that_has_a_candidate(lead, people):
    need = planted(people)
    candidate(need, people)
    compared()
    form = {"note": "", "due_on": (timezone.localdate() + timedelta(days=9)).isoformat()}
    assert lead.post(reverse("radar:begin", args=[need.pk]), form).status_code == 200
    assert not ScoutingTask.objects.exists()


@pytest.mark.parametrize("days", [-1, 5_000])
def test_a_search_ends_in_time(lead, people, days):
    need = planted(people)
    compared()
    form = {"due_on": (timezone.localdate() + timedelta(days=days)).isoformat(), "note": "x"}
    page = lead.post(reverse("radar:begin", args=[need.pk]), form)
    assert page.context["form"].errors["due_on"]
    assert page.context["form"]["due_on"].value() == form["due_on"]


def test_whoever_is_biased_reads_and_does_not_search(lead, people):
    need = planted(people)
    compared()
    declare_bias(fresh(people.lead), need, region=need.region, reason="Verwandt.")
    assert lead.get(reverse("radar:topic", args=["iiot"])).context["rows"][0][1] is False
    assert lead.get(reverse("radar:begin", args=[need.pk])).status_code == 403


def test_the_file_names_no_company_and_holds_every_unmet_need(lead, people):
    needs = [planted(people), planted(people, topic="")]
    candidate(planted(people), people)
    compared()
    ScoutingTask.objects.create(need=needs[0], begun_by=people.lead, note="=1+1", due_on=timezone.localdate())
    answer = lead.get(reverse("radar:export"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert {row[0] for row in rows} == {need.number for need in needs}
    assert all(len(row) == len(head) for row in rows)
    assert people.company.name not in text
    assert "'=1+1" in text
    assert LogEntry.objects.filter(verb="export_scouting_list", actor=people.lead).exists()


def test_a_month_that_is_protected_as_a_whole_says_so(people, sign_in):
    planted(people)
    compared()
    freeze_month(timezone.localdate())
    assert RadarMonth.objects.get().totals[""] is None
    assert "geschützt" in sign_in("partner").get(reverse("radar:radar")).content.decode()
