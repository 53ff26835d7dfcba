"""Whom a missed deadline is told to."""

import pytest

from accounts.bias import declare_bias
from accounts.escalation import Missed, escalate, next_in_line
from accounts.models import PlatformRole
from mail.models import OutboxMessage
from tests.cases import need_in
from tests.factories import AbsenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(people):
    return need_in("in_qualification", people)


def told(people, need) -> set[str]:
    return {contact.user._name for contact in map(_named(people), next_in_line(people.lead, need.region, need))}


def _named(people):
    names = {user.pk: name for name, user in vars(people).items() if hasattr(user, "contact")}

    def name(contact):
        contact.user._name = names[contact.user_id]
        return contact

    return name


def test_the_other_leads_hear_of_it_and_not_the_responsible_one(people, need):
    assert told(people, need) == {"lead2"}


def test_everybody_hears_of_a_case_that_nobody_has_taken(people, need):
    assert {contact.user_id for contact in next_in_line(None, need.region, need)} == {people.lead.pk, people.lead2.pk}


def test_whoever_is_biased_is_passed_over(people, need, settings):
    settings.ESCALATION_DEPUTY = people.operator.email
    declare_bias(people.lead2, need, region=need.region, reason="Bekannt")
    assert told(people, need) == {"operator"}


def test_the_deputy_of_an_absent_lead_hears_of_it_too(people, need):
    AbsenceFactory(user=people.lead2, deputy=people.far_lead)
    assert told(people, need) == {"lead2", "far_lead"}


def test_with_one_lead_it_is_the_named_deputy_else_the_lead(people, need, settings):
    PlatformRole.objects.filter(user=people.lead2).delete()
    assert told(people, need) == {"lead"}
    settings.ESCALATION_DEPUTY = people.far_lead.email.upper()
    assert told(people, need) == {"far_lead"}


@pytest.mark.parametrize("can_view", [True, False])
def test_the_letter_names_the_firm_only_to_who_may_see_the_case(people, need, can_view):
    missed = Missed(
        case=need,
        number=need.number,
        what=lambda: "Es wartet jemand.",
        due_on=need.qualification_due_on,
        assigned_to=people.lead,
        region=need.region,
        biased_for=(need,),
        facts=lambda: [("Unternehmen", need.organisation.name)],
        can_view=lambda user: can_view,
    )
    for _ in range(2):
        escalate(missed, kind="test.escalate", occasion="1")
    letter = OutboxMessage.objects.get(kind="test.escalate")
    assert ("Steinrück" in letter.body_text) == can_view
    assert need.number in letter.subject
    assert people.lead.get_full_name() in letter.body_text
