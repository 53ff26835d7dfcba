"""Who acts for an organisation: roles, leaving, removing, coming back, and that somebody always administers."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse

from core.models import LogEntry
from core.states import GuardFailed, InvalidTransition
from mail.models import OutboxMessage
from organisations.models import Membership
from organisations.permissions import can_manage_people
from organisations.services import members
from organisations.services.joining import accept_request, ask_to_join
from tests.cases import need_in, offer_in
from tests.conftest import PERSONS, fresh
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def of(user, organisation) -> Membership:
    return organisation.memberships.get(contact__user=user)


def test_the_last_admin_neither_leaves_nor_is_removed_nor_becomes_a_member(people):
    anna = of(people.anna, people.company)
    for step in (
        lambda: members.leave_organisation(anna, actor=people.anna),
        lambda: members.remove_member(anna, actor=people.anna),
        lambda: members.change_role(anna, role="member", actor=people.anna),
    ):
        with pytest.raises(GuardFailed, match="Administration"):
            step()
    anna.refresh_from_db()
    assert (anna.is_active, anna.role) == (True, "admin")


def test_an_admin_without_account_is_no_successor_for_one_who_signs_in(people):
    MembershipFactory(organisation=people.company, contact__user__is_active=False)
    with pytest.raises(GuardFailed):
        members.leave_organisation(of(people.anna, people.company), actor=people.anna)


def test_after_handing_over_the_admin_leaves_and_the_row_stays(people):
    ben = members.change_role(of(people.ben, people.company), role="admin", actor=people.anna)
    left = members.leave_organisation(of(people.anna, people.company), actor=people.anna)
    assert (left.is_active, left.deactivated_by) == (False, people.anna)
    assert left.deactivated_at is not None
    assert [entry.verb for entry in LogEntry.objects.about(left)] == ["leave"]
    kinds = set(OutboxMessage.objects.values_list("kind", flat=True))
    assert {"membership.role_changed", "membership.left"} <= kinds
    with pytest.raises(InvalidTransition):
        members.leave_organisation(left, actor=people.anna)
    assert ben.is_admin


def test_open_cases_pass_to_the_successor_and_closed_ones_keep_their_name(people):
    members.change_role(of(people.ben, people.company), role="admin", actor=people.anna)
    live, closed = need_in("qualified", people), need_in("withdrawn", people)
    MembershipFactory(organisation=people.startup)
    offer = offer_in("published", people)
    members.leave_organisation(of(people.anna, people.company), actor=people.anna)
    members.leave_organisation(of(people.clara, people.startup), actor=people.clara)
    for case in (live, closed, offer):
        case.refresh_from_db()
    assert live.contact == people.ben.contact
    assert closed.contact == people.anna.contact
    assert offer.contact != people.clara.contact


def test_who_was_removed_hears_it_and_may_come_back(people):
    members.remove_member(of(people.ben, people.company), actor=people.anna)
    message = OutboxMessage.objects.get(kind="membership.removed")
    assert people.ben.email in message.to[0]
    accept_request(ask_to_join(people.company, actor=people.ben), actor=people.anna)
    back = of(people.ben, people.company)
    assert (back.is_active, back.deactivated_at, back.deactivated_by) == (True, None, None)
    assert people.company.memberships.filter(contact=people.ben.contact).count() == 1


def checked_at_once(change) -> None:
    change()
    connection.check_constraints()


def test_the_database_refuses_to_lose_the_last_admin(people):
    rows = Membership.objects.filter(organisation=people.company, contact=people.anna.contact)
    for change in (
        lambda: rows.update(role="member"),
        lambda: rows.update(is_active=False, deactivated_at=people.company.created_at),
        lambda: rows.delete(),
    ):
        with pytest.raises(IntegrityError, match="without an admin"), transaction.atomic():
            checked_at_once(change)


def test_the_database_refuses_leaving_without_a_date_and_a_date_without_leaving(people):
    row = Membership.objects.filter(contact=people.ben.contact)
    for change in ({"is_active": False}, {"deactivated_at": people.company.created_at}):
        with pytest.raises(IntegrityError, match="membership_deactivated_dated"), transaction.atomic():
            row.update(**change)


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_leave_at_the_same_moment_one_stays(people):
    members.change_role(of(people.ben, people.company), role="admin", actor=people.anna)
    start, refused = Barrier(2), []

    def leave(user) -> None:
        try:
            membership = of(user, people.company)
            start.wait(timeout=10)
            members.leave_organisation(membership, actor=user)
        except GuardFailed:
            refused.append(user)
        finally:
            connections.close_all()

    threads = [Thread(target=leave, args=(user,)) for user in (people.anna, people.ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(refused) == 1
    assert Membership.objects.active().filter(organisation=people.company, role="admin").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_trigger_alone_holds_two_transactions_apart(people):
    """Without the service: both have demoted the other one's admin before either commits."""
    Membership.objects.filter(contact=people.ben.contact).update(role="admin")
    both_changed, outcome = Barrier(2), []

    def demote(user) -> None:
        try:
            with transaction.atomic():
                Membership.objects.filter(contact__user=user).update(role="member")
                both_changed.wait(timeout=10)
            outcome.append("done")
        except IntegrityError:
            outcome.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=demote, args=(user,)) for user in (people.anna, people.ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcome) == ["done", "refused"]


def test_admins_decide_on_people_and_leads_where_there_is_none(people):
    bare = OrganisationFactory(region=people.provider.region)
    MembershipFactory(organisation=bare, contact__user__is_active=False)
    allowed = {name for name in PERSONS if can_manage_people(fresh(getattr(people, name)), people.company)}
    assert allowed == {"anna"}
    allowed = {name for name in PERSONS if can_manage_people(fresh(getattr(people, name)), bare)}
    assert allowed == {"lead", "lead2", "far_lead"}


def test_the_pages_change_roles_remove_and_leave(people, sign_in):
    client, company = sign_in("anna"), people.company
    ben = of(people.ben, company)
    page = client.get(reverse("organisations:people", args=[company.pk])).content.decode()
    assert "Ben Osthoff" in page
    last = client.post(reverse("organisations:leave", args=[company.pk]), follow=True).content.decode()
    assert "letzte Person mit der Rolle Administration" in last
    url = reverse("organisations:member_role", args=[company.pk, of(people.anna, company).pk])
    assert client.post(url, {"role": "member"}).status_code == 302
    assert of(people.anna, company).is_admin
    remove = reverse("organisations:member_remove", args=[company.pk, ben.pk])
    assert "nicht mehr für" in client.get(remove).content.decode()
    assert client.post(remove).status_code == 302
    ben.refresh_from_db()
    assert not ben.is_active
    assert client.post(remove).status_code == 404
    foreign = reverse("organisations:member_remove", args=[company.pk, of(people.dora, people.other_company).pk])
    assert client.post(foreign).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_takes_the_same_number_of_queries_however_many_people_there_are(people, sign_in, queries, rows):
    MembershipFactory.create_batch(rows, organisation=people.company, role="member")
    client = sign_in("anna")
    with queries() as seen:
        client.get(reverse("organisations:people", args=[people.company.pk]))
    assert len(seen) == PEOPLE_QUERIES


PEOPLE_QUERIES = 12
