"""Passing cases to another lead."""

import pytest
from django.urls import reverse

from accounts.bias import declare_bias
from accounts.enums import Role
from accounts.models import PlatformRole
from companies.models import Need
from contactlog.handover import held_by, kind_of
from contactlog.models import Handover
from contactlog.services.handover import hand_back, hand_over, set_owner
from core.models import LogEntry
from core.states import GuardFailed
from mail.models import OutboxMessage
from tests.cases import introduction_in, need_in
from tests.conftest import fresh

pytestmark = pytest.mark.django_db

NOTE = "Ruft nur mittwochs an, Sauerampfer."


@pytest.fixture
def cases(people, write_down):
    """The lead holds a need in qualification, an organisation and an open next step."""
    need = need_in("in_qualification", people)
    people.company.owner = people.lead
    people.company.save()
    entry = write_down(people.lead, next_step="Zurückrufen")
    return need, people.company, entry


def keys(user) -> dict[str, list[str]]:
    return {kind.slug: [kind.key(row) for row in rows] for kind, rows in held_by(fresh(user))}


def post(client, receiver, **data):
    return client.post(reverse("contactlog:handover"), {"receiver": receiver.pk, "note": NOTE, **data})


def test_everything_passes_with_one_button_and_the_other_is_told(people, cases, sign_in):
    need, company, entry = cases
    client = sign_in("lead")
    page = client.get(reverse("contactlog:handover")).content.decode()
    assert need.title in page
    assert company.name in page
    assert "Zurückrufen" in page
    response = post(client, people.lead2, everything="1")
    handover = Handover.objects.get()
    assert response.url == handover.get_absolute_url()
    for row in cases:
        row.refresh_from_db()
    assert (need.assigned_to, company.owner, entry.next_step_for) == (people.lead2,) * 3
    assert keys(people.lead) == {}
    letter = OutboxMessage.objects.get(kind="handover.received")
    assert people.lead2.contact.email in str(letter.to)
    for secret in (NOTE, company.name, need.title, "Zurückrufen"):
        assert secret not in letter.subject + letter.body_text + letter.body_html
    log = LogEntry.objects.about(need).get(verb="hand_over")
    assert log.details == {"handover": handover.pk, "to": people.lead2.pk, "from": people.lead.pk}
    page = sign_in("lead2").get(handover.get_absolute_url()).content.decode()
    assert NOTE in page
    assert need.title in page


def test_only_what_is_ticked_passes(people, cases, sign_in):
    need, _company, _entry = cases
    post(sign_in("lead"), people.lead2, cases=[kind_of("need").key(need)])
    assert set(keys(people.lead)) == {"organisation", "step"}
    assert set(keys(people.lead2)) == {"need"}
    need.refresh_from_db()
    assert need.qualification_due_on == Need.objects.get(pk=need.pk).qualification_due_on


def test_deadlines_stay_as_they_are(people, cases):
    need, *_rest = cases
    before = (need.qualification_due_on, need.state, need.state_changed_at)
    hand_over([(kind_of("need"), need)], giver=people.lead, receiver=people.lead2, actor=people.lead)
    need.refresh_from_db()
    assert (need.qualification_due_on, need.state, need.state_changed_at) == before


def test_the_page_costs_a_fixed_number_of_queries(people, cases, sign_in, queries):
    client = sign_in("lead")
    with queries() as few:
        client.get(reverse("contactlog:handover"))
    for _ in range(4):
        need_in("in_qualification", people)
    with queries() as many:
        client.get(reverse("contactlog:handover"))
    assert len(many) == len(few)


def test_nothing_ticked_is_explained_and_the_note_stays(people, cases, sign_in):
    response = post(sign_in("lead"), people.lead2)
    assert response.status_code == 200
    assert "Sauerampfer" in response.content.decode()
    assert not Handover.objects.exists()


def test_cases_of_others_cannot_be_handed_over(people, cases, sign_in):
    need, *_rest = cases
    response = post(sign_in("lead2"), people.lead, cases=[kind_of("need").key(need), "user-1", "need-x", ""])
    assert response.status_code == 200
    assert not Handover.objects.exists()


@pytest.mark.parametrize("name", ["anna", "editor", "operator", "lead"])
def test_only_other_leads_can_be_chosen(people, cases, sign_in, name):
    response = post(sign_in("lead"), getattr(people, name), everything="1")
    assert response.status_code == 200
    assert not Handover.objects.exists()


def test_the_lead_of_another_region_gets_nothing_of_this_one(people, cases, sign_in):
    need, *_rest = cases
    response = post(sign_in("lead"), people.far_lead, everything="1")
    assert need.title in response.content.decode()
    assert not Handover.objects.exists()
    assert set(keys(people.lead)) == {"organisation", "step", "need"}


