"""Asking to act for an organisation that exists already, and the answer."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import contact_of
from core.models import LogEntry
from core.states import advance, require
from organisations import notifications
from organisations.enums import JoinState, MemberRole
from organisations.models import JoinRequest, Organisation
from organisations.services.members import admit, lock_organisation

MOST_OPEN = 5  # requests of one person


@transaction.atomic
def ask_to_join(organisation: Organisation, *, actor, message: str = "") -> JoinRequest:
    """Ask those who decide, by mail. A second request while one is open returns the first, nothing is written.

    Raises GuardFailed for members, and when too many requests of the person are open.
    """
    contact = contact_of(actor)
    lock_organisation(organisation.pk)
    acting = organisation.memberships.active().filter(contact=contact)
    require(not acting.exists(), _("You act for this organisation already."))
    open_ones = JoinRequest.objects.filter(contact=contact, state=JoinState.OPEN)
    earlier = open_ones.filter(organisation=organisation).first()
    if earlier:
        return earlier
    require(
        open_ones.count() < MOST_OPEN,
        _("Several of your requests are still open. Withdraw one of them before you ask another organisation."),
    )
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(organisation=organisation, contact=contact, message=message.strip())
    except IntegrityError:
        return open_ones.get(organisation=organisation)
    LogEntry.objects.record(request, "ask", actor=actor, to_state=request.state, details=_of(request))
    notifications.join_requested(request)
    return request


@transaction.atomic
def accept_request(request: JoinRequest, *, actor, role: str = MemberRole.MEMBER) -> None:
    """The person acts for the organisation from now on, and is told."""
    organisation = lock_organisation(request.organisation_id)
    advance(
        request,
        "accept",
        actor=actor,
        decided_by=actor,
        decided_at=timezone.now(),
        details={**_of(request), "role": role},
    )
    admit(organisation, request.contact, role=role, actor=actor)
    notifications.join_accepted(request)


@transaction.atomic
def decline_request(request: JoinRequest, *, actor, note: str = "") -> None:
    """The person is told, with `note` where one was written."""
    advance(
        request,
        "decline",
        actor=actor,
        decided_by=actor,
        decided_at=timezone.now(),
        decision_note=note.strip(),
        details=_of(request),
    )
    notifications.join_declined(request)


@transaction.atomic
def withdraw_request(request: JoinRequest, *, actor) -> None:
    advance(request, "withdraw", actor=actor, details=_of(request))


def _of(request: JoinRequest) -> dict:
    return {"organisation": request.organisation_id}
