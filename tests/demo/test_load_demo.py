"""The demo region: in every state, in every town, dated relative to today, and nowhere but in a demo."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.absences import represented_by
from accounts.models import User
from companies.enums import NeedState
from companies.models import Need, NeedAttachment
from contactlog.models import ContactEntry, Handover
from contactlog.selectors import open_steps_of, without_contact
from demo.loader import DemoRefused, load
from demo.persons import PASSWORD, PERSONS
from dzm.today import Today
from legal.models import Ticket
from mail.models import OutboxMessage
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction, MatchingRun
from meetings.models import Meeting
from organisations.models import Organisation, OrganisationLogo
from projects.counting import period_of
from projects.selectors import attainments, money_of
from projects.services import make_pack
from regions.models import FundedProject, Municipality
from startups.enums import OfferState
from startups.models import Offer


@pytest.fixture(scope="module")
def region(django_db_setup, django_db_blocker):
    """Load the demo region once for this module and take it back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


def test_the_region_is_large_enough_to_be_believed(region):
    assert Organisation.objects.filter(kind="company").count() >= 60
    assert region["needs"] >= 90
    assert region["offers"] >= 130


def test_companies_sit_in_all_municipalities_and_in_dortmund(region):
    towns = set(Organisation.objects.filter(kind="company").values_list("municipality__name", flat=True))
    assert set(Municipality.objects.of_hub().values_list("name", flat=True)) <= towns
    assert "Dortmund" in towns


def test_a_quarter_of_the_offers_is_in_english(region):
    assert Offer.objects.filter(language="en").count() / region["offers"] >= 0.25


def test_needs_offers_and_introductions_stand_in_every_state(region):
    assert set(Need.objects.values_list("state", flat=True)) == set(NeedState.values)
    assert set(Offer.objects.values_list("state", flat=True)) == set(OfferState.values)
    assert set(Introduction.objects.values_list("state", flat=True)) == set(IntroductionState.values)


def test_something_is_due_today_and_nothing_lies_in_the_future(region):
    today = timezone.localdate()
    assert Introduction.objects.filter(answer_due_on=today).exists()
    assert not Need.objects.filter(state_changed_at__gt=timezone.now()).exists()
    assert not Introduction.objects.filter(state_changed_at__gt=timezone.now()).exists()


def test_everybody_of_the_sign_in_page_can_sign_in(region, django_db_blocker):
    for person in PERSONS:
        user = User.objects.get(email=person.email)
        assert user.check_password(PASSWORD), person.email
        assert user.emailaddress_set.filter(verified=True, primary=True).exists(), person.email


def test_anna_finds_a_proposal_to_answer_and_clara_a_request(region):
    anna, clara = (User.objects.get(email=f"{name}@example.org") for name in ("anna", "clara"))
    assert Introduction.objects.of_company(anna).filter(state="awaiting_company").exists()
    assert Introduction.objects.of_provider(clara).filter(state="awaiting_provider").exists()


def test_the_mails_of_the_stories_are_history(region):
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}
    assert not MatchingRun.objects.filter(state="queued").exists()
    assert OutboxMessage.objects.filter(sent_at__lt=timezone.now() - timedelta(days=1)).exists()


def test_a_second_load_is_refused_and_changes_nothing(region):
    with pytest.raises(DemoRefused):
        load()
    assert Need.objects.count() == region["needs"]


@pytest.mark.django_db
def test_a_real_installation_refuses_the_demo(settings):
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError, match="PORTAL_DEMO"):
        call_command("load_demo", stdout=StringIO())
    assert not Organisation.objects.exists()


def test_leads_find_contacts_next_steps_silent_firms_and_whom_they_stand_in_for(region):
    lead = User.objects.get(email="lead@example.org")
    assert ContactEntry.objects.valid().filter(counts_as_consultation=True).count() >= 4
    assert ContactEntry.objects.exclude(confidential_note="").exists()
    assert ContactEntry.objects.filter(state="withdrawn").exists()
    assert open_steps_of(lead).filter(next_step_on__lte=timezone.localdate()).count() == 2
    assert without_contact(lead, 6).count() >= 3
    assert [user.email for user in represented_by(lead)] == ["far-lead@example.org"]
    assert Handover.objects.get().receiver == lead
    assert not ContactEntry.objects.filter(written_at__gt=timezone.now()).exists()


def test_a_lead_finds_needs_that_were_taken_down_and_one_that_waits_for_consent(region):
    captured = Need.objects.exclude(source="portal")
    assert set(captured.values_list("state", flat=True)) == {"submitted", "draft"}
    assert not captured.get(state="draft").consent
    assert captured.get(state="submitted").intake.tried


def test_a_need_without_an_account_waits_for_the_check_of_its_company(region):
    waiting = Need.objects.waiting_for_check().get()
    assert (waiting.organisation.verification, waiting.topics.count()) == ("pending", 1)
    assert waiting.created_at < timezone.now() - timedelta(hours=1)


def test_the_demo_shows_logos_files_and_reports(region):
    anna = User.objects.get(email="anna@example.org")
    assert OrganisationLogo.objects.filter(organisation__memberships__contact__user=anna).exists()
    attached = NeedAttachment.objects.visible_to(anna)
    assert set(attached.values_list("name", flat=True)) >= {"Hallenplan.webp", "Maschinenliste.csv"}
    assert not attached.filter(uploaded_at__gte=timezone.now() - timedelta(minutes=5)).exists()
    assert set(Ticket.objects.values_list("kind", flat=True)) == {"M", "F"}


def test_the_workbench_shows_new_proposals_filters_and_a_decision_on_an_unwanted_partner(region):
    lead = User.objects.get(email="lead@example.org")
    work = Today(lead, everybody=True)
    assert any(job.proposals for job in work.jobs)
    assert Introduction.objects.asked_although_unwanted().exists()
    assert lead.saved_filters.count() >= 3


def test_one_meeting_is_fixed_and_for_one_a_time_is_to_be_found(region):
    assert sorted(Meeting.objects.values_list("state", flat=True)) == ["fixed", "proposed"]
    assert Meeting.objects.get(state="fixed").is_upcoming
    ben = User.objects.get(email="ben@example.org")
    assert Meeting.objects.visible_to(ben).filter(state="proposed", slots__answers__party="provider").exists()


def test_one_need_can_be_compared_with_what_it_said_before(region):
    need = Need.objects.get(versions__number=2)
    assert need.versions.get(number=1).description != need.versions.get(number=2).description == need.description


def test_the_first_project_can_be_proven(region):
    project = FundedProject.objects.get(slug="dnm")
    lines = money_of(project)
    assert {line.title for line in lines if line.spent} == {
        "Personal",
        "Reisen",
        "Veranstaltungen",
        "Öffentlichkeitsarbeit",
    }
    reached = {each.indicator.kind: each.value for each in attainments(project)}
    assert reached["hours"] == Decimal("42.5")
    assert (reached["cooperations"], reached["publicity"], reached["supporters"]) == (4, 6, 10)
    assert make_pack(project, period_of(project)).files.count() == 3
