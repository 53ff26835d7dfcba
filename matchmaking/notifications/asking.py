"""Letters that ask a side, and those about its questions and its silence."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.escalation import Missed, escalate
from accounts.models import Consent, Contact
from matchmaking import side_links
from matchmaking.enums import IntroductionState, Side
from matchmaking.models import Introduction, IntroductionQuestion
from matchmaking.notifications.writing import answer_now, parties, tell_leads, write
from matchmaking.permissions import can_moderate_introduction
from scheduling.moments import announced_day


def company_asked(introduction: Introduction) -> None:
    teaser, contact = introduction.offer_teaser, introduction.company_contact

    write(
        introduction,
        contact,
        "company_asked",
        lambda: _("A proposal for your need %(number)s") % {"number": introduction.need.number},
        lambda: [
            _("We have found a provider that could fit your need. This is the offer, still without a name:"),
            f"{teaser.title}. {teaser.text}",
            _("Why we suggest it: %(note)s") % {"note": introduction.shortlist_note},
            _("The provider knows nothing of you yet. Please answer by %(date)s.")
            % {"date": date_format(introduction.answer_due_on)},
        ],
        lambda: [(_("Your need"), f"{introduction.need.number}, {introduction.need.title}")],
        editable=(0, 2),  # not what was checked (the summary) and not the date
        side=Side.COMPANY,
        **answer_now(introduction, contact),
    )


def provider_asked(introduction: Introduction) -> None:
    teaser, contact = introduction.need_teaser, introduction.provider_contact
    offer = introduction.offer

    write(
        introduction,
        contact,
        "provider_asked",
        lambda: _("A company is interested in your offer %(number)s") % {"number": offer.number},
        lambda: [
            _("A company would like to get to know you. This is what it is looking for, still without a name:"),
            f"{teaser.title}. {teaser.text}",
            _("If you agree, both sides receive the contact data at the same moment. Please answer by %(date)s.")
            % {"date": date_format(introduction.answer_due_on)},
        ],
        lambda: [(_("Your offer"), f"{offer.number}, {offer.title}")],
        editable=(0,),
        side=Side.PROVIDER,
        **answer_now(introduction, contact),
    )


def consent_noted(introduction: Introduction, consent: Consent, side: str) -> None:
    """Whoever gave a consent can take it back as easily, hence a link of their own."""
    write(
        introduction,
        consent.contact,
        "consent_noted",
        lambda: _("Your consent to %(number)s") % {"number": introduction.number},
        lambda: [
            _("You have agreed that we pass on your contact data as soon as the other side agrees too.")
            if side == Side.COMPANY
            else _("You have agreed that we pass on your contact data."),
            _("You can withdraw your consent at any time, without giving a reason."),
        ],
        occasion=f"consent:{consent.pk}",
        side=side,
        action=lambda: (_("Withdraw consent"), side_links.withdraw_link(introduction, consent, side)),
        closing=lambda: [_("The link first shows what a withdrawal means. It is for you alone.")],
    )


def asked_person_left(introduction: Introduction, side: str, successor: Contact | None) -> None:
    """The person who was to answer for `side` acts for the organisation no more. `successor` has been asked instead;
    None where nobody else is known there."""
    tell_leads(
        introduction,
        "asked_person_left",
        lambda: _("Who answers has changed: %(number)s") % {"number": introduction.number},
        lambda: [
            _("The person who was asked no longer acts for the company.")
            if side == Side.COMPANY
            else _("The person who was asked no longer acts for the provider."),
            _("%(name)s has received the question instead. The time limit stays the same.")
            % {"name": successor.full_name}
            if successor
            else _("Nobody else is known there. Please find out who answers."),
        ],
        occasion=f"left:{introduction.pk}:{timezone.now().isoformat()}",
    )


def answer_missing(introduction: Introduction, *, occasion: str) -> None:
    """The side that is asked has not answered yet; nothing is said of the other one."""
    asked_company = introduction.state == IntroductionState.AWAITING_COMPANY
    until = announced_day(introduction.answer_due_on)
    need, offer = introduction.need, introduction.offer
    contact = introduction.company_contact if asked_company else introduction.provider_contact

    write(
        introduction,
        contact,
        "remind",
        lambda: (
            _("Reminder: a proposal for your need %(number)s") % {"number": need.number}
            if asked_company
            else _("Reminder: a company is interested in your offer %(number)s") % {"number": offer.number}
        ),
        lambda: [
            _("We have not heard yet whether you want to get to know the other side."),
            _("It knows nothing about you so far."),
            _("Please answer by %(date)s: yes, no, or a question to us, which stops the clock.")
            % {"date": date_format(until)},
            _("Without an answer the proposal ends on the day after. Nobody learns who you are then."),
        ],
        lambda: [
            (_("Your need"), f"{need.number}, {need.title}")
            if asked_company
            else (_("Your offer"), f"{offer.number}, {offer.title}")
        ],
        occasion=f"{introduction.pk}:{occasion}",
        side=Side.COMPANY if asked_company else Side.PROVIDER,
        **answer_now(introduction, contact),
    )


def left_lying(introduction: Introduction, due_on: date, *, has_question: bool, occasion: str) -> None:
    """The other leads are told that the hub lets somebody wait."""
    need = introduction.need
    missed = Missed(
        case=introduction,
        number=introduction.number or need.number,
        what=lambda: (
            _("A side that is asked for its consent waits for the answer to its question.")
            if has_question
            else _("A proposal is on the shortlist, and the company has not been asked yet.")
        ),
        due_on=due_on,
        assigned_to=need.assigned_to,
        region=need.region,
        biased_for=(introduction, need),
        facts=lambda: parties(introduction),
        can_view=lambda user: can_moderate_introduction(user, introduction),
    )
    escalate(missed, kind="introduction.escalate", occasion=occasion)


def question_asked(question: IntroductionQuestion) -> None:
    introduction = question.introduction
    tell_leads(
        introduction,
        "question_asked",
        lambda: _("Question about %(number)s") % {"number": introduction.number},
        lambda: [
            _("The company asks:") if question.side == Side.COMPANY else _("The provider asks:"),
            question.text,
            _("Its time limit stands still until you have answered."),
        ],
        occasion=f"question:{question.pk}",
    )


def question_answered(question: IntroductionQuestion) -> None:
    introduction = question.introduction
    still_asked = side_links.ASKED_SIDE.get(introduction.state) == question.side
    write(
        introduction,
        question.contact,
        "question_answered",
        lambda: _("Answer to your question about %(number)s") % {"number": introduction.number},
        lambda: [
            question.answer,
            *(
                [_("Please answer the proposal by %(date)s.") % {"date": date_format(introduction.answer_due_on)}]
                if still_asked
                else []
            ),
        ],
        occasion=f"question:{question.pk}",
        side=question.side,
        **(answer_now(introduction, question.contact) if still_asked else {}),
    )
