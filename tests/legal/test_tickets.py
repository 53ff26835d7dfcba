"""From the report to the decision: who is told what, and who is told nothing."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.bias import declare_bias
from core.states import GuardFailed, InvalidTransition
from legal.models import Ticket
from legal.permissions import can_decide_ticket, can_view_ticket
from legal.services import decide_ticket, reopen_ticket, take_ticket
from mail.models import OutboxMessage
from tests.cases import introduction_in, need_in, offer_in
from tests.conftest import PERSONS, fresh
from tests.legal.steps import BARRIER, REPORT, send

pytestmark = pytest.mark.django_db

REASONS = "Das Siegel gibt es wirklich nicht."
STATEMENT = "Das Siegel in Ihrem Angebot ist nirgends eingetragen."


@pytest.fixture
def reported(people, client) -> Ticket:
    """A report of Clara's published offer, sent by a lead's colleague who may see it."""
    return report(client, people, offer_in("published", people))


def report(client, people, offer, person="lead2") -> Ticket:
    client.force_login(getattr(people, person))
    send(client, "legal:report", REPORT, about=f"offer-{offer.pk}")
    client.logout()
    return Ticket.objects.get()


def mails(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind))


def test_the_reporter_gets_a_receipt_and_every_project_lead_a_task(reported):
    (receipt,) = mails("report.received")
    assert receipt.to == ["Rosa Melderin <rosa@melderin.example>"]
    assert reported.number in receipt.body_text
    assert sorted(message.to[0].split("<")[1] for message in mails("report.new")) == [
        "lead2@example.org>",
        "lead@example.org>",
    ]


def test_nothing_that_was_typed_into_the_form_is_mailed(reported):
    for message in OutboxMessage.objects.filter(kind__startswith="report."):
        assert REPORT["text"] not in message.body_text
        assert REPORT["where"] not in message.body_text


def test_without_an_address_nobody_is_written_to_but_the_leads(client, people):
    send(client, "legal:barrier", BARRIER)
    assert {message.kind for message in OutboxMessage.objects.all()} == {"report.new"}


def test_a_decision_against_content_reaches_both_and_the_provider_never_learns_who_reported(reported, people):
    take_ticket(reported, actor=people.lead)
    decide_ticket(
        reported, actor=people.lead, decision="restricted", reasons=REASONS, ground="terms", statement=STATEMENT
    )

    (answer,), (statement,) = mails("report.decided"), mails("report.statement")
    assert REASONS in answer.body_text
    assert "außergerichtliche Streitbeilegungsstelle" in answer.body_text
    assert "clara@example.org" in statement.to[0]
    for part in (STATEMENT, "Nutzungsbedingungen", "von einem Menschen", "Streitbeilegungsstelle"):
        assert part in statement.body_text
    written = " ".join(str(message.__dict__) for message in OutboxMessage.objects.all() if "clara" in message.to[0])
    assert not {word for word in ("Rosa", "Melderin", "melderin.example", REPORT["text"]) if word in written}


def test_no_page_tells_the_provider_of_the_report(reported, people, sign_in):
    client = sign_in("clara")
    for url in (reported.get_absolute_url(), reverse("legal:ticket_list"), f"/offers/{reported.subject_id}/"):
        page = client.get(url).content.decode()
        assert not {word for word in ("Melderin", REPORT["text"], reported.number) if word in page}


def test_no_action_is_told_to_the_reporter_alone(reported, people):
    decide_ticket(reported, actor=people.lead, decision="no_action", reasons=REASONS, ground="law", statement="x")
    assert (len(mails("report.decided")), mails("report.statement")) == (1, [])
    assert (reported.ground, reported.statement) == ("", "")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("M", {"decision": "fixed", "reasons": "x"}),
        ("M", {"decision": "removed", "reasons": "x", "ground": "law"}),
        ("M", {"decision": "removed", "reasons": "x", "statement": "x"}),
        ("M", {"decision": "no_action", "reasons": " "}),
        ("F", {"decision": "removed", "reasons": "x", "ground": "law", "statement": "x"}),
    ],
)
def test_a_decision_without_its_reasons_is_refused(kind, typed, client, people):
    send(client, "legal:report" if kind == "M" else "legal:barrier", REPORT if kind == "M" else BARRIER)
    with pytest.raises(GuardFailed):
        decide_ticket(Ticket.objects.get(), actor=people.lead, **typed)


def test_the_database_refuses_a_decision_without_reasons(reported, people):
    with pytest.raises(IntegrityError, match="ticket_decided_with_reasons"), transaction.atomic():
        Ticket.objects.filter(pk=reported.pk).update(state="decided", decision="no_action")
    with pytest.raises(IntegrityError, match="ticket_content_in_good_faith"), transaction.atomic():
        Ticket.objects.filter(pk=reported.pk).update(good_faith=False)


def test_of_two_who_decide_at_once_the_second_is_told(reported, people):
    stale = Ticket.objects.get(pk=reported.pk)
    decide_ticket(reported, actor=people.lead, decision="no_action", reasons=REASONS)
    with pytest.raises(InvalidTransition):
        decide_ticket(stale, actor=people.lead2, decision="no_action", reasons=REASONS)


def test_a_lead_takes_over_decides_and_finds_it_among_the_decided(reported, sign_in):
    client = sign_in("lead")
    assert reported.number in client.get(reverse("legal:ticket_list")).content.decode()
    assert reported.number in client.get(reverse("dashboard")).content.decode()
    client.post(reverse("legal:ticket_take", args=[reported.pk]))
    page = client.get(reported.get_absolute_url()).content.decode()
    assert REPORT["text"] in page
    assert f"/offers/{reported.subject_id}/" in page

    response = client.post(
        reverse("legal:ticket_decide", args=[reported.pk]),
        {"decision": "removed", "reasons": REASONS, "ground": "law", "statement": STATEMENT},
    )

    assert response.status_code == 302
    assert reported.number not in client.get(reverse("legal:ticket_list")).content.decode()
    assert reported.number in client.get(reverse("legal:ticket_list"), {"state": "all"}).content.decode()
    assert "Inhalt entfernt" in client.get(reported.get_absolute_url()).content.decode()


def test_what_is_missing_in_a_decision_is_named_and_the_rest_is_kept(reported, sign_in):
    response = sign_in("lead").post(
        reverse("legal:ticket_decide", args=[reported.pk]), {"decision": "removed", "reasons": REASONS}
    )
    assert "Wählen Sie aus, worauf die Entscheidung beruht." in response.content.decode()
    assert REASONS in response.content.decode()


def test_after_a_complaint_another_person_decides(reported, people):
    decide_ticket(reported, actor=people.lead, decision="no_action", reasons=REASONS)
    reopen_ticket(reported, actor=people.lead)

    assert not can_decide_ticket(fresh(people.lead), reported)
    assert can_decide_ticket(fresh(people.lead2), reported)
    decide_ticket(reported, actor=people.lead2, decision="restricted", reasons="Doch.", ground="law", statement="Weil.")
    assert len(mails("report.decided")) == 2
    assert len(mails("report.statement")) == 1


def test_who_is_biased_or_belongs_to_the_provider_does_not_decide(reported, people, sign_in):
    declare_bias(people.lead, people.startup, region=people.startup.region, reason="Bekannt")
    assert not can_decide_ticket(fresh(people.lead), reported)
    client = sign_in("lead")
    assert client.post(reverse("legal:ticket_take", args=[reported.pk])).status_code == 403
    assert "entscheidet jemand anderes" in client.get(reported.get_absolute_url()).content.decode()
    assert can_decide_ticket(fresh(people.lead2), reported)


def test_who_may_see_a_report_and_who_finds_it_are_the_same_people(reported, people):
    for name in PERSONS:
        user = fresh(getattr(people, name))
        found = Ticket.objects.visible_to(user).filter(pk=reported.pk).exists()
        assert found == can_view_ticket(user, reported) == (name in ("lead", "lead2")), name


def test_a_report_is_linked_by_number_only_with_what_the_person_may_see(people, sign_in):
    need, offer = need_in("qualified", people), offer_in("published", people)
    shown = {
        ("clara", f"offer-{offer.pk}"): True,
        ("anna", f"offer-{offer.pk}"): False,
        ("anna", f"need-{need.pk}"): True,
        ("clara", f"need-{need.pk}"): False,
        ("anna", f"organisation-{people.company.pk}"): True,
        ("clara", f"organisation-{people.company.pk}"): False,
        (None, f"offer-{offer.pk}"): False,
    }
    for (person, about), is_linked in shown.items():
        page = sign_in(person).get(reverse("legal:report"), {"about": about})
        assert bool(page.context["subject"]) == is_linked, (person, about)


@pytest.mark.parametrize("about", ["", "offer", "offer-", "offer-x", "offer-99999999999999999999", "user-1", "-1"])
def test_an_odd_link_is_a_form_without_link(about, people, sign_in):
    response = sign_in("lead").get(reverse("legal:report"), {"about": about})
    assert (response.status_code, response.context["subject"]) == (200, None)


@pytest.mark.parametrize(("person", "kind"), [("anna", "offer"), ("clara", "need")])
def test_a_side_reports_the_text_of_the_other_and_reads_only_the_number_of_the_introduction(
    person, kind, people, sign_in
):
    case = introduction_in("awaiting_provider", people)

    client = sign_in(person)
    page = client.get(reverse("legal:report"), {"about": f"introduction-{case.pk}"})
    send(client, "legal:report", REPORT, about=f"introduction-{case.pk}")

    ticket = Ticket.objects.get()
    assert (ticket.subject_kind, ticket.subject_id) == (kind, getattr(case, f"{kind}_id"))
    assert case.number in page.content.decode()
    other = case.offer if kind == "offer" else case.need
    assert other.title not in page.content.decode()
    assert other.organisation.name not in page.content.decode()


def test_pages_of_content_lead_to_the_form(people, sign_in):
    case = introduction_in("awaiting_company", people)
    pages = {
        ("clara", case.offer.get_absolute_url()): f"offer-{case.offer_id}",
        ("lead", case.offer.get_absolute_url()): f"offer-{case.offer_id}",
        ("anna", case.need.get_absolute_url()): f"need-{case.need_id}",
        ("lead", case.need.get_absolute_url()): f"need-{case.need_id}",
        ("anna", people.company.get_absolute_url()): f"organisation-{people.company.pk}",
        ("anna", case.get_absolute_url()): f"introduction-{case.pk}",
    }
    for (person, url), about in pages.items():
        assert f"{reverse('legal:report')}?about={about}" in sign_in(person).get(url).content.decode(), (person, url)


def test_the_list_takes_the_same_queries_with_one_and_thirty_reports(reported, sign_in, queries):
    client = sign_in("lead")
    client.get(reverse("legal:ticket_list"))
    with queries() as one:
        client.get(reverse("legal:ticket_list"))
    for number in range(30):
        Ticket.objects.create(
            **{
                name: getattr(reported, name)
                for name in ("kind", "due_on", "where", "category", "text", "good_faith", "language")
            },
            number=f"M-2025-{number:04d}",
            form_key=f"00000000-0000-4000-8000-{number:012d}",
            assigned_to=reported.assigned_to,
        )
    with queries() as thirty:
        client.get(reverse("legal:ticket_list"))
    assert len(one) == len(thirty)
