"""The two keys: what the company and the provider answer. Nothing about a side is revealed before both agreed.

Who answers in the portal is `actor`. Who answers by a link in a mail is `by_link`, a contact that may have no account;
`actor` is then the account behind it, if there is one.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Channel, ConsentPurpose
from accounts.models import Consent, Contact
from core.states import GuardFailed, InvalidTransition, advance, require
from matchmaking import notifications, side_links
from matchmaking.enums import IntroductionState, Side
from matchmaking.models import ContactDisclosure, Introduction, IntroductionQuestion
from matchmaking.services.common import ANSWER_DAYS, count, hold, settle_need
from scheduling.planning import replan

CONTACT_CHECK_DAYS = 14


def _source(by_link: Contact | None) -> dict:
    """What the log says about how the answer came; an answer in the portal needs no word."""
    return {"on_behalf_source": Channel.LINK, "details": {"contact": by_link.pk}} if by_link else {}


def _give_consent(
    introduction: Introduction, *, organisation, actor, by_link: Contact | None, language: str
) -> Consent:
    """Store the consent of the acting person to the frozen text of this introduction. `language` is the one in
    which the text was shown, the person's own where that is not known."""
    if introduction.consent_text is None:
        raise InvalidTransition(f"introduction {introduction.pk}: nobody has been asked for consent yet")
    contact = by_link or Contact.objects.get(user=actor)
    return Consent.objects.create(
        contact=contact,
        organisation=organisation,
        purpose=ConsentPurpose.CONTACT_RELEASE,
        text=introduction.consent_text,
        language=language or contact.language,
        channel=Channel.LINK if by_link else Channel.PORTAL,
        recorded_by=actor,
        given_at=timezone.now(),
    )


@transaction.atomic
def company_agrees(introduction: Introduction, *, actor, by_link: Contact | None = None, language: str = "") -> None:
    """The first key: the company agrees, and only now the provider is asked with the anonymous summary."""
    hold(introduction)
    consent = _give_consent(
        introduction, organisation=introduction.need.organisation, actor=actor, by_link=by_link, language=language
    )
    advance(
        introduction,
        "company_agrees",
        actor=actor,
        **_source(by_link),
        company_consent=consent,
        company_contact=consent.contact,
        provider_contact=introduction.offer.contact,
        provider_asked_at=timezone.now(),
        answer_due_on=timezone.localdate() + timedelta(days=ANSWER_DAYS),
    )
    count("company_agreed", introduction)
    notifications.consent_noted(introduction, consent, Side.COMPANY)
    notifications.provider_asked(introduction)


@transaction.atomic
def company_declines(
    introduction: Introduction, *, actor, reason: str, note: str = "", by_link: Contact | None = None
) -> None:
    """The company says no; only the lead learns of it."""
    _decline(introduction, "company_declines", actor=actor, reason=reason, note=note, by_link=by_link)
    notifications.company_declined(introduction)


@transaction.atomic
def provider_agrees(introduction: Introduction, *, actor, by_link: Contact | None = None, language: str = "") -> None:
    """The second key: contact data is released to both sides at the same moment, in one joint mail.

    Raises GuardFailed when the company's consent is withdrawn or was given to another text.
    """
    company_consent = hold(introduction).company_consent
    require(
        company_consent is not None and company_consent.is_valid,
        _("The other side has not agreed or has withdrawn its consent."),
    )
    require(
        company_consent.text_id == introduction.consent_text_id,
        _("Both sides must agree to the same text. Please ask the project lead."),
    )
    consent = _give_consent(
        introduction, organisation=introduction.offer.organisation, actor=actor, by_link=by_link, language=language
    )
    now = timezone.now()
    advance(
        introduction,
        "provider_agrees",
        actor=actor,
        **_source(by_link),
        provider_consent=consent,
        provider_contact=consent.contact,
        introduced_at=now,
        answer_due_on=None,
        contact_check_due_on=timezone.localdate(now) + timedelta(days=CONTACT_CHECK_DAYS),
    )
    ContactDisclosure.objects.bulk_create(
        [
            ContactDisclosure(
                introduction=introduction,
                contact=company_consent.contact,
                recipient=introduction.offer.organisation,
                released_at=now,
            ),
            ContactDisclosure(
                introduction=introduction,
                contact=consent.contact,
                recipient=introduction.need.organisation,
                released_at=now,
            ),
        ]
    )
    count("introduced", introduction)
    notifications.introduced(introduction)
    notifications.consent_noted(introduction, consent, Side.PROVIDER)


@transaction.atomic
def provider_declines(
    introduction: Introduction, *, actor, reason: str, note: str = "", by_link: Contact | None = None
) -> None:
    """The provider says no; the lead learns why, the company gets a neutral text."""
    _decline(introduction, "provider_declines", actor=actor, reason=reason, note=note, by_link=by_link)
    notifications.provider_declined(introduction)


def _decline(
    introduction: Introduction, transition: str, *, actor, reason: str, note: str, by_link: Contact | None
) -> None:
    require(reason, _("Choose a reason."))
    hold(introduction)
    advance(
        introduction,
        transition,
        actor=actor,
        **_source(by_link),
        reason=reason,
        decline_reason=reason,
        decline_note=note.strip(),
        closed_at=timezone.now(),
    )
    count(introduction.state, introduction)
    settle_need(introduction)


@transaction.atomic
def ask_question(
    introduction: Introduction, *, actor, text: str, by_link: Contact | None = None
) -> IntroductionQuestion:
    """The side that is being asked wants to know something first; its clock stops until the lead answered."""
    require(text.strip(), _("Write your question."))
    side = Side.COMPANY if introduction.state == IntroductionState.AWAITING_COMPANY else Side.PROVIDER
    hold(introduction)
    advance(introduction, "ask_question", actor=actor, **_source(by_link))
    try:
        with transaction.atomic():
            question = IntroductionQuestion.objects.create(
                introduction=introduction,
                side=side,
                text=text.strip(),
                contact=by_link or Contact.objects.get(user=actor),
                asked_by=actor,
            )
    except IntegrityError:
        raise GuardFailed([_("Your last question is still open. We answer it first.")]) from None
    replan(introduction)
    side_links.stop_the_clock(introduction)
    notifications.question_asked(question)
    return question


@transaction.atomic
def lapse(introduction: Introduction) -> None:
    """The time limit has passed without an answer and without an open question."""
    due_on = hold(introduction).answer_due_on
    require(due_on is not None and due_on < timezone.localdate(), _("The time limit has not passed."))
    require(
        not introduction.questions.filter(answered_at__isnull=True).exists(),
        _("A question is open; the clock stands still."),
    )
    asked = introduction.state
    advance(introduction, "lapse", actor=None, closed_at=timezone.now())
    count("lapsed", introduction)
    notifications.lapsed(introduction, asked)
    settle_need(introduction)


@transaction.atomic
def withdraw_consent(introduction: Introduction, *, actor, side: str, by_link: Contact | None = None) -> None:
    """Take back the consent of `side`: contact data is hidden from now on, figures keep counting."""
    locked = hold(introduction)
    consent = locked.company_consent if side == Side.COMPANY else locked.provider_consent
    require(consent is not None and consent.is_valid, _("There is no consent to withdraw."))
    now = timezone.now()
    fields = {"withdrawn_by_side": side, "closed_at": now}
    advance(introduction, "withdraw_consent", actor=actor, **_source(by_link), **fields)
    Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(withdrawn_at=now)
    introduction.refresh_from_db()
    count("consent_withdrawn", introduction)
    notifications.consent_withdrawn(introduction)
    settle_need(introduction)
