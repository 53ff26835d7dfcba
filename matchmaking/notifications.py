"""Which mail goes to whom when an introduction moves.

Before both sides have agreed no letter to one side holds anything of the other but the checked anonymous
summary. Subjects never name a firm.
"""

from collections.abc import Callable
from datetime import date

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.escalation import Missed, escalate
from accounts.models import Consent, Contact
from accounts.selectors import lead_contacts
from mail.addresses import named_address
from mail.letters import Letter
from mail.links import absolute
from mail.services import post, post_to
from matchmaking import side_links
from matchmaking.enums import IntroductionState, Side
from matchmaking.models import Introduction, IntroductionQuestion
from matchmaking.permissions import can_moderate_introduction
from scheduling.moments import announced_day

Text = Callable[[], str]
Texts = Callable[[], list[str]]


def _write(
    introduction: Introduction,
    contact: Contact,
    kind: str,
    subject: Text,
    body: Texts,
    facts: Callable[[], list[tuple[str, str]]] = list,
    occasion: str = "",
    editable: tuple[int, ...] = (),
    side: str = "",
    action: Callable[[], tuple[str, str]] | None = None,
    closing: Texts = list,
) -> None:
    """Post one letter. A state is entered at one moment only, so that moment names the occasion unless
    another is given. `editable` numbers the paragraphs a lead may change; a letter that has some asks for consent and
    quotes its text, in the version that was frozen for this introduction. A letter to a `side` says at its foot where
    that side's case stands."""

    def letter() -> Letter:
        return Letter(
            subject=subject(),
            greeting_name=contact.full_name,
            paragraphs=body(),
            facts=facts(),
            action=action() if action else (_("Open the case"), absolute(introduction.get_absolute_url())),
            closing=tuple(closing()),
            status_url=side_links.status_link(introduction, contact, side) if side else "",
            consent=introduction.consent_text.text(contact.language) if editable else "",
            editable=editable,
        )

    kind = f"introduction.{kind}"
    occasion = occasion or f"{introduction.pk}:{introduction.state_changed_at.isoformat()}"
    post_to(contact, letter, kind=kind, key=f"{kind}:{occasion}:{contact.pk}", about=introduction)


def _tell_leads(introduction: Introduction, kind: str, subject: Text, body: Texts, occasion: str = "") -> None:
    need = introduction.need
    for contact in lead_contacts(need.assigned_to, need.region):
        _write(introduction, contact, f"{kind}.lead", subject, body, lambda: _parties(introduction), occasion)


def _parties(introduction: Introduction) -> list[tuple[str, str]]:
    """Return who meets whom about what, for leads."""
    need = introduction.need
    return [
        (_("Need"), f"{need.number}, {need.title}"),
        (_("Company"), need.organisation.name),
        (_("Provider"), introduction.offer.organisation.name),
    ]


def _answer_now(introduction: Introduction, contact: Contact) -> dict:
    """What a letter that asks for an answer carries: the link of this person, and the way through the portal."""
    return {
        "action": lambda: (_("Read and answer"), side_links.answer_link(introduction, contact)),
        "closing": lambda: [
            _("You need not sign in. The link is for you alone; please do not pass it on."),
            _("In the portal you find the case here: %(url)s") % {"url": absolute(introduction.get_absolute_url())},
        ],
    }


def company_asked(introduction: Introduction) -> None:
    teaser, contact = introduction.offer_teaser, introduction.company_contact

    _write(
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
        **_answer_now(introduction, contact),
    )


def provider_asked(introduction: Introduction) -> None:
    teaser, contact = introduction.need_teaser, introduction.provider_contact
    offer = introduction.offer

    _write(
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
        **_answer_now(introduction, contact),
    )


