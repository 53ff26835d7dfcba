"""A lead who is biased looks on; the other decides."""

from html import unescape

import pytest
from django.urls import reverse

from accounts.bias import declare_bias, is_biased, who_can_decide, withdraw_bias
from accounts.models import Bias
from companies.models import Need
from companies.permissions import can_decide_need
from core.models import LogEntry
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from matchmaking.permissions import can_decide_introduction, can_take_introduction_step
from organisations.enums import Verification
from organisations.models import Organisation
from organisations.permissions import can_verify_organisation
from startups.models import Offer
from tests.cases import introduction_in, need_in, offer_in
from tests.conftest import PERSONS, fresh

pytestmark = pytest.mark.django_db

SENTENCE = "Sie haben erklärt, dass Sie in diesem Fall befangen sind."
REASON = "Mein Bruder arbeitet dort."
STEPS_OF_NEED = ("take_over", "ask", "teaser", "qualify", "reject", "reopen", "pause", "close_solved", "close_unsolved")
STEPS_OF_INTRODUCTION = (
    *("shortlist", "snooze", "dismiss", "undo_dismissal", "ask_company", "answer_question", "make_obsolete"),
    *("start_pilot", "start_follow_up", "record_success", "record_no_success"),
)
STEPS_OF_VERIFICATION = ("verify", "ask", "reject", "check_again")


def declare(user, case, region):
    return declare_bias(fresh(user), case, region=region, reason=REASON)


def refused(response) -> bool:
    return response.status_code == 403 and SENTENCE in unescape(response.content.decode())


def test_it_is_declared_on_the_page_of_the_case(people, sign_in):
    need = need_in("submitted", people)
    client = sign_in("lead")
    assert "Ich bin in diesem Fall befangen" in client.get(need.get_absolute_url()).content.decode()
    response = client.post(reverse("bias_declare", args=["need", need.pk]), {"reason": REASON}, follow=True)
    page = unescape(response.content.decode())
    assert REASON in page
    assert people.lead2.contact.full_name in page
    bias = Bias.objects.get()
    assert (bias.user, bias.subject_id, bias.reason) == (people.lead, need.pk, REASON)
    assert LogEntry.objects.about(need).filter(verb="declare_bias", actor=people.lead).count() == 1
    letter = OutboxMessage.objects.get(kind="bias.declared")
    assert people.lead2.email in str(letter.to)
    assert REASON not in letter.body_text


def test_without_a_reason_nothing_is_recorded(people, sign_in):
    need = need_in("submitted", people)
    sign_in("lead").post(reverse("bias_declare", args=["need", need.pk]), {"reason": " "})
    assert not Bias.objects.exists()


def test_saying_it_twice_changes_nothing(people):
    need = need_in("submitted", people)
    for _ in range(2):
        declare(people.lead, need, need.region)
    assert Bias.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="bias.declared").count() == 1


@pytest.mark.parametrize("state", ["submitted", "in_qualification", "qualified", "matching"])
def test_every_step_of_a_need_is_refused(people, sign_in, state):
    need = need_in(state, people)
    declare(people.lead, need, need.region)
    client = sign_in("lead")
    for step in STEPS_OF_NEED:
        assert refused(client.post(reverse(f"companies:need_{step}", args=[need.pk]))), step
    assert refused(client.post(reverse("companies:need_edit", args=[need.pk])))
    for name in ("introduction_add", "run_request"):
        assert refused(client.post(reverse(f"matchmaking:{name}", args=[need.pk]))), name
    assert client.get(need.get_absolute_url()).status_code == 200
    before = Need.objects.get(pk=need.pk).state
    assert before == state


@pytest.mark.parametrize("on_need", [True, False], ids=["of the need", "of the introduction"])
def test_every_step_of_an_introduction_is_refused(people, sign_in, on_need):
    case = introduction_in("shortlisted", people)
    declare(people.lead, case.need if on_need else case, case.need.region)
    client = sign_in("lead")
    for step in STEPS_OF_INTRODUCTION:
        assert refused(client.post(reverse(f"matchmaking:introduction_{step}", args=[case.pk]))), step
    assert client.get(case.get_absolute_url()).status_code == 200
    assert not can_take_introduction_step(fresh(people.lead), "ask_company", case)
    assert can_take_introduction_step(fresh(people.lead2), "ask_company", case)


def test_verifying_is_refused(people, sign_in):
    Organisation.objects.filter(pk=people.company.pk).update(verification=Verification.PENDING, verified_at=None)
    declare(people.lead, people.company, people.company.region)
    client = sign_in("lead")
    for step in STEPS_OF_VERIFICATION:
        assert refused(client.post(reverse(f"organisations:{step}", args=[people.company.pk]))), step
    assert refused(client.get(reverse("organisations:verification", args=[people.company.pk])))
    assert REASON in client.get(people.company.get_absolute_url()).content.decode()
    assert sign_in("lead2").post(reverse("organisations:verify", args=[people.company.pk])).status_code == 302


