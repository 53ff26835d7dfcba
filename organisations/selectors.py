"""Reads that span the models of this room."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils import timezone

from accounts.models import Contact
from accounts.selectors import leads_of_region
from organisations.enums import JoinState, MemberRole, Verification
from organisations.models import Invitation, JoinRequest, Membership, Organisation
from scheduling.workdays import add_working_days

CHECK_WORKING_DAYS = 2  # the first reply to a need takes as long


def admins_of(organisation: Organisation) -> list[Contact]:
    """Return the contacts of the admins who can sign in."""
    decide = Membership.objects.who_decide().filter(organisation=organisation).select_related("contact")
    return [membership.contact for membership in decide]


def addressees_of(organisation: Organisation) -> list[Contact]:
    """Return whom the hub writes to about the check: the admins who can sign in, else those without an account."""
    without = Membership.objects.active().filter(organisation=organisation, role=MemberRole.ADMIN, contact__user=None)
    return admins_of(organisation) or [membership.contact for membership in without.select_related("contact")]


def deciders_of(organisation: Organisation) -> list[Contact]:
    """Return who decides on the people of `organisation`: its admins, else the leads who look after it."""
    return admins_of(organisation) or leads_of_region(organisation.region)


def verification_due_on(organisation: Organisation) -> date | None:
    """Return by when the hub answers a registration; None while it is not its turn."""
    if organisation.verification != Verification.PENDING:
        return None
    return add_working_days(timezone.localdate(organisation.verification_changed_at), CHECK_WORKING_DAYS)


def verification_queue(user) -> QuerySet[Organisation]:
    """Return what is not decided yet and `user` may decide: what waits for the hub first, the longest waiting first;
    then what waits for an answer of the organisation."""
    turn = Case(When(verification=Verification.PENDING, then=Value(0)), default=Value(1), output_field=IntegerField())
    undecided = [Verification.PENDING, Verification.RETURNED]
    return (
        Organisation.objects.verified_by(user)
        .filter(verification__in=undecided)
        .select_related("region", "municipality", "created_by__contact")
        .annotate(turn=turn)
        .order_by("turn", "verification_changed_at", "pk")
    )


def count_to_verify(user) -> int:
    return Organisation.objects.verified_by(user).filter(verification=Verification.PENDING).count()


def requests_without_admin(user) -> QuerySet[JoinRequest]:
    """Return open requests to join organisations without admin that `user` looks after."""
    organisations = Organisation.objects.visible_to(user).with_admin().filter(has_admin=False)
    return (
        JoinRequest.objects.filter(state=JoinState.OPEN, organisation__in=organisations.values("pk"))
        .select_related("organisation__region", "contact")
        .order_by("created_at", "pk")
    )


@dataclass(frozen=True)
class People:
    """The page of an organisation's people: who acts, who asks, who is invited, who has left."""

    members: list[Membership]
    requests: list[JoinRequest]
    invitations: list[Invitation]
    former: list[Membership]


def people_of(organisation: Organisation) -> People:
    memberships = organisation.memberships.select_related("contact__user", "deactivated_by__contact")
    admins_first = memberships.active().order_by(
        Case(When(role=MemberRole.ADMIN, then=Value(0)), default=Value(1), output_field=IntegerField()),
        F("contact__family_name"),
        "pk",
    )
    return People(
        members=list(admins_first),
        requests=list(organisation.join_requests.filter(state=JoinState.OPEN).select_related("contact")),
        invitations=list(organisation.invitations.pending().select_related("invited_by__contact")),
        former=list(memberships.filter(is_active=False).order_by("-deactivated_at")),
    )


def open_requests_of(user) -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(contact__user=user, state=JoinState.OPEN).select_related("organisation")


def requests_to_decide(user) -> QuerySet[JoinRequest]:
    """Return the open requests that wait for `user` as admin, the oldest first."""
    administered = Membership.objects.who_decide().filter(contact__user=user).values("organisation")
    return (
        JoinRequest.objects.filter(state=JoinState.OPEN, organisation__in=administered)
        .select_related("organisation", "contact")
        .order_by("created_at", "pk")
    )


def remaining_organisation(org: int) -> int | None:
    """Return the id of the organisation that took the place of this one, over several merges; None where none did."""
    path = [org]
    while into := Organisation.objects.filter(pk=path[-1]).values_list("merged_into", flat=True).first():
        if into in path:
            break
        path.append(into)
    return path[-1] if len(path) > 1 else None
