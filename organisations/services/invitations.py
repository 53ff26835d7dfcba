"""Inviting an address to act for an organisation: for people with and without an account."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.selectors import has_confirmed
from accounts.services import contact_of
from core.models import LogEntry
from core.states import GuardFailed, InvalidTransition, advance, require
from organisations import notifications
from organisations.enums import JoinState
from organisations.models import Invitation, JoinRequest, Membership, Organisation
from organisations.services.members import admit, lock_organisation
from organisations.tokens import hash_of, new_token

MOST_PENDING = 50  # invitations of one organisation


def _period() -> timedelta:
    return timedelta(days=settings.INVITATION_DAYS)


@transaction.atomic
def invite(organisation: Organisation, *, email: str, role: str, language: str, actor) -> Invitation:
    """Send an invitation with a link that is valid for INVITATION_DAYS. Raises GuardFailed when the address
    belongs to a member or was invited already."""
    email = email.strip().lower()
    lock_organisation(organisation.pk)
    acting = organisation.memberships.active().filter(contact__email__iexact=email)
    require(not acting.exists(), _("This person acts for the organisation already."))
    pending = organisation.invitations.pending()
    require(
        not pending.filter(email=email).exists(), _("This address has been invited already. You can send it again.")
    )
    require(pending.count() < MOST_PENDING, _("Too many invitations are open. Withdraw some of them first."))
    token, now = new_token(), timezone.now()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organisation=organisation,
                email=email,
                role=role,
                language=language,
                token_hash=hash_of(token),
                invited_by=actor,
                created_at=now,
                sent_at=now,
                expires_at=now + _period(),
            )
    except IntegrityError:
        raise GuardFailed([_("This address has been invited already. You can send it again.")]) from None
    LogEntry.objects.record(invitation, "invite", actor=actor, to_state=invitation.state, details=_of(invitation))
    notifications.invited(invitation, token)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, actor) -> None:
    """Send a new link with a new period; the old link stops working."""
    token, now = new_token(), timezone.now()
    advance(
        invitation,
        "resend",
        actor=actor,
        token_hash=hash_of(token),
        sent_at=now,
        expires_at=now + _period(),
        details=_of(invitation),
    )
    notifications.invited(invitation, token)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor) -> None:
    """The link stops working; nobody is told."""
    advance(invitation, "withdraw", actor=actor, details=_of(invitation))


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation behind a link, whatever its state; None for a link that never was or was replaced."""
    if not token:
        return None
    invitations = Invitation.objects.select_related("organisation__region", "invited_by__contact")
    return invitations.filter(token_hash=hash_of(token)).first()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, actor) -> Membership:
    """`actor` acts for the organisation from now on; who invited is told. An own open request to join ends with it.

    Raises GuardFailed unless the invited address is a confirmed one of `actor`, InvalidTransition for an
    invitation that has expired or was used or withdrawn.
    """
    organisation = lock_organisation(invitation.organisation_id)
    require(
        has_confirmed(actor, invitation.email),
        _("This invitation is for another e-mail address. Sign in with the address it was sent to."),
    )
    if not invitation.is_usable(timezone.now()):
        raise InvalidTransition(f"invitation {invitation.pk} is over")
    contact = contact_of(actor)
    advance(
        invitation,
        "accept",
        actor=actor,
        accepted_by=contact,
        accepted_at=timezone.now(),
        details=_of(invitation),
    )
    membership = admit(organisation, contact, role=invitation.role, actor=actor)
    for request in JoinRequest.objects.filter(organisation=organisation, contact=contact, state=JoinState.OPEN):
        advance(request, "withdraw", actor=actor, details=_of(invitation))
    notifications.invitation_accepted(invitation, contact)
    return membership


def expire_invitations(now: datetime) -> int:
    """Record that overdue invitations have expired; return how many. Runs any number of times."""
    count = 0
    for invitation in Invitation.objects.overdue(now).iterator():
        try:
            advance(invitation, "expire", actor=None, details=_of(invitation))
        except InvalidTransition:
            continue  # accepted or withdrawn at this very moment
        count += 1
    return count


def _of(invitation: Invitation) -> dict:
    return {"organisation": invitation.organisation_id}