def test_the_rule_on_paper_and_the_rule_in_sql_agree(people):
    cases = [introduction_in("suggested", people), introduction_in("shortlisted", people)]
    other = need_in("qualified", people, organisation=people.provider, author=people.carl, lead=people.far_lead)
    cases.append(introduction_in("suggested", people, need=other))
    declare(people.lead, cases[0].need, cases[0].need.region)
    declare(people.lead2, cases[1], cases[1].need.region)
    declare(people.far_lead, cases[2].need, cases[2].need.region)
    declare(people.lead, people.startup, people.startup.region)
    for name in PERSONS:
        user = fresh(getattr(people, name))
        needs = {need for need in Need.objects.all() if can_decide_need(user, need)}
        assert set(Need.objects.moderated_by(user)) == needs, name
        decided = {case for case in Introduction.objects.all() if can_decide_introduction(user, case)}
        assert set(Introduction.objects.moderated_by(user)) == decided, name
        verified = {each for each in Organisation.objects.all() if can_verify_organisation(user, each)}
        assert set(Organisation.objects.verified_by(user)) == verified, name
    assert not Need.objects.moderated_by(people.lead).filter(pk=cases[0].need_id).exists()


def test_it_is_taken_back(people, sign_in):
    need = need_in("submitted", people)
    declare(people.lead, need, need.region)
    client = sign_in("lead")
    client.post(reverse("bias_withdraw", args=["need", need.pk]))
    assert not is_biased(fresh(people.lead), need)
    assert Bias.objects.get().withdrawn_at
    assert LogEntry.objects.about(need).filter(verb="withdraw_bias").count() == 1
    assert client.post(reverse("companies:need_take_over", args=[need.pk])).status_code == 302
    assert withdraw_bias(fresh(people.lead), need) is False
    declare(people.lead, need, need.region)
    assert is_biased(fresh(people.lead), need)


def test_nobody_takes_back_what_somebody_else_declared(people, sign_in):
    need = need_in("submitted", people)
    declare(people.lead, need, need.region)
    sign_in("lead2").post(reverse("bias_withdraw", args=["need", need.pk]))
    assert is_biased(fresh(people.lead), need)


def test_when_nobody_is_left_the_page_warns(people, sign_in):
    need = need_in("submitted", people)
    declare(people.lead2, need, need.region)
    response = sign_in("lead").post(reverse("bias_declare", args=["need", need.pk]), {"reason": REASON}, follow=True)
    page = unescape(response.content.decode())
    assert "niemand mehr entscheiden" in page
    assert who_can_decide(need.region, need) == []


@pytest.mark.parametrize("kind", ["offer", "user", "session"])
def test_other_kinds_of_cases_do_not_exist(people, sign_in, kind):
    assert sign_in("lead").post(reverse("bias_declare", args=[kind, 1]), {"reason": REASON}).status_code == 404


def test_a_case_goes_to_the_other_lead_and_the_letter_says_so(people):
    need = need_in("in_qualification", people)
    declare(people.lead, need, need.region)
    assert Need.objects.get(pk=need.pk).assigned_to == people.lead2
    assert LogEntry.objects.about(need).filter(verb="bias_hand_over", actor=people.lead).count() == 1
    assert "Sie sind jetzt dafür zuständig." in OutboxMessage.objects.get(kind="bias.declared").body_text


def test_in_a_partner_region_a_project_lead_takes_over_where_no_other_region_lead_is(people):
    need = need_in("qualified", people, organisation=people.provider, author=people.carl, lead=people.far_lead)
    declare(people.far_lead, need, need.region)
    assert Need.objects.get(pk=need.pk).assigned_to in (people.lead, people.lead2)
    told = [message.body_text for message in OutboxMessage.objects.filter(kind="bias.declared")]
    assert sum("Sie sind jetzt dafür zuständig." in text for text in told) == 1
    assert sum("Bitte übernehmen Sie ihn." in text for text in told) == 1


def test_a_case_of_somebody_else_stays_there_and_so_does_one_that_nobody_is_left_for(people):
    theirs = need_in("in_qualification", people)
    declare(people.lead2, theirs, theirs.region)
    assert Need.objects.get(pk=theirs.pk).assigned_to == people.lead
    declare(people.lead, theirs, theirs.region)
    assert Need.objects.get(pk=theirs.pk).assigned_to == people.lead


@pytest.mark.parametrize("about", ["offer", "organisation"])
def test_no_step_of_an_offer_is_for_who_is_biased_for_it_or_its_provider(people, sign_in, about):
    offer = offer_in("submitted", people)
    case = offer if about == "offer" else people.startup
    sign_in("lead").post(reverse("bias_declare", args=[about, case.pk]), {"reason": REASON})
    assert Bias.objects.get().subject_id == case.pk
    client = sign_in("lead")
    for step in ("offer_publish", "offer_return", "offer_reject", "offer_teaser", "revision_accept"):
        assert refused(client.post(reverse(f"startups:{step}", args=[offer.pk]))), step
    assert REASON in client.get(offer.get_absolute_url()).content.decode()
    assert not Offer.objects.reviewed_by(fresh(people.lead)).filter(pk=offer.pk).exists()
    answer = {"title": "Ein Anbieter", "text": "Liest Laufzeiten aus.", "checked": "on"}
    assert sign_in("lead2").post(reverse("startups:offer_teaser", args=[offer.pk]), answer).status_code == 302
    assert client.post(reverse("startups:offer_publish", args=[offer.pk])).status_code == 302
    offer.refresh_from_db()
    assert offer.state == "published"
