"""The rule on paper and the rule in SQL are the same, for every person and every state."""

import pytest
from django.utils import timezone

from companies import services
from companies.models import Need
from companies.permissions import can_create_need, can_edit_need, can_take_need_step, can_view_need, need_parties
from companies.workflow import NEED
from core.states import advance
from tests.companies.conftest import ALL_STATES
from tests.conftest import PERSONS, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def needs_everywhere(people, need_in):
    """One need per state in Soest, drafts that ended, a draft a lead wrote, and needs in Dortmund."""
    withdrawn = need_in("draft")
    services.withdraw_need(withdrawn, actor=people.anna)
    dortmund = {"organisation": people.provider, "author": people.carl}
    return [
        *(need_in(state) for state in ALL_STATES),
        withdrawn,
        need_in("draft", created_by=people.lead),
        need_in("submitted", **dortmund),
        need_in("draft", **dortmund),
        need_in("draft", **dortmund, created_by=people.far_lead),
    ]


def test_predicate_and_queryset_agree_on_who_sees_a_need(people, needs_everywhere):
    for name in PERSONS:
        user = fresh(getattr(people, name))
        seen = set(Need.objects.visible_to(user))
        assert seen == {need for need in needs_everywhere if can_view_need(user, need)}, name


def test_the_queue_holds_what_somebody_moderates_and_may_see(people, needs_everywhere):
    for name in PERSONS:
        user = fresh(getattr(people, name))
        moderated = {need for need in needs_everywhere if "project_lead" in need_parties(user, need)}
        assert set(Need.objects.moderated_by(user)) == {need for need in moderated if need.submitted_at}, name


def test_a_submitted_need_is_seen_by_the_company_and_its_leads_in_every_state(people, needs_everywhere):
    for need in needs_everywhere:
        if need.organisation == people.company and need.submitted_at:
            seeing = {name for name in PERSONS if can_view_need(fresh(getattr(people, name)), need)}
            assert seeing == {"anna", "ben", "lead", "lead2"}, need.state


@pytest.mark.parametrize("ending", ["", "withdraw", "expire_draft"])
def test_what_was_never_submitted_stays_with_the_company(people, need_in, ending):
    need = need_in("draft")
    if ending:
        advance(need, ending, actor=None)
    assert {name for name in PERSONS if can_view_need(fresh(getattr(people, name)), need)} == {"anna", "ben"}


def test_a_draft_of_a_lead_is_seen_by_that_lead_and_the_company(people, need_in):
    need = need_in("draft", created_by=people.lead)
    assert {name for name in PERSONS if can_view_need(fresh(getattr(people, name)), need)} == {"anna", "ben", "lead"}


def test_a_former_member_sees_nothing_any_more(people, need_in):
    need = need_in("submitted")
    people.ben.contact.memberships.update(is_active=False, deactivated_at=timezone.now())
    assert not can_view_need(fresh(people.ben), need)
    assert not Need.objects.visible_to(people.ben).exists()


def test_each_step_belongs_to_the_parties_the_table_names(people, need_in):
    need = need_in("submitted")
    party = {"anna": "company", "ben": "company", "lead": "project_lead", "lead2": "project_lead"}
    for name in PERSONS:
        user = fresh(getattr(people, name))
        taken = {step.id for step in NEED.transitions.values() if can_take_need_step(user, step.id, need)}
        assert taken == {step.id for step in NEED.transitions.values() if party.get(name) in step.by}, name


def test_the_text_is_open_to_both_sides_until_the_case_rests_or_ends(people, needs_everywhere):
    for need in needs_everywhere:
        rests = need.state in NEED.terminal or need.state == "paused"
        if need.organisation == people.company:
            assert can_edit_need(fresh(people.anna), need) is not rests, need.state
            assert can_edit_need(fresh(people.lead2), need) is (not rests and need.state != "draft"), need.state
        assert not can_edit_need(fresh(people.dora), need)


def test_members_and_leads_of_the_region_may_register_a_need(people):
    allowed = {name for name in PERSONS if can_create_need(fresh(getattr(people, name)), people.company)}
    assert allowed == {"anna", "ben", "lead", "lead2"}
    assert can_create_need(fresh(people.far_lead), people.provider)


def test_a_region_lead_sees_needs_of_the_region_whoever_the_company_is(people, need_in):
    need = need_in("submitted", region=people.provider.region)
    assert can_view_need(fresh(people.far_lead), need)
    assert need in Need.objects.visible_to(people.far_lead)
