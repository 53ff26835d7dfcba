"""Which mail goes to whom when an organisation is checked or its people change."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.selectors import leads_of_region
from core.models import LogEntry
from mail.letters import Letter
from mail.links import absolute
from mail.services import post, post_to
from organisations.models import Invitation, JoinRequest, Membership, Organisation, VerificationQuestion
from organisations.selectors import addressees_of, admins_of, deciders_of, verification_due_on

Text = Callable[[], Any]


def _tell(
    people: Iterable,
    kind: str,
    about,
    occasion: datetime | int,
    *,
    subject: Text,
    body: Callable[[], list[str]],
    facts: Callable[[], list[tuple[str, str]]],
    action: Callable[[], tuple[str, str]],
) -> None:
    """Write to each of `people` in their language; a moment or the number of a log entry names the `occasion`."""
    mark = occasion.isoformat() if isinstance(occasion, datetime) else occasion
    for contact in people:

        def letter(contact=contact) -> Letter:
            label, path = action()
            return Letter(
                subject=subject(),
                greeting_name=contact.full_name,
                paragraphs=tuple(body()),
                facts=tuple(facts()),
                action=(label, absolute(path)),
            )

        post_to(contact, letter, kind=kind, key=f"{kind}:{about.pk}:{mark}:{contact.pk}", about=about)


def _tell_admins(organisation: Organisation, kind: str, *, subject: Text, body: Callable[[], list[str]]) -> None:
    _tell(
        addressees_of(organisation),
        f"organisation.{kind}",
        organisation,
        organisation.verification_changed_at,
        subject=subject,
        body=body,
        facts=lambda: [(_("Organisation"), organisation.name)],
        action=lambda: (_("Open the organisation"), organisation.get_absolute_url()),
    )


def _tell_leads(organisation: Organisation, kind: str, *, subject: Text, body: Callable[[], list[str]]) -> None:
    _tell(
        leads_of_region(organisation.region),
        f"organisation.{kind}.lead",
        organisation,
        organisation.verification_changed_at,
        subject=subject,
        body=body,
        facts=lambda: [
            (_("Organisation"), organisation.name),
            (_("Place"), organisation.place),
            (_("Kind"), organisation.get_kind_display()),
        ],
        action=lambda: (_("Check the organisation"), reverse("organisations:verification", args=[organisation.pk])),
    )


def organisation_registered(organisation: Organisation, contact) -> None:
    due_on = verification_due_on(organisation)
    _tell_admins(
        organisation,
        "registered",
        subject=lambda: _("We have received the registration of %(name)s") % {"name": organisation.name},
        body=lambda: [
            _("thank you. We check now whether the organisation is real and belongs to those we work for."),
            _(
                "You will hear from us by %(date)s. Until then you can prepare needs and offers as drafts; "
                "nobody outside your organisation sees them."
            )
            % {"date": date_format(due_on)},
        ],
    )
    _tell_leads(
        organisation,
        "registered",
        subject=lambda: _("New organisation: %(name)s") % {"name": organisation.name},
        body=lambda: [
            _("%(person)s has registered an organisation. The reply is due by %(date)s.")
            % {"person": contact.full_name, "date": date_format(due_on)}
        ],
    )


def organisation_verified(organisation: Organisation) -> None:
    _tell_admins(
        organisation,
        "verified",
        subject=lambda: _("%(name)s is verified") % {"name": organisation.name},
        body=lambda: [
            _("your organisation is verified. You can submit needs and offers from now on."),
            _("As before, nobody learns your name through an introduction before you agree to it."),
        ],
    )


def organisation_returned(organisation: Organisation, question: VerificationQuestion) -> None:
    _tell_admins(
        organisation,
        "returned",
        subject=lambda: _("A question about %(name)s") % {"name": organisation.name},
        body=lambda: [_("we have a question before we can verify your organisation:"), question.text],
    )


def organisation_answered(organisation: Organisation) -> None:
    _tell_leads(
        organisation,
        "answered",
        subject=lambda: _("Answer received: %(name)s") % {"name": organisation.name},
        body=lambda: [_("the question about the organisation is answered. It can be checked again.")],
    )


def organisation_rejected(organisation: Organisation) -> None:
    _tell_admins(
        organisation,
        "rejected",
        subject=lambda: _("We cannot verify %(name)s") % {"name": organisation.name},
        body=lambda: [
            _("we cannot verify your organisation. Reason: %(reason)s.")
            % {"reason": organisation.get_reject_reason_display()},
            organisation.decision_note,
            _("If something has changed, or we are mistaken, please reply to this message."),
        ],
    )


def organisation_resubmitted(organisation: Organisation) -> None:
    _tell_leads(
        organisation,
        "resubmitted",
        subject=lambda: _("To be checked after all: %(name)s") % {"name": organisation.name},
        body=lambda: [_("the organisation had withdrawn its registration and has submitted it again.")],
    )


def organisation_checked_again(organisation: Organisation) -> None:
    _tell_admins(
        organisation,
        "checked_again",
        subject=lambda: _("We check %(name)s once more") % {"name": organisation.name},
        body=lambda: [
            _("we check the data of your organisation once more. Until then your cases rest; nothing is lost."),
            _("You will hear from us by %(date)s.") % {"date": date_format(verification_due_on(organisation))},
        ],
    )


def join_requested(request: JoinRequest) -> None:
    message = [_("Their message:"), request.message] if request.message else []
    _tell(
        deciders_of(request.organisation),
        "join_request.asked",
        request,
        request.created_at,
        subject=lambda: _("%(person)s would like to act for %(name)s") % _names(request),
        body=lambda: [
            _("%(person)s (%(address)s) says to belong to %(name)s. Do you know this person? Then accept the request.")
            % {**_names(request), "address": request.contact.email},
            *message,
        ],
        facts=lambda: [(_("Organisation"), request.organisation.name)],
        action=lambda: (_("Decide on the request"), request.get_absolute_url()),
    )


def join_accepted(request: JoinRequest) -> None:
    _tell(
        [request.contact],
        "join_request.accepted",
        request,
        request.state_changed_at,
        subject=lambda: _("You act for %(name)s now") % _names(request),
        body=lambda: [_("your request was accepted. You see the needs and offers of the organisation from now on.")],
        facts=lambda: [(_("Organisation"), request.organisation.name)],
        action=lambda: (_("Open the organisation"), request.organisation.get_absolute_url()),
    )


def join_declined(request: JoinRequest) -> None:
    note = [request.decision_note] if request.decision_note else []
    _tell(
        [request.contact],
        "join_request.declined",
        request,
        request.state_changed_at,
        subject=lambda: _("Your request to act for %(name)s") % _names(request),
        body=lambda: [
            _("your request was not accepted."),
            *note,
            _("If you think this is a mistake, please reply to this message."),
        ],
        facts=lambda: [(_("Organisation"), request.organisation.name)],
        action=lambda: (_("Look for your organisation"), reverse("organisations:start")),
    )


def _names(request: JoinRequest) -> dict[str, str]:
    return {"person": request.contact.full_name, "name": request.organisation.name}


def invited(invitation: Invitation, token: str) -> None:
    """The only place that ever holds the secret of the link; the outbox blanks the text once it has left."""
    organisation = invitation.organisation
    with override(invitation.language):
        letter = Letter(
            subject=_("Invitation: act for %(name)s in the portal") % {"name": organisation.name},
            paragraphs=(
                _("%(person)s invites you to act for %(name)s in the portal of the Digitales Zentrum Mittelstand.")
                % {"person": invitation.invited_by.get_full_name(), "name": organisation.name},
                _("You need an account with this e-mail address; if you have none yet, you can open one."),
            ),
            facts=((_("Organisation"), organisation.name), (_("Role"), str(invitation.get_role_display()))),
            action=(_("Open the invitation"), absolute(invitation_path(token))),
            closing=(
                _("The link is valid until %(date)s and only for you. Please do not pass it on.")
                % {"date": date_format(invitation.expires_at)},
                _("You do not know the organisation? Then you need not do anything."),
            ),
        )
    post(
        letter,
        to=[invitation.email],
        kind="invitation.sent",
        key=f"invitation.sent:{invitation.pk}:{invitation.sent_at.isoformat()}",
        language=invitation.language,
        about=invitation,
        is_confidential=True,
    )


def invitation_path(token: str) -> str:
    """Return the address of an invitation. The secret is in the query, which no log keeps."""
    return reverse("organisations:invitation", query={"token": token})


def invitation_accepted(invitation: Invitation, contact) -> None:
    inviter = getattr(invitation.invited_by, "contact", None)
    if inviter is None:
        return
    names = {"person": contact.full_name, "name": invitation.organisation.name}
    _tell(
        [inviter],
        "invitation.accepted",
        invitation,
        invitation.accepted_at,
        subject=lambda: _("%(person)s acts for %(name)s now") % names,
        body=lambda: [_("your invitation was accepted.")],
        facts=lambda: [(_("Organisation"), invitation.organisation.name)],
        action=lambda: (_("Open the organisation"), invitation.organisation.get_absolute_url()),
    )


def role_changed(membership: Membership, entry: LogEntry) -> None:
    """`entry` is the record of the change. Who changes the own role knows."""
    if membership.contact.user_id == entry.actor_id:
        return
    _tell(
        [membership.contact],
        "membership.role_changed",
        membership,
        entry.pk,
        subject=lambda: _("Your role at %(name)s") % {"name": membership.organisation.name},
        body=lambda: [_("your role has been changed. It is now: %(role)s.") % {"role": membership.get_role_display()}],
        facts=lambda: [(_("Organisation"), membership.organisation.name)],
        action=lambda: (_("Open the organisation"), membership.organisation.get_absolute_url()),
    )


def member_left(membership: Membership) -> None:
    _tell(
        admins_of(membership.organisation),
        "membership.left",
        membership,
        membership.deactivated_at,
        subject=lambda: (
            _("%(person)s has left %(name)s")
            % {"person": membership.contact.full_name, "name": membership.organisation.name}
        ),
        body=lambda: [
            _(
                "%(person)s does not act for the organisation any more. Open cases of this person have passed to the "
                "administration that has been there longest."
            )
            % {"person": membership.contact.full_name}
        ],
        facts=lambda: [(_("Organisation"), membership.organisation.name)],
        action=lambda: (_("See who acts"), reverse("organisations:people", args=[membership.organisation_id])),
    )


def member_removed(membership: Membership) -> None:
    _tell(
        [membership.contact],
        "membership.removed",
        membership,
        membership.deactivated_at,
        subject=lambda: _("You do not act for %(name)s any more") % {"name": membership.organisation.name},
        body=lambda: [
            _("an administration of the organisation has ended your membership. Your account stays."),
            _("If you think this is a mistake, please contact the organisation or reply to this message."),
        ],
        facts=lambda: [(_("Organisation"), membership.organisation.name)],
        action=lambda: (_("Your account"), reverse("accounts:profile")),
    )
