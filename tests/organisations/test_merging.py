"""Merging two organisations: what moves, what stands in the way, and that an undo leaves no trace."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Consent, ConsentText
from core import merging as rules
from core.merging import How, check_rules, relations_to
from core.models import LogEntry
from core.states import GuardFailed
from matchmaking.models import MatchingRun
from organisations.enums import MemberRole
from organisations.likeness import Traces, find_alike
from organisations.merging import CHOICES
from organisations.models import (
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationAlias,
    OrganisationMerge,
)
from organisations.services.members import leave_organisation
from organisations.services.merging import merge, preview, undo
from organisations.tokens import hash_of
from startups.models import ProviderProfile, Reference
from taxonomy.models import Sector
from tests.cases import need_in, offer_in, suggestion
from tests.factories import ContactFactory, MembershipFactory, NeedFactory, OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

# The journal itself, and runs: they are requests for work that each change of an organisation makes.
JOURNAL = {LogEntry, OrganisationMerge, MatchingRun}


def everything() -> dict[str, list]:
    """Return every row of every table but the journal's."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model not in JOURNAL
    }


def check_constraints() -> None:
    """Let the deferred triggers speak, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def twins(people):
    """Two entries of one firm, each with an admin."""
    winner = OrganisationFactory(name="Ohlenbrede Drehteile GmbH", website="https://www.ohlenbrede.example")
    loser = OrganisationFactory(name="Fa. Ohlenbrede", vat_id="DE136695976", about="Drehteile seit 1954")
    MembershipFactory(organisation=winner)
    MembershipFactory(organisation=loser)
    return winner, loser


# --- Rules ---------------------------------------------------------------------------------------


def test_every_relation_to_an_organisation_has_a_rule():
    assert check_rules(Organisation) == []
    assert set(rules._rules) == set(relations_to(Organisation)), "a rule for a relation that is gone"


def test_a_relation_without_rule_is_an_error(monkeypatch):
    monkeypatch.delitem(rules._rules, "companies.Need.organisation")
    (error,) = check_rules(Organisation)
    assert error.id == "core.E001"
    assert "companies.Need.organisation" in error.msg


def test_a_unique_relation_must_say_what_a_twin_is(monkeypatch):
    relation = "organisations.Membership.organisation"
    monkeypatch.setitem(rules._rules, relation, rules.MergeRule(relation, How.MOVE, "People"))
    (error,) = check_rules(Organisation)
    assert error.id == "core.E002"


# --- Merging -------------------------------------------------------------------------------------


def test_what_belongs_to_the_other_moves(people, twins):
    winner, loser = twins
    need, offer = need_in("submitted", people, organisation=loser), offer_in("submitted", people, organisation=loser)
    contact = loser.memberships.get().contact
    merge(winner, loser, {"vat_id": "loser", "about": "winner"}, actor=people.lead)
    check_constraints()
    for row in (need, offer, winner, loser):
        row.refresh_from_db()
    assert need.organisation == offer.organisation == winner
    assert winner.memberships.filter(contact=contact, is_active=True).exists()
    assert (winner.vat_id, winner.about) == ("DE136695976", "")
    assert loser.merged_into == winner
    entry = LogEntry.objects.about(winner).get(verb="merge")
    assert (entry.actor, entry.details["loser"]) == (people.lead, loser.pk)


def test_the_one_that_gave_way_appears_nowhere(people, twins):
    winner, loser = twins
    merge(winner, loser, {}, actor=people.lead)
    for audience in ("visible_to", "verified_by", "joinable_by", "merged_by"):
        assert loser not in getattr(Organisation.objects, audience)(people.lead)


def test_it_is_found_under_its_former_name(people, twins):
    winner, loser = twins
    loser.name = "Präzisionsteile Haverkamp"
    loser.save()
    merge(winner, loser, {}, actor=people.lead)
    (found,) = find_alike(Traces("Präzisionsteile Haverkamp"), Organisation.objects.joinable_by(people.anna))
    assert found.organisation == winner


def test_a_person_of_both_acts_once_with_the_higher_role(people, twins):
    winner, loser = twins
    both = ContactFactory()
    MembershipFactory(organisation=winner, contact=both, role=MemberRole.MEMBER)
    MembershipFactory(organisation=loser, contact=both, role=MemberRole.ADMIN)
    merge(winner, loser, {}, actor=people.lead)
    (active,) = Membership.objects.active().filter(contact=both)
    assert (active.organisation, active.role) == (winner, MemberRole.ADMIN)


def test_moved_cases_are_matched_again(people, twins):
    winner, loser = twins
    need = need_in("qualified", people, organisation=loser)
    MatchingRun.objects.all().delete()
    merged = merge(winner, loser, {}, actor=people.lead)
    assert list(MatchingRun.objects.values_list("need", flat=True)) == [need.pk]
    MatchingRun.objects.all().delete()
    undo(merged, actor=people.lead)
    assert list(MatchingRun.objects.values_list("need", flat=True)) == [need.pk]


def test_a_verified_one_does_not_give_way_to_one_that_is_not(people, twins):
    winner, loser = twins
    Organisation.objects.filter(pk=winner.pk).update(verification="pending", verified_at=None)
    with pytest.raises(GuardFailed):
        merge(winner, loser, {}, actor=people.lead)


def test_two_that_are_being_introduced_to_each_other_stay_two(people, twins):
    winner, loser = twins
    suggestion(NeedFactory(organisation=winner), OfferFactory(organisation=loser))
    assert len(preview(winner, loser).obstacles) == 1
    with pytest.raises(GuardFailed):
        merge(winner, loser, {}, actor=people.lead)


def test_a_change_after_the_preview_is_noticed(people, twins):
    winner, loser = twins
    seen = preview(winner, loser).seen
    Organisation.objects.filter(pk=loser.pk).update(city="Soest")
    with pytest.raises(GuardFailed):
        merge(winner, loser, {}, actor=people.lead, seen=seen)
    loser.refresh_from_db()
    assert merge(winner, loser, {}, actor=people.lead, seen=preview(winner, loser).seen)


# --- Undoing -------------------------------------------------------------------------------------

CHOSEN = st.dictionaries(st.sampled_from([choice.key for choice in CHOICES]), st.sampled_from(["winner", "loser"]))
SIDE = st.fixed_dictionaries(
    {
        "members": st.dictionaries(st.integers(0, 3), st.tuples(st.sampled_from(MemberRole.values), st.booleans())),
        "requests": st.sets(st.integers(0, 3)),
        "invited": st.sets(st.integers(0, 2)),
        "needs": st.integers(0, 2),
        "offers": st.integers(0, 2),
        "references": st.integers(0, 2),
        "profile": st.none() | st.integers(0, 9),
        "sectors": st.sets(st.integers(0, 3)),
        "aliases": st.sets(st.sampled_from(["Alt", "Früher", "Vormals"])),
        "consents": st.integers(0, 2),
        "city": st.sampled_from(["", "Soest", "Werl"]),
        "vat_id": st.sampled_from(["", "DE136695976"]),
    }
)


def _fill(organisation: Organisation, side: dict, contacts: list, people) -> None:
    later = timezone.now() + timedelta(days=7)
    Organisation.objects.filter(pk=organisation.pk).update(city=side["city"], vat_id=side["vat_id"])
    for number, (role, is_active) in side["members"].items():
        MembershipFactory(organisation=organisation, contact=contacts[number], role=role, is_active=is_active)
    for number in side["requests"]:
        JoinRequest.objects.create(organisation=organisation, contact=contacts[number])
    for number in side["invited"]:
        Invitation.objects.create(
            organisation=organisation,
            email=f"guest{number}@example.org",
            token_hash=hash_of(f"{organisation.pk} {number}"),
            invited_by=people.lead,
            expires_at=later,
        )
    author = contacts[0]
    for _number in range(side["needs"]):
        NeedFactory(organisation=organisation, contact=author)
    for _number in range(side["offers"]):
        OfferFactory(organisation=organisation, contact=author)
    for number in range(side["references"]):
        Reference.objects.create(organisation=organisation, title=f"Auftrag {number}")
    if side["profile"] is not None:
        ProviderProfile.objects.create(organisation=organisation, capacity=side["profile"])
    organisation.sectors.set([Sector.objects.order_by("pk")[number] for number in side["sectors"]])
    for name in side["aliases"]:
        OrganisationAlias.objects.create(organisation=organisation, name=name)
    for _number in range(side["consents"]):
        text = ConsentText.objects.first()
        Consent.objects.create(
            contact=author, organisation=organisation, purpose=text.purpose, text=text, language="de",
            recorded_by=people.lead,
        )  # fmt: skip


@given(first=SIDE, second=SIDE, chosen=CHOSEN)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merge_then_undo_is_the_identity(people, first, second, chosen):
    with transaction.atomic():
        winner = OrganisationFactory(name="Ohlenbrede Drehteile GmbH")
        loser = OrganisationFactory(name="Fa. Ohlenbrede", about="Seit 1954", municipality=None)
        contacts = [ContactFactory() for _number in range(4)]
        _fill(winner, first, contacts, people)
        _fill(loser, second, contacts, people)
        before = everything()
        merged = merge(winner, loser, chosen, actor=people.lead)
        check_constraints()
        during = everything()
        assert during != before
        assert {label: len(rows) for label, rows in during.items()} == {
            label: len(rows) + (len(merged.created) if label == OrganisationAlias._meta.label else 0)
            for label, rows in before.items()
        }
        _assert_nothing_is_left(loser)
        undo(merged, actor=people.lead)
        check_constraints()
        assert everything() == before
        transaction.set_rollback(True)


def _assert_nothing_is_left(loser: Organisation) -> None:
    """What stays with the one that gave way is a record, or a row that both had."""
    assert not Membership.objects.active().filter(organisation=loser).exists()
    assert not JoinRequest.objects.filter(organisation=loser, state="open").exists()
    assert not Invitation.objects.pending().filter(organisation=loser).exists()
    for rule in rules.rules_of(Organisation):
        if rule.how == How.MOVE:
            assert not rule.rows_of(loser.pk).exists()


def test_three_in_a_row_are_undone_in_reverse_order(people, twins):
    winner, loser = twins
    third = MembershipFactory().organisation
    before = everything()
    first = merge(winner, loser, {}, actor=people.lead)
    second = merge(third, winner, {}, actor=people.lead)
    with pytest.raises(GuardFailed, match=third.name):
        undo(first, actor=people.lead)
    undo(second, actor=people.lead)
    undo(first, actor=people.lead)
    assert everything() == before
    with pytest.raises(GuardFailed):
        undo(first, actor=people.lead)
    assert Counter(LogEntry.objects.filter(verb__in=["merge", "undo_merge"]).values_list("verb", flat=True)) == {
        "merge": 2,
        "undo_merge": 2,
    }


def test_what_came_since_stays_with_the_one_that_remained(people, twins):
    winner, loser = twins
    merged = merge(winner, loser, {}, actor=people.lead)
    need = NeedFactory(organisation=winner)
    undo(merged, actor=people.lead)
    need.refresh_from_db()
    assert need.organisation == winner


def test_an_undo_names_what_has_changed_since(people, twins):
    winner, loser = twins
    need = NeedFactory(organisation=loser, title="Zeichnungen einlesen")
    merged = merge(winner, loser, {"vat_id": "loser"}, actor=people.lead)
    Organisation.objects.filter(pk=winner.pk).update(vat_id="DE811569869")
    need.delete()
    during = everything()
    with pytest.raises(GuardFailed) as refused, transaction.atomic():
        undo(merged, actor=people.lead)
    assert len(refused.value.problems) == 2
    assert any("Umsatzsteuer" in problem for problem in refused.value.problems)
    assert everything() == during


def test_an_undo_leaves_nobody_without_admin(people, twins):
    winner, loser = twins
    own = winner.memberships.get()
    merged = merge(winner, loser, {}, actor=people.lead)
    leave_organisation(own, actor=own.contact.user)
    with pytest.raises(GuardFailed, match=winner.name), transaction.atomic():
        undo(merged, actor=people.lead)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ring", [((0, 1), (1, 2)), ((0, 1), (1, 0)), ((0, 1), (2, 1)), ((0, 1), (0, 2))])
def test_two_merges_with_a_common_organisation_decide_one_after_the_other(people, ring):
    """Each pair is (winner, loser). No deadlock; whoever comes second sees what the first has done."""
    rows = [MembershipFactory().organisation for _number in range(3)]
    needs = [NeedFactory(organisation=row) for row in rows]
    start, outcome = Barrier(2), []

    def run(winner: Organisation, loser: Organisation) -> None:
        try:
            start.wait(timeout=10)
            merge(winner, loser, {}, actor=people.lead)
            outcome.append("merged")
        except GuardFailed:
            outcome.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(rows[winner], rows[loser])) for winner, loser in ring]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    both_possible = ring in (((0, 1), (1, 2)), ((0, 1), (0, 2)))
    assert len(outcome) == 2
    assert outcome.count("merged") == OrganisationMerge.objects.count()
    assert outcome.count("refused") <= (0 if ring == ((0, 1), (0, 2)) else 1)
    assert both_possible or outcome.count("merged") == 1
    for need in needs:
        need.refresh_from_db()
        assert need.organisation.merged_into is None


@pytest.mark.parametrize("page", ["detail", "edit", "people", "verification"])
def test_an_old_address_leads_to_the_page_of_the_one_that_remains_with_a_note(people, sign_in, page):
    winner, loser = OrganisationFactory(name="Kettwerk GmbH"), OrganisationFactory()
    merge(winner, loser, {}, actor=people.lead)
    response = sign_in("lead").get(reverse(f"organisations:{page}", args=[loser.pk]), follow=True)
    assert response.redirect_chain[0][0] == reverse(f"organisations:{page}", args=[winner.pk])
    assert "gehört jetzt zu Kettwerk GmbH" in response.content.decode()


@pytest.mark.parametrize("person", ["anna", "far_lead", "partner", "operator"])
def test_an_old_address_tells_strangers_nothing(people, sign_in, person):
    winner, loser = OrganisationFactory(name="Kettwerk GmbH"), OrganisationFactory()
    merge(winner, loser, {}, actor=people.lead)
    for page in ("detail", "edit", "people"):
        assert sign_in(person).get(reverse(f"organisations:{page}", args=[loser.pk])).status_code == 404


def test_writing_to_an_organisation_that_was_merged_goes_nowhere(people, sign_in):
    winner, loser = OrganisationFactory(), OrganisationFactory()
    merge(winner, loser, {}, actor=people.lead)
    assert sign_in("lead").post(reverse("organisations:edit", args=[loser.pk]), {"name": "x"}).status_code == 404
