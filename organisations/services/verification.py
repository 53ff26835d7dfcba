"""The hub checks that an organisation is real; the applicant hears each decision."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.facts import record_event
from core.states import advance, require
from organisations import notifications
from organisations.facts import organisation_attributes
from organisations.models import Organisation, VerificationQuestion


def _count(kind: str, organisation: Organisation) -> None:
    record_event(kind, attributes=organisation_attributes(organisation), organisation_id=organisation.pk)


@transaction.atomic
def verify_organisation(organisation: Organisation, *, actor) -> None:
    """From now on the organisation may submit and publish; its admins are told."""
    advance(organisation, "verify", actor=actor, verified_at=timezone.now(), verified_by=actor)
    _count("organisation_verified", organisation)
    notifications.organisation_verified(organisation)


@transaction.atomic
def ask_organisation(organisation: Organisation, *, actor, text: str) -> VerificationQuestion:
    """Return the registration with a question; the admins receive it by mail."""
    require(text.strip(), _("Write the question."))
    advance(organisation, "return_with_question", actor=actor)
    question = VerificationQuestion.objects.create(organisation=organisation, text=text.strip(), asked_by=actor)
    notifications.organisation_returned(organisation, question)
    return question


@transaction.atomic
def answer_question(organisation: Organisation, *, actor, text: str) -> None:
    """Answer the open question: the organisation is in the queue again, the leads are told."""
    require(text.strip(), _("Write the answer."))
    advance(organisation, "answer_question", actor=actor)
    organisation.verification_questions.filter(answered_at__isnull=True).update(
        answer=text.strip(), answered_by=actor, answered_at=timezone.now()
    )
    notifications.organisation_answered(organisation)


@transaction.atomic
def reject_organisation(organisation: Organisation, *, actor, reason: str, text: str) -> None:
    """Reject with a reason code and a text that the admins read."""
    require(reason, _("Choose a reason."))
    require(text.strip(), _("Explain the decision to the organisation."))
    advance(
        organisation,
        "reject",
        actor=actor,
        reason=reason,
        reject_reason=reason,
        decision_note=text.strip(),
        verified_at=timezone.now(),
        verified_by=actor,
    )
    _count("organisation_rejected", organisation)
    notifications.organisation_rejected(organisation)


@transaction.atomic
def withdraw_organisation(organisation: Organisation, *, actor) -> None:
    """The organisation does not want to be checked any more; drafts stay, nothing of it is shown."""
    advance(organisation, "withdraw", actor=actor)


@transaction.atomic
def resubmit_organisation(organisation: Organisation, *, actor) -> None:
    """A withdrawn organisation wants to be checked after all; the leads are told."""
    advance(organisation, "resubmit", actor=actor)
    notifications.organisation_resubmitted(organisation)


@transaction.atomic
def check_again(organisation: Organisation, *, actor) -> None:
    """Take a decision back. What the organisation submitted stays where it is, but moves no further meanwhile."""
    advance(
        organisation,
        "check_again",
        actor=actor,
        verified_at=None,
        verified_by=None,
        reject_reason="",
        decision_note="",
    )
    notifications.organisation_checked_again(organisation)
