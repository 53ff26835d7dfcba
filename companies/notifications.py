"""Which mail goes to whom when a need moves. Service mails: they inform, they do not advertise."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.selectors import lead_contacts
from companies.models import Need, NeedQuestion
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to
from organisations.status_links import status_url

NEED_STATUS = "need.status"  # the purpose of links that say where a need stands


def _post(need: Need, contact, letter: Callable[[], Letter], kind: str) -> None:
    """A state is entered at one moment only, so that moment names the occasion."""
    key = f"{kind}:{need.pk}:{need.state_changed_at.isoformat()}:{contact.pk}"
    post_to(contact, letter, kind=kind, key=key, about=need)


def _tell_company(need: Need, kind: str, subject: Callable[[], str], body: Callable[[], list[str]]) -> None:
    def letter() -> Letter:
        return Letter(
            subject=subject(),
            greeting_name=need.contact.full_name,
            paragraphs=body(),
            facts=[(_("Need"), f"{need.number}, {need.title}")],
            action=(_("Open the need"), absolute(need.get_absolute_url())),
            status_url=status_url(NEED_STATUS, need, need.contact),
        )

    _post(need, need.contact, letter, f"need.{kind}")


def _tell_leads(need: Need, kind: str, subject: Callable[[], str], body: Callable[[], list[str]]) -> None:
    for contact in lead_contacts(need.assigned_to, need.region):

        def letter(contact=contact) -> Letter:
            return Letter(
                subject=subject(),
                greeting_name=contact.full_name,
                paragraphs=body(),
                facts=[
                    (_("Need"), f"{need.number}, {need.title}"),
                    (_("Company"), need.organisation.name),
                ],
                action=(_("Open the need"), absolute(need.get_absolute_url())),
            )

        _post(need, contact, letter, f"need.{kind}.lead")


def need_submitted(need: Need) -> None:
    _tell_company(
        need,
        "submitted",
        lambda: _("We have received your need %(number)s") % {"number": need.number},
        lambda: [
            _("Thank you. Your need has arrived. Nobody outside the hub sees your name before you agree."),
            _("You will hear from us by %(date)s.") % {"date": date_format(need.response_due_on)},
        ],
    )
    _tell_leads(
        need,
        "submitted",
        lambda: _("New need: %(title)s") % {"title": need.title},
        lambda: [
            _("A new need has arrived. The first reply is due by %(date)s.")
            % {"date": date_format(need.response_due_on)}
        ],
    )


def need_taken_over(need: Need) -> None:
    _tell_company(
        need,
        "taken_over",
        lambda: _("Somebody is looking after your need %(number)s") % {"number": need.number},
        lambda: [
            _("%(lead)s looks after your need and will get in touch to clarify the details.")
            % {"lead": need.assigned_to.get_full_name()}
        ],
    )


def need_returned(need: Need, question: NeedQuestion) -> None:
    _tell_company(
        need,
        "returned",
        lambda: _("A question about your need %(number)s") % {"number": need.number},
        lambda: [_("We have a question before we can go on:"), question.text],
    )


def need_answered(need: Need) -> None:
    _tell_leads(
        need,
        "answered",
        lambda: _("Answer received: %(title)s") % {"title": need.title},
        lambda: [_("The open question is answered. The deadline runs again.")],
    )


def need_qualified(need: Need) -> None:
    _tell_company(
        need,
        "qualified",
        lambda: _("We are looking for providers for your need %(number)s") % {"number": need.number},
        lambda: [
            _("Your need is clear. We are now looking for fitting providers."),
            _("You will receive a selection by %(date)s. A provider learns nothing about you before you agree.")
            % {"date": date_format(need.shortlist_due_on)},
        ],
    )


def need_reopened(need: Need, *, by_company: bool) -> None:
    if by_company:
        _tell_leads(
            need,
            "reopened",
            lambda: _("Need changed: %(title)s") % {"title": need.title},
            lambda: [_("The company has changed its need. It is in qualification again.")],
        )
    _tell_company(
        need,
        "reopened",
        lambda: _("Your need %(number)s has changed") % {"number": need.number},
        lambda: [_("Because the need has changed, we check it once more. Open questions to you have ended.")],
    )


def need_rejected(need: Need) -> None:
    _tell_company(
        need,
        "rejected",
        lambda: _("We cannot take on your need %(number)s") % {"number": need.number},
        lambda: [
            _("We cannot take on your need. The reason: %(reason)s.") % {"reason": need.get_reject_reason_display()},
            need.closing_note,
            _("If you disagree, please reply to this e-mail."),
        ],
    )


def need_paused(need: Need) -> None:
    def body() -> list[str]:
        return [_("The need is on hold until %(date)s.") % {"date": date_format(need.resume_on)}]

    _tell_company(need, "paused", lambda: _("Your need %(number)s is on hold") % {"number": need.number}, body)
    _tell_leads(need, "paused", lambda: _("On hold: %(title)s") % {"title": need.title}, body)


def need_resumed(need: Need) -> None:
    _tell_company(
        need,
        "resumed",
        lambda: _("We go on with your need %(number)s") % {"number": need.number},
        lambda: [_("The need is no longer on hold. We are looking for fitting providers.")],
    )


def need_withdrawn(need: Need) -> None:
    _tell_leads(
        need,
        "withdrawn",
        lambda: _("Withdrawn: %(title)s") % {"title": need.title},
        lambda: [_("The need was withdrawn. Introductions before the contact have ended.")],
    )


def need_closed(need: Need) -> None:
    def body() -> list[str]:
        paragraphs = [_("Your need is closed: %(state)s.") % {"state": need.get_state_display()}]
        return [*paragraphs, need.closing_note] if need.closing_note else paragraphs

    _tell_company(need, "closed", lambda: _("Your need %(number)s is closed") % {"number": need.number}, body)


def need_expired(need: Need) -> None:
    name = {"number": need.number or need.title}
    _tell_company(
        need,
        "expired",
        lambda: _("Your need %(number)s has expired") % name,
        lambda: [_("We have not heard from you for a long time and have ended the case. You may register it again.")],
    )
    if need.submitted_at:
        _tell_leads(
            need,
            "expired",
            lambda: _("Expired: %(title)s") % {"title": need.title},
            lambda: [_("The need has expired.")],
        )
