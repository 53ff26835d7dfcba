"""Who is written to when a need comes on the board or off it, and about interest in it.

Letters to the company say nothing of providers, letters to providers say nothing but what the board says.
"""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.selectors import lead_contacts
from board.models import Interest, Posting
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to


def _key(kind: str, case, contact) -> str:
    """A state is entered at one moment only, so that moment names the occasion."""
    return f"{kind}:{case.pk}:{case.state_changed_at.isoformat()}:{contact.pk}"


def _tell_company(posting: Posting, kind: str, subject: Callable[[], str], body: Callable[[], list[str]]) -> None:
    need, kind = posting.need, f"posting.{kind}"

    def letter() -> Letter:
        return Letter(
            subject=subject(),
            greeting_name=need.contact.full_name,
            paragraphs=tuple(body()),
            facts=((_("Need"), f"{need.number or ''} {need.title}".strip()),),
            action=(_("Open the need"), absolute(reverse("board:need", args=[need.pk]))),
        )

    post_to(need.contact, letter, kind=kind, key=_key(kind, posting, need.contact), about=need)


def _tell_leads(case, need, kind: str, subject: Callable[[], str], body: Callable[[], list[str]], path: str) -> None:
    for contact in lead_contacts(need.assigned_to, need.region):

        def letter(contact=contact) -> Letter:
            return Letter(
                subject=subject(),
                greeting_name=contact.full_name,
                paragraphs=tuple(body()),
                facts=(
                    (_("Need"), f"{need.number or ''} {need.title}".strip()),
                    (_("Company"), need.organisation.name),
                ),
                action=(_("Open the case"), absolute(path)),
            )

        post_to(contact, letter, kind=kind, key=_key(kind, case, contact), about=case)


def company_agreed(posting: Posting) -> None:
    """The lead learns that there is something to look at; before the need is handed in there is nobody to tell."""
    if posting.need.submitted_at:
        _tell_leads(
            posting,
            posting.need,
            "posting.agreed.lead",
            lambda: _("For the board: %(title)s") % {"title": posting.need.title},
            lambda: [
                _("the company has agreed that its need may hang on the public board. Please look at it and put it up.")
            ],
            reverse("board:need", args=[posting.need_id]),
        )


def posted(posting: Posting) -> None:
    _tell_company(
        posting,
        "posted",
        lambda: _("Your need is on the board: %(number)s") % {"number": posting.need.number},
        lambda: [
            _("your need hangs on our public board from today on, without your name."),
            _("You can look at it and take it off at any time. The page says how."),
        ],
    )


def taken_off(posting: Posting) -> None:
    def body() -> list[str]:
        reason = {"reason": posting.get_off_reason_display()}
        paragraphs = [_("we have taken your need off the public board. The reason: %(reason)s.") % reason]
        closing = _("We go on looking for fitting providers. You need not do anything.")
        return [*paragraphs, *([posting.off_note] if posting.off_note else []), closing]

    _tell_company(
        posting,
        "taken_off",
        lambda: _("Your need is off the board: %(number)s") % {"number": posting.need.number},
        body,
    )


def interest_expressed(interest: Interest) -> None:
    _tell_leads(
        interest,
        interest.need,
        "interest.expressed.lead",
        lambda: _("A provider can help: %(title)s") % {"title": interest.need.title},
        lambda: [_("a provider has read this need on the board and says that it can help. Please decide on it.")],
        interest.get_absolute_url(),
    )


def _answer(interest: Interest, kind: str, subject: Callable[[], str], body: Callable[[], list[str]]) -> None:
    kind = f"interest.{kind}"

    def letter() -> Letter:
        return Letter(
            subject=subject(),
            greeting_name=interest.contact.full_name,
            paragraphs=tuple(body()),
            facts=((_("Your offer"), interest.offer.title),),
            action=(_("Your interests"), absolute(reverse("board:interest_list", args=[interest.organisation_id]))),
        )

    post_to(interest.contact, letter, kind=kind, key=_key(kind, interest, interest.contact), about=interest)


def _about() -> str:
    return _("Your interest in a need on the board")


def interest_taken_up(interest: Interest) -> None:
    _answer(
        interest,
        "taken_up",
        _about,
        lambda: [
            _("thank you for your interest. We have taken it up and will ask the company."),
            _("If it agrees, you receive a request from us. Until then neither side learns who the other is."),
        ],
    )


def interest_declined(interest: Interest) -> None:
    _answer(
        interest,
        "declined",
        _about,
        lambda: [
            _("thank you for your interest. This time we do not take it up. The reason: %(reason)s.")
            % {"reason": interest.get_decline_reason_display()},
            interest.answer,
        ],
    )


def interest_obsolete(interest: Interest) -> None:
    _answer(
        interest,
        "obsolete",
        _about,
        lambda: [_("thank you for your interest. The need is no longer open, or your offer is no longer published.")],
    )
