"""Who acts for an organisation: role, leaving, removing, coming back.

Every change first locks the row of the organisation, so that two admins who leave at the same moment decide one
after the other. The database watches as well (trigger membership_keeps_an_admin).
"""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from core.models import LogEntry
from core.states import InvalidTransition, require
from organisations import notifications
from organisations.enums import MemberRole
from organisations.models import Membership, Organisation
from organisations.signals import member_left


def lock_organisation(organisation_id: int) -> Organisation:
    """Return the organisation, locked until the transaction ends."""
    return Organisation.objects.select_for_update(of=["self"]).select_related("region").get(pk=organisation_id)


def _locked(membership: Membership) -> Membership:
    """Return the membership as it is once nobody else changes people of the organisation. Raises InvalidTransition
    when the person acts no more."""
    lock_organisation(membership.organisation_id)
    current = Membership.objects.select_related("contact__user", "organisation").get(pk=membership.pk)
    if not current.is_active:
        raise InvalidTransition(f"membership {membership.pk} is over")
    return current


def _require_another_admin(membership: Membership, problem: str) -> None:
    """Raise GuardFailed with `problem` where this admin is the last; somebody who can sign in needs a successor
    who can."""
    if not membership.is_admin:
        return
    others = _other_admins(membership)
    user = membership.contact.user
    require((others.who_decide() if user and user.is_active else others).exists(), problem)


@transaction.atomic
def change_role(membership: Membership, *, role: str, actor) -> Membership:
    """Give the person another role and tell them. Raises GuardFailed where nobody would be left to administer."""
    current = _locked(membership)
    if current.role == role:
        return current
    if role != MemberRole.ADMIN:
        _require_another_admin(
            current, _("This is the last administration. Give somebody else the role of administration first.")
        )
    entry = LogEntry.objects.record(
        current, "change_role", actor=actor, from_state=current.role, to_state=role, details=_of(current)
    )
    current.role = role
    current.save(update_fields=["role"])
    notifications.role_changed(current, entry)
    return current


@transaction.atomic
def leave_organisation(membership: Membership, *, actor) -> Membership:
    """The person stops acting for the organisation; the admins are told. Raises GuardFailed for the last admin."""
    current = _locked(membership)
    _require_another_admin(
        current, _("You are the last administration. Give somebody else the role of administration before you leave.")
    )
    _deactivate(current, "leave", actor)
    notifications.member_left(current)
    return current


@transaction.atomic
def remove_member(membership: Membership, *, actor) -> Membership:
    """Somebody else ends the membership; the person is told. The row stays, so that history keeps its names.

    Raises GuardFailed for the last admin.
    """
    current = _locked(membership)
    _require_another_admin(
        current, _("This is the last administration. Give somebody else the role of administration first.")
    )
    _deactivate(current, "remove", actor)
    notifications.member_removed(current)
    return current


@transaction.atomic
def end_for_good(membership: Membership, *, actor) -> Membership | None:
    """The person behind the membership is erased: it ends whatever the role, and nobody is told of it here. Return who
    answers for what is left, None where nobody else acts for the organisation. Then it stays without administration,
    and the project lead decides who acts for it."""
    current = _locked(membership)
    successor = _successor(current)
    if successor is None:
        with connection.cursor() as cursor:  # the trigger membership_keeps_an_admin stands aside for this transaction
            cursor.execute("SELECT set_config('portal.merging', 'on', true)")
    elif current.is_admin and not _other_admins(current).exists():
        change_role(successor, role=MemberRole.ADMIN, actor=actor)
    _deactivate(current, "leave", actor)
    return successor


def _other_admins(membership: Membership):
    others = Membership.objects.active().filter(organisation=membership.organisation_id, role=MemberRole.ADMIN)
    return others.exclude(pk=membership.pk)


def _deactivate(membership: Membership, verb: str, actor) -> None:
    membership.is_active, membership.deactivated_at, membership.deactivated_by = False, timezone.now(), actor
    membership.save(update_fields=["is_active", "deactivated_at", "deactivated_by"])
    LogEntry.objects.record(membership, verb, actor=actor, details=_of(membership))
    member_left.send(Membership, membership=membership, successor=_successor(membership), actor=actor)


def _successor(membership: Membership) -> Membership | None:
    """Return who answers for what the person leaves behind: the admin who has been there longest."""
    others = Membership.objects.filter(organisation=membership.organisation_id).exclude(pk=membership.pk)
    in_turn = others.select_related("contact").order_by("joined_at", "pk")
    return in_turn.who_decide().first() or in_turn.active().first()


def admit(organisation: Organisation, contact, *, role: str, actor) -> Membership:
    """Let `contact` act for `organisation`, also after having left; within a transaction that holds its lock.

    Somebody who acts for it already keeps the higher of both roles.
    """
    membership = Membership.objects.filter(organisation=organisation, contact=contact).first()
    if membership is None:
        membership = Membership(organisation=organisation, contact=contact, role=role)
        verb = "join"
    elif membership.is_active:
        membership.role = MemberRole.ADMIN if MemberRole.ADMIN in (role, membership.role) else role
        verb = "join"
    else:
        membership.role, membership.joined_at = role, timezone.now()
        membership.is_active, membership.deactivated_at, membership.deactivated_by = True, None, None
        verb = "rejoin"
    membership.save()
    LogEntry.objects.record(membership, verb, actor=actor, to_state=membership.role, details=_of(membership))
    return membership


@transaction.atomic
def add_person(
    organisation: Organisation, *, actor, given_name: str, family_name: str, email: str, phone: str, language: str
) -> Contact:
    """Enter somebody whom a lead has spoken with as a person of `organisation`, without an account, and return them.

    The same name at the same address is the same person. Somebody with an account gets no access by this: a contact
    of its own stands for them until they are invited. Raises GuardFailed without a way to reach the person.
    """
    require(email or phone, _("Enter a phone number or an e-mail address."))
    locked = lock_organisation(organisation.pk)
    known = Contact.objects.filter(user=None, erased_at=None, email__iexact=email) if email else Contact.objects.none()
    contact = known.filter(family_name__iexact=family_name).order_by("pk").first()
    if contact is None:
        contact = Contact.objects.create(
            given_name=given_name, family_name=family_name, email=email, phone=phone, language=language
        )
    admit(locked, contact, role=MemberRole.MEMBER, actor=actor)
    return contact


def _of(membership: Membership) -> dict:
    return {"organisation": membership.organisation_id}