@pytest.mark.parametrize("about", ["need", "organisation", "introduction"])
def test_nobody_gets_a_case_for_which_they_are_biased(people, about):
    introduction = introduction_in("shortlisted", people)
    need = introduction.need
    case = {"need": need, "organisation": need.organisation, "introduction": introduction}[about]
    declare_bias(fresh(people.lead2), case, region=need.region, reason="Verwandt.")
    with pytest.raises(GuardFailed):
        hand_over([(kind_of("need"), need)], giver=people.lead, receiver=fresh(people.lead2), actor=people.lead)
    assert Need.objects.get(pk=need.pk).assigned_to == people.lead
    assert not Handover.objects.exists()


def test_one_refused_case_keeps_all_where_they_are(people, cases):
    need, company, _entry = cases
    declare_bias(fresh(people.lead2), need, region=need.region, reason="Verwandt.")
    with pytest.raises(GuardFailed):
        hand_over(
            [(kind_of("organisation"), company), (kind_of("need"), need)],
            giver=people.lead,
            receiver=fresh(people.lead2),
            actor=people.lead,
        )
    company.refresh_from_db()
    assert company.owner == people.lead


def test_what_somebody_else_took_meanwhile_stops_the_whole_hand_over(people, cases):
    need, company, _entry = cases
    chosen = [(kind_of("organisation"), company), (kind_of("need"), need)]
    Need.objects.filter(pk=need.pk).update(assigned_to=people.lead2)
    with pytest.raises(GuardFailed, match="nicht mehr"):
        hand_over(chosen, giver=people.lead, receiver=people.lead2, actor=people.lead)
    company.refresh_from_db()
    assert company.owner == people.lead
    assert not Handover.objects.exists()


def test_handing_back_undoes_it_once(people, cases, sign_in):
    _need, _company, _entry = cases
    post(sign_in("lead"), people.lead2, everything="1")
    handover = Handover.objects.get()
    client = sign_in("lead2")
    assert "Zurückgeben" in client.get(handover.get_absolute_url()).content.decode()
    client.post(reverse("contactlog:handover_back", args=[handover.pk]))
    assert set(keys(people.lead)) == {"organisation", "step", "need"}
    assert keys(people.lead2) == {}
    back = Handover.objects.get(back_of=handover)
    assert (back.giver, back.receiver, back.items.count()) == (people.lead2, people.lead, 3)
    assert client.post(reverse("contactlog:handover_back", args=[handover.pk])).status_code == 403
    with pytest.raises(GuardFailed):
        hand_back(Handover.objects.get(pk=handover.pk), actor=people.lead2)


def test_what_moved_on_since_stays_when_the_rest_goes_back(people, cases):
    need, company, _entry = cases
    chosen = [(kind_of("organisation"), company), (kind_of("need"), need)]
    handover = hand_over(chosen, giver=people.lead, receiver=people.lead2, actor=people.lead)
    set_owner(company, None, actor=people.lead2)
    back = hand_back(handover, actor=people.lead2)
    assert [item.kind for item in back.items.all()] == ["need"]
    company.refresh_from_db()
    assert company.owner is None


def test_who_fetches_cases_back_gets_no_letter_about_it(people, cases):
    need, *_rest = cases
    handover = hand_over([(kind_of("need"), need)], giver=people.lead, receiver=people.lead2, actor=people.lead)
    hand_back(handover, actor=people.lead)
    assert OutboxMessage.objects.filter(kind="handover.received").count() == 1


def test_a_third_lead_of_a_region_sees_no_hand_over_of_others(people, cases, sign_in):
    need, *_rest = cases
    handover = hand_over([(kind_of("need"), need)], giver=people.lead, receiver=people.lead2, actor=people.lead)
    assert sign_in("far_lead").get(handover.get_absolute_url()).status_code == 404


def test_the_owner_is_one_of_those_who_may_moderate_the_region(people, sign_in):
    client, url = sign_in("lead"), reverse("contactlog:owner", args=[people.company.pk])
    for wrong in (people.far_lead.pk, people.anna.pk, "x", 10**30):
        client.post(url, {"owner": wrong})
        people.company.refresh_from_db()
        assert people.company.owner is None, wrong
    client.post(url, {"owner": people.lead2.pk})
    people.company.refresh_from_db()
    assert people.company.owner == people.lead2
    assert LogEntry.objects.about(people.company).filter(verb="set_owner").count() == 1
    PlatformRole.objects.create(user=people.far_lead, role=Role.REGION_LEAD, region=people.company.region)
    client.post(url, {"owner": people.far_lead.pk})
    people.company.refresh_from_db()
    assert people.company.owner == people.far_lead