def consent_noted(introduction: Introduction, consent: Consent, side: str) -> None:
    """Whoever gave a consent can take it back as easily, hence a link of their own."""
    _write(
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
    _tell_leads(
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

    _write(
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
        **_answer_now(introduction, contact),
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
        facts=lambda: _parties(introduction),
        can_view=lambda user: can_moderate_introduction(user, introduction),
    )
    escalate(missed, kind="introduction.escalate", occasion=occasion)


def company_declined(introduction: Introduction) -> None:
    _tell_leads(
        introduction,
        "company_declined",
        lambda: _("The company has declined: %(number)s") % {"number": introduction.number},
        lambda: _reason_of_decline(introduction),
    )


def provider_declined(introduction: Introduction) -> None:
    _tell_leads(
        introduction,
        "provider_declined",
        lambda: _("The provider has declined: %(number)s") % {"number": introduction.number},
        lambda: _reason_of_decline(introduction),
    )
    _write(
        introduction,
        introduction.company_contact,
        "ended",
        lambda: _("The proposal %(number)s did not work out") % {"number": introduction.number},
        lambda: [
            _("This time no contact comes about. It says nothing about you or your need."),
            _("Your name was not passed on. We keep looking for you."),
        ],
        side=Side.COMPANY,
    )


def _reason_of_decline(introduction: Introduction) -> list[str]:
    paragraphs = [_("The reason: %(reason)s.") % {"reason": introduction.get_decline_reason_display()}]
    return [*paragraphs, introduction.decline_note] if introduction.decline_note else paragraphs


def introduced(introduction: Introduction) -> None:
    """One joint mail to both sides with the lead in copy: the moment contact data flows."""
    company, provider = introduction.company_contact, introduction.provider_contact
    leads = lead_contacts(introduction.need.assigned_to, introduction.need.region)
    # Two readers, one letter: German unless both prefer English.
    language = "en" if company.language == provider.language == "en" else "de"
    with translation.override(language):
        letter = Letter(
            subject=_("May I introduce you? %(number)s") % {"number": introduction.number},
            greeting_name=_("%(one)s and %(other)s") % {"one": company.full_name, "other": provider.full_name},
            paragraphs=[
                _("You have both agreed to get to know each other. Here is how you reach one another."),
                _("It is about: %(title)s") % {"title": introduction.need_teaser.title},
                _("Please arrange a first talk within two weeks. Simply reply to all."),
            ],
            facts=[
                (introduction.need.organisation.name, contact_line(company)),
                (introduction.offer.organisation.name, contact_line(provider)),
            ],
            action=(_("Open the case"), absolute(introduction.get_absolute_url())),
        )
        post(
            letter,
            to=[_to(company), _to(provider)],
            cc=[_to(lead) for lead in leads],
            reply_to=[_to(person) for person in (company, provider, *leads)],
            key=f"introduction.introduced:{introduction.pk}",
            kind="introduction.introduced",
            language=language,
            about=introduction,
        )


def _to(contact: Contact) -> str:
    return named_address(contact.full_name, contact.email)


def contact_line(contact: Contact) -> str:
    """Return name, mail address and phone in one line."""
    return ", ".join(part for part in (contact.full_name, contact.email, contact.phone) if part)


def question_asked(question: IntroductionQuestion) -> None:
    introduction = question.introduction
    _tell_leads(
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
    _write(
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
        **(_answer_now(introduction, question.contact) if still_asked else {}),
    )


def lapsed(introduction: Introduction, asked_in_state: str) -> None:
    """`asked_in_state` says which side let the time limit pass."""
    _tell_leads(
        introduction,
        "lapsed",
        lambda: _("Time limit passed: %(number)s") % {"number": introduction.number},
        lambda: [_("There was no answer within the time limit.")],
    )
    side = side_links.ASKED_SIDE[asked_in_state]
    asked = introduction.need.contact if side == Side.COMPANY else introduction.provider_contact
    _write(
        introduction,
        asked,
        "lapsed",
        lambda: _("The proposal %(number)s has expired") % {"number": introduction.number},
        lambda: [_("The time limit for your answer has passed. Please reply if you are still interested.")],
        side=side,
    )


def made_obsolete(introduction: Introduction) -> None:
    """A side hears of it only if it had been asked, in neutral words; the lead only of cases under way."""
    if introduction.company_asked_at is None:
        return
    _tell_leads(
        introduction,
        "obsolete",
        lambda: _("No longer current: %(number)s") % {"number": introduction.number},
        lambda: [
            _("The introduction has ended. The reason: %(reason)s.")
            % {"reason": introduction.get_obsolete_reason_display()}
        ],
    )
    _tell_asked_sides_neutrally(introduction, "obsolete")


def consent_withdrawn(introduction: Introduction) -> None:
    _tell_leads(
        introduction,
        "consent_withdrawn",
        lambda: _("Consent withdrawn: %(number)s") % {"number": introduction.number},
        lambda: [
            _("The company has withdrawn its consent. Contact data is hidden from now on.")
            if introduction.withdrawn_by_side == Side.COMPANY
            else _("The provider has withdrawn its consent. Contact data is hidden from now on.")
        ],
    )
    _tell_asked_sides_neutrally(introduction, "ended_neutrally", but=introduction.withdrawn_by_side)


def _tell_asked_sides_neutrally(introduction: Introduction, kind: str, but: str = "") -> None:
    sides = {
        Side.COMPANY: (introduction.company_asked_at, introduction.company_contact),
        Side.PROVIDER: (introduction.provider_asked_at, introduction.provider_contact),
    }
    for side, (asked_at, contact) in sides.items():
        if side == but or asked_at is None:
            continue
        _write(
            introduction,
            contact,
            kind,
            lambda: _("The proposal %(number)s is no longer current") % {"number": introduction.number},
            lambda: [_("The proposal is no longer current. You do not have to do anything.")],
            side=side,
        )


def meeting_recorded(introduction: Introduction, actor) -> None:
    """The lead hears of a meeting that one of the sides recorded; `actor` is None for whoever has no account."""
    if actor is not None and actor.moderates:
        return
    _tell_leads(
        introduction,
        "meeting_recorded",
        lambda: _("First meeting: %(number)s") % {"number": introduction.number},
        lambda: [_("The first meeting took place on %(date)s.") % {"date": date_format(introduction.met_on)}],
    )


def _tell_both(introduction: Introduction, kind: str, subject: Text, body: Texts) -> None:
    sides = {Side.COMPANY: introduction.company_contact, Side.PROVIDER: introduction.provider_contact}
    for side, contact in sides.items():
        _write(introduction, contact, kind, subject, body, side=side)


def pilot_started(introduction: Introduction) -> None:
    _tell_both(
        introduction,
        "pilot_started",
        lambda: _("Your pilot project: %(number)s") % {"number": introduction.number},
        lambda: [
            _("We have noted that your pilot project has started: %(scope)s") % {"scope": introduction.pilot_scope}
        ],
    )


def outcome_recorded(introduction: Introduction) -> None:
    succeeded = introduction.state == IntroductionState.SUCCESS
    _tell_both(
        introduction,
        "outcome_recorded",
        lambda: _("What became of %(number)s") % {"number": introduction.number},
        lambda: [
            _("We have noted the outcome: %(outcome)s.")
            % {
                "outcome": introduction.get_outcome_display()
                if succeeded
                else introduction.get_no_success_reason_display()
            },
            _("If you see it differently, please reply to this e-mail."),
        ],
    )
