"""How an organisation is checked, and that nothing of it leaves the house before."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Contact, User
from companies import services as needs
from core.models import CaseEvent, LogEntry
from core.states import GuardFailed, InvalidTransition, StateError
from mail.models import OutboxMessage
from matchmaking import documents
from matchmaking.services import keys, moderation
from organisations.checks import likely_duplicates, run_checks
from organisations.enums import Verification
from organisations.models import Organisation
from organisations.permissions import can_take_verification_step, can_verify_organisation
from organisations.selectors import verification_queue
from organisations.services import verification
from organisations.workflow import VERIFICATION
from startups import services as offers
from tests.cases import introduction_in, need_in, offer_in
from tests.conftest import PERSONS, fresh
from tests.factories import MembershipFactory, NeedFactory, OfferFactory, OrganisationFactory, ProviderFactory

pytestmark = pytest.mark.django_db

STATES = [state.value for state in Verification]


def in_state(state: str, people) -> Organisation:
    fields = {"verification": state}
    if state in ("pending", "returned", "withdrawn"):
        fields["verified_at"] = None
    if state == "rejected":
        fields |= {"verified_by": people.lead, "reject_reason": "other", "decision_note": "Leider nicht."}
    organisation = OrganisationFactory(**fields)
    MembershipFactory(organisation=organisation, contact=people.dora.contact)
    return organisation


def steps(organisation, people) -> dict:
    lead, dora = people.lead, people.dora
    return {
        "verify": lambda: verification.verify_organisation(organisation, actor=lead),
        "return_with_question": lambda: verification.ask_organisation(organisation, actor=lead, text="Wer sind Sie?"),
        "answer_question": lambda: verification.answer_question(organisation, actor=dora, text="Wir."),
        "reject": lambda: verification.reject_organisation(organisation, actor=lead, reason="not_found", text="Nein."),
        "withdraw": lambda: verification.withdraw_organisation(organisation, actor=dora),
        "resubmit": lambda: verification.resubmit_organisation(organisation, actor=dora),
        "check_again": lambda: verification.check_again(organisation, actor=lead),
    }


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", VERIFICATION.transitions)
def test_every_step_in_every_state(people, state, step):
    organisation = in_state(state, people)
    arrow = VERIFICATION[step]
    if state not in arrow.sources:
        with pytest.raises(InvalidTransition):
            steps(organisation, people)[step]()
        assert Organisation.objects.get(pk=organisation.pk).verification == state
        return
    steps(organisation, people)[step]()
    stored = Organisation.objects.get(pk=organisation.pk)
    assert stored.verification == organisation.verification == arrow.target
    entry = LogEntry.objects.about(organisation).latest("pk")
    assert (entry.verb, entry.from_state, entry.to_state) == (step, state, arrow.target)


def test_each_decision_tells_the_applicant_with_a_link_to_the_organisation(people, pending):
    admin = pending.memberships.get().contact
    for step in (
        lambda: verification.ask_organisation(pending, actor=people.lead, text="Wer vertritt den Betrieb?"),
        lambda: verification.answer_question(pending, actor=admin.user, text="Ich, als Inhaberin."),
        lambda: verification.verify_organisation(pending, actor=people.lead),
        lambda: verification.check_again(pending, actor=people.lead),
        lambda: verification.reject_organisation(pending, actor=people.lead, reason="duplicate", text="Gibt es schon."),
    ):
        step()
    told = [each for each in OutboxMessage.objects.order_by("pk") if admin.email in each.to[0]]
    kinds = [message.kind for message in told]
    assert kinds == [f"organisation.{kind}" for kind in ("returned", "verified", "checked_again", "rejected")]
    assert all(pending.get_absolute_url() in message.body_text for message in told)
    assert "Wer vertritt den Betrieb?" in told[0].body_text
    assert "Gibt es schon." in told[3].body_text
    leads = OutboxMessage.objects.filter(kind="organisation.answered.lead")
    assert {message.to[0].split("<")[1] for message in leads} == {f"{p.email}>" for p in (people.lead, people.lead2)}


def test_the_facts_for_figures_are_counted(people, pending):
    verification.verify_organisation(pending, actor=people.lead)
    event = CaseEvent.objects.get(kind="organisation_verified")
    assert (event.organisation_id, event.attributes["region"]) == (pending.pk, "soest")


@pytest.mark.parametrize("text", ["", "   "])
def test_question_answer_and_rejection_need_a_text(people, pending, text):
    with pytest.raises(GuardFailed):
        verification.ask_organisation(pending, actor=people.lead, text=text)
    with pytest.raises(GuardFailed):
        verification.reject_organisation(pending, actor=people.lead, reason="other", text=text)
    verification.ask_organisation(pending, actor=people.lead, text="Wer?")
    with pytest.raises(GuardFailed):
        verification.answer_question(pending, actor=people.dora, text=text)


def test_the_database_refuses_a_rejection_without_reason_and_an_organisation_without_aim(people):
    row = Organisation.objects.filter(pk=people.company.pk)
    for constraint, change in (
        ("organisation_rejection_explained", {"verification": "rejected"}),
        ("organisation_seeks_or_offers", {"wants_to_seek": False, "wants_to_offer": False}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row.update(**change)


def test_who_may_decide_and_the_queryset_agrees(people, pending):
    elsewhere = ProviderFactory(region=people.provider.region, verification="pending", verified_at=None)
    for name in PERSONS:
        user = fresh(getattr(people, name))
        allowed = {each for each in Organisation.objects.all() if can_verify_organisation(user, each)}
        assert set(Organisation.objects.verified_by(user)) == allowed, name
        queue = set(verification_queue(user))
        expected = {"lead": {pending, elsewhere}, "lead2": {pending, elsewhere}, "far_lead": {elsewhere}}
        assert queue == expected.get(name, set()), name


def test_nobody_decides_on_the_own_organisation(people, pending):
    MembershipFactory(organisation=pending, contact=people.lead.contact)
    assert not can_take_verification_step(fresh(people.lead), "verify", pending)
    assert can_take_verification_step(fresh(people.lead2), "verify", pending)
    assert not Organisation.objects.verified_by(people.lead).filter(pk=pending.pk).exists()


# --- Nothing leaves the house --------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for state in STATES if state != "verified"])
def test_an_unverified_organisation_drafts_but_submits_nothing(people, state):
    organisation = in_state(state, people)
    need = NeedFactory(organisation=organisation)
    offer = OfferFactory(organisation=organisation)
    offer.topics.set(need_in("qualified", people).topics.all())
    with pytest.raises(GuardFailed):
        needs.submit_need(need, actor=people.dora)
    with pytest.raises(GuardFailed):
        offers.submit_offer(offer, actor=people.dora)
    need.refresh_from_db()
    offer.refresh_from_db()
    assert (need.state, offer.state) == ("draft", "draft")


def taken_back(organisation, people) -> None:
    verification.check_again(Organisation.objects.get(pk=organisation.pk), actor=people.lead)


def test_a_verification_that_is_taken_back_stops_every_step_outwards(people):
    need, offer = need_in("in_qualification", people), offer_in("submitted", people)
    qualified, live = need_in("qualified", people), offer_in("published", people)
    taken_back(people.company, people)
    taken_back(people.startup, people)
    for step in (
        lambda: needs.qualify_need(need, actor=people.lead),
        lambda: offers.publish_offer(offer, actor=people.lead),
        lambda: offers.reconfirm_offer(live, actor=people.clara),
        lambda: offers.submit_material_edit(live, actor=people.clara, content={"title": "Neu"}),
        lambda: moderation.suggest_pair(qualified, live, actor=people.lead),
    ):
        with pytest.raises(StateError):
            step()


def test_matching_reads_neither_needs_nor_offers_of_unverified_organisations(people):
    need, offer = need_in("qualified", people), offer_in("published", people)
    assert need in documents.needs_for_matching()
    assert offer in documents.offers_for_matching()
    taken_back(people.company, people)
    taken_back(people.startup, people)
    assert need not in documents.needs_for_matching()
    assert offer not in documents.offers_for_matching()


@pytest.mark.parametrize("side", ["company", "startup"])
def test_an_introduction_under_way_rests_until_both_sides_are_verified_again(people, side):
    introduction = introduction_in("awaiting_company", people)
    organisation = getattr(people, side)
    taken_back(organisation, people)
    with pytest.raises(GuardFailed):
        keys.company_agrees(introduction, actor=people.anna)
    verification.verify_organisation(Organisation.objects.get(pk=organisation.pk), actor=people.lead)
    keys.company_agrees(introduction, actor=people.anna)
    assert introduction.state == "awaiting_provider"


def test_the_form_keeps_the_draft_and_says_why_it_cannot_be_submitted(people, pending, as_user):
    admin = pending.memberships.get().contact
    data = {
        "title": "Angebote dauern zu lange",
        "description": "Wir schreiben jedes Angebot von Hand und suchen die Preise zusammen.",
        "budget": "unknown",
        "need_kind": "unspecified",
        "confidentiality": "anonymous",
        "contact": admin.pk,
        "language": "de",
    }
    client = as_user(admin.user)
    url = reverse("companies:need_create", args=[pending.pk])
    refused = client.post(url, data | {"hand_in": "1"})
    assert "Das Zentrum muss Ihre Organisation" in refused.content.decode()
    assert "Angebote dauern zu lange" in refused.content.decode()
    saved = client.post(url, data | {"draft": "1"})
    assert saved.status_code == 302
    assert pending.needs.get().state == "draft"


# --- Checks shown to the lead ----------------------------------------------------------------------


def test_the_checks_speak_of_mail_register_number_and_website(people, pending):
    Contact.objects.filter(user=pending.created_by).update(email="nele@anders.example")
    pending.created_by = User.objects.get(pk=pending.created_by_id)
    pending.website = "https://haverland.example"
    pending.register_court, pending.register_number, pending.vat_id = "Arnsberg", "HRB 1234", "DE136695977"
    pending.save()
    assert [check.is_good for check in run_checks(pending)] == [False, True, False, True]
    pending.website, pending.register_number, pending.vat_id = "", "", ""
    pending.save()
    assert [check.is_good for check in run_checks(pending)] == [None, None, None, None]


def test_a_region_lead_sees_likely_duplicates_of_the_own_region_only(people, pending):
    twin = OrganisationFactory(name="Haverland Metallbau GmbH", region=people.provider.region)
    assert [row.organisation for row in likely_duplicates(pending, fresh(people.lead))] == [twin]
    assert [row.organisation for row in likely_duplicates(pending, fresh(people.far_lead))] == [twin]
    assert likely_duplicates(twin, fresh(people.far_lead)) == []


# --- Pages ------------------------------------------------------------------------------------------


def test_a_lead_works_through_the_queue(people, pending, sign_in):
    client = sign_in("lead")
    assert pending.name in client.get(reverse("organisations:queue")).content.decode()
    page = client.get(reverse("organisations:verification", args=[pending.pk])).content.decode()
    assert "ohne Aussage" in page
    empty = client.post(reverse("organisations:reject", args=[pending.pk]), {"reason": "other", "text": ""})
    assert "Begründen Sie die Entscheidung" in empty.content.decode()
    client.post(reverse("organisations:ask", args=[pending.pk]), {"text": "Wer vertritt den Betrieb?"})
    pending.refresh_from_db()
    assert pending.verification == "returned"
    assert client.post(reverse("organisations:verify", args=[pending.pk])).url == reverse("organisations:queue")
    pending.refresh_from_db()
    assert (pending.is_verified, pending.verified_by) == (True, people.lead)
    late = client.post(reverse("organisations:reject", args=[pending.pk]), {"reason": "other", "text": "Doch nicht."})
    assert "Doch nicht." in late.content.decode()  # somebody was quicker: what was written is kept
    client.post(reverse("organisations:check_again", args=[pending.pk]))
    pending.refresh_from_db()
    assert pending.verification == "pending"


def test_the_applicant_reads_the_question_answers_withdraws_and_submits_again(people, pending, as_user):
    admin = pending.memberships.get().contact
    verification.ask_organisation(pending, actor=people.lead, text="Wer vertritt den Betrieb?")
    client = as_user(admin.user)
    assert "Wer vertritt den Betrieb?" in client.get(pending.get_absolute_url()).content.decode()
    assert pending.get_absolute_url() in client.get(reverse("dashboard")).content.decode()
    url = reverse("organisations:answer", args=[pending.pk])
    assert "Schreiben Sie die Antwort" in client.post(url, {"text": ""}).content.decode()
    assert client.post(url, {"text": "Ich."}).status_code == 302
    assert pending.verification_questions.get().answer == "Ich."
    client.post(reverse("organisations:withdraw", args=[pending.pk]))
    pending.refresh_from_db()
    assert pending.verification == "withdrawn"
    client.post(reverse("organisations:resubmit", args=[pending.pk]))
    pending.refresh_from_db()
    assert pending.verification == "pending"


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queue_takes_the_same_number_of_queries_however_long_it_is(people, sign_in, queries, rows):
    OrganisationFactory.create_batch(rows, verification="pending", verified_at=None, created_by=people.dora)
    client = sign_in("lead")
    with queries() as seen:
        client.get(reverse("organisations:queue"))
    assert len(seen) == QUEUE_QUERIES


QUEUE_QUERIES = 11
