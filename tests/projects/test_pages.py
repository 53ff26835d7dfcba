"""What project leads do with a funded project: keep its registers, open the rows behind a number, make the proof."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import PlatformRole
from core.models import LogEntry
from projects.models import Activity, FunderPack, Milestone, Narrative, Voucher
from projects.registers import REGISTERS
from projects.selectors import money_of
from tests.cases import introduction_in
from tests.projects.steps import IN_2019, activity, dnm, fact, indicator, one_of_each, pack, position, voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(sign_in):
    return sign_in("lead")


def url(name: str, *args) -> str:
    return reverse(f"projects:{name}", args=["dnm", *args])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


VALID = {
    "indicators": {"kind": "needs", "target": "10", "position": "1"},
    "milestones": {"title": "Start", "due_on": "2018-03-31", "state": "open"},
    "activities": {"day": "2019-12-31", "kind": "advice", "title": "Besuch", "minutes": "90"},
    "costs": {"title": "Personal", "planned_eur": "180000,00", "position": "1"},
    "vouchers": {"number": "V-1", "paid_on": "2019-05-06", "payee": "Bahn", "amount_eur": "-12,50"},
    "publicity": {"day": "2019-05-06", "channel": "article", "title": "Ein Jahr", "link": "example.org/bericht"},
    "cooperations": {"partner": "Hub", "kind": "referral", "day": "2019-05-06"},
    "letters": {"organisation": "Werk A", "received_on": "2017-06-12"},
}


@pytest.mark.parametrize("slug", REGISTERS)
def test_an_entry_is_added_changed_taken_out_and_brought_back(lead, people, slug):
    given = dict(VALID[slug])
    if slug == "activities":
        given["staff"] = people.lead.pk
    if slug == "vouchers":
        given["cost_position"] = position().pk
    assert lead.post(url("entry_new", slug), given).status_code == 302
    model = REGISTERS[slug].model
    entry = model.objects.latest("pk")
    assert entry.project == dnm()
    assert lead.post(url("entry_edit", slug, entry.pk), given).status_code == 302
    page = text_of(lead.get(url("register", slug)))
    assert str(entry) in page
    lead.post(url("entry_remove", slug, entry.pk))
    assert not model.objects.of(dnm()).filter(pk=entry.pk).exists()
    assert reverse("projects:entry_restore", args=["dnm", slug, entry.pk]) in text_of(lead.get(url("register", slug)))
    lead.post(url("entry_restore", slug, entry.pk))
    assert model.objects.of(dnm()).filter(pk=entry.pk).exists()
    verbs = [row.verb for row in LogEntry.objects.about(entry).order_by("pk")]
    assert verbs == [f"{what}_project_entry" for what in ("add", "edit", "remove", "restore")]


def test_amounts_are_read_as_people_write_them(lead):
    given = {**VALID["vouchers"], "cost_position": position().pk, "amount_eur": "1234,56"}
    lead.post(url("entry_new", "vouchers"), given)
    assert Voucher.objects.get().amount_eur == Decimal("1234.56")


@pytest.mark.parametrize(
    ("slug", "changes", "field"),
    [
        ("milestones", {"state": "done"}, "__all__"),
        ("milestones", {"state": "open", "done_on": "2018-03-01"}, "__all__"),
        ("milestones", {"state": "not_done"}, "__all__"),
        ("milestones", {"state": "changed"}, "__all__"),
        ("indicators", {"kind": "by_hand", "title": "Presse"}, "__all__"),
        ("indicators", {"value_by_hand": "3"}, "value_by_hand"),
        ("indicators", {"target": "0"}, "target"),
        ("costs", {"planned_eur": "-1"}, "planned_eur"),
        ("publicity", {"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_what_cannot_be_is_refused_and_shown_again(lead, slug, changes, field):
    given = VALID[slug] | changes
    response = lead.post(url("entry_new", slug), given)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert {name: response.context["form"][name].value() for name in given} == given
    assert not REGISTERS[slug].model.objects.exists()


def test_the_same_voucher_number_twice_is_refused_until_the_first_is_taken_out(lead):
    costs = position()
    first = voucher("V-1", "5", costs)
    given = {**VALID["vouchers"], "cost_position": costs.pk}
    assert lead.post(url("entry_new", "vouchers"), given).status_code == 200
    lead.post(url("entry_remove", "vouchers", first.pk))
    assert lead.post(url("entry_new", "vouchers"), given).status_code == 302
    lead.post(url("entry_restore", "vouchers", first.pk))  # its number is taken now
    assert [row.amount_eur for row in Voucher.objects.of(dnm())] == [Decimal("-12.50")]


def test_a_kind_of_cost_with_vouchers_stays(lead):
    costs = position()
    voucher("V-1", "5", costs)
    lead.post(url("entry_remove", "costs", costs.pk))
    costs.refresh_from_db()
    assert costs.removed_at is None


def test_the_rest_of_a_kind_of_cost_is_plan_minus_vouchers(lead):
    costs = position(planned="1000")
    voucher("1", "250.25", costs)
    voucher("2", "-50.25", costs)
    (line,) = money_of(dnm())
    assert (line.planned, line.spent, line.rest) == (1000, 200, 800)
    assert "800,00" in text_of(lead.get(url("overview")))


def test_work_is_more_than_nothing_and_less_than_a_day(lead, people):
    for minutes, status in (("0", 200), ("1441", 200), ("1440", 302)):
        given = {**VALID["activities"], "staff": people.lead.pk, "minutes": minutes}
        assert lead.post(url("entry_new", "activities"), given).status_code == status


def test_work_is_that_of_leads_only(lead, people):
    given = {**VALID["activities"], "staff": people.anna.pk}
    assert lead.post(url("entry_new", "activities"), given).status_code == 200
    assert not Activity.objects.exists()


def test_the_overview_says_period_and_employment_apart(lead, people):
    one_of_each(people)
    page = text_of(lead.get(url("overview")))
    assert "1. Januar 2018 bis 31. Dezember 2019, beide Tage eingeschlossen" in page
    assert "ab 1. Juni 2018, ein Ende ist nicht bekannt" in page
    assert "200.000,00 Euro" in page


def test_a_number_opens_its_rows_and_they_lead_to_the_cases(lead, people):
    case = introduction_in("introduced", people)
    fact("introduced", number=case.pk)
    fact("introduced", "2019-06-01 12:00", number=case.pk + 1000)
    one = indicator("introductions")
    overview = text_of(lead.get(url("overview")))
    assert url("indicator", one.pk) in overview
    response = lead.get(url("indicator", one.pk))
    assert response.context["value"] == 2 == len(response.context["rows"])
    assert reverse("matchmaking:introduction_detail", args=[case.pk]) in text_of(response)
    assert lead.get(reverse("matchmaking:introduction_detail", args=[case.pk])).status_code == 200


def test_hours_on_the_overview_are_those_of_each_person_and_month(lead, people):
    activity(people.lead, 90)
    activity(people.lead, 45, datetime.date(2019, 5, 31))
    activity(people.lead2, 60)
    activity(people.lead, 20, datetime.date(2019, 6, 1))
    work = {(line.month.isoformat(), name): line.hours for line, name in lead.get(url("overview")).context["work"]}
    assert work == {
        ("2019-05-01", people.lead.get_full_name()): Decimal("2.25"),
        ("2019-05-01", people.lead2.get_full_name()): Decimal("1.00"),
        ("2019-06-01", people.lead.get_full_name()): Decimal("0.33"),
    }


def test_texts_are_kept_by_heading(lead):
    lead.post(url("report"), {"purpose": "Ein Netzwerk.", "hubs": ""})
    assert dict(Narrative.objects.values_list("heading", "text")) == {"purpose": "Ein Netzwerk."}
    page = lead.get(url("report"))
    assert page.context["form"]["purpose"].value() == "Ein Netzwerk."
    assert "data-keep" in text_of(page)


def test_one_press_makes_the_proof_and_its_files_can_be_downloaded(lead, people):
    one_of_each(people)
    form = lead.get(url("pack_list")).context["form"]
    pressed = {name: form[name].value().isoformat() for name in form.fields}
    assert lead.post(url("pack_list"), pressed).url == url("pack", 1)
    made = FunderPack.objects.get()
    assert made.made_by == people.lead
    page = text_of(lead.get(url("pack", 1)))
    assert made.sha256 in page
    assert people.lead.get_full_name() in page  # who Person 1 is
    for file in made.files.all():
        answer = lead.post(url("pack_file", 1, file.format))
        assert answer.content == bytes(file.content)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="dnm-nachweis-1.{file.format}"'
    logged = LogEntry.objects.about(made).filter(verb="export_funder_pack", actor=people.lead)
    assert {row.details["format"] for row in logged} == {"pdf", "xlsx", "zip"}


@pytest.mark.parametrize(
    "days",
    [
        {"first": "2017-12-31", "last": "2019-12-31"},
        {"first": "2018-01-01", "last": "2020-01-01"},
        {"first": "2019-02-01", "last": "2019-01-01"},
        {"first": "", "last": ""},
    ],
)
def test_a_proof_stays_within_the_grant(lead, days):
    response = lead.post(url("pack_list"), days)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not FunderPack.objects.exists()


def test_what_a_project_does_not_have_is_not_found(lead, people):
    pack(people.lead)
    for missing in (
        reverse("projects:overview", args=["nothing"]),
        url("register", "nothing"),
        url("entry_edit", "vouchers", 0),
        url("pack", 9),
    ):
        assert lead.get(missing).status_code == 404
    assert lead.post(url("pack_file", 1, "exe")).status_code == 404


def test_hours_with_names_need_the_right_of_exports_and_a_purpose(sign_in, people):
    activity(people.lead2, 90)
    assert sign_in("lead").get(url("hours")).status_code == 403
    PlatformRole.objects.create(user=people.lead, role=Role.EXPORTER)
    client = sign_in("lead")
    assert client.post(url("hours"), {"purpose": ""}).status_code == 200
    assert not LogEntry.objects.filter(verb="export_project_hours").exists()
    answer = client.post(url("hours"), {"purpose": "Stundenzettel"})
    assert f"2019-05;{people.lead2.get_full_name()};1,50" in answer.content.decode("utf-8-sig")
    assert LogEntry.objects.get(verb="export_project_hours").details == {"purpose": "Stundenzettel"}


def test_a_milestone_that_was_changed_says_why(lead):
    Milestone.objects.create(
        project=dnm(), title="Raum", due_on=IN_2019, state="changed", reason="Später bezugsfertig."
    )
    assert "Später bezugsfertig." in text_of(lead.get(url("overview")))
