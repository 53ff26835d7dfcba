"""Letters about reports. What somebody typed into a public form is never mailed: else strangers could send text to
strangers through us."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.selectors import project_leads
from core.models import LogEntry
from legal.enums import AGAINST_CONTENT, TicketKind
from legal.models import Ticket
from legal.subjects import content_of, providers_of
from mail.addresses import named_address
from mail.letters import Letter
from mail.links import absolute
from mail.services import post, post_to


def ticket_received(ticket: Ticket) -> None:
    if ticket.reporter_email:
        _to_reporter(ticket, "received", "first", _receipt)
    for contact in project_leads():

        def letter(contact=contact) -> Letter:
            return Letter(
                subject=_("New report %(number)s") % {"number": ticket.number},
                greeting_name=contact.full_name,
                paragraphs=(
                    _("somebody has reported content of the portal. Please review it.")
                    if ticket.kind == TicketKind.CONTENT
                    else _("somebody has reported a barrier of the portal. Please look at it."),
                ),
                facts=((_("Answer by"), date_format(ticket.due_on, "DATE_FORMAT")),),
                action=(_("Open the report"), absolute(ticket.get_absolute_url())),
            )

        post_to(contact, letter, kind="report.new", key=f"report.new:{ticket.pk}:{contact.pk}", about=ticket)


def ticket_decided(ticket: Ticket) -> None:
    occasion = LogEntry.objects.about(ticket).filter(verb="decide").values_list("pk", flat=True).first()
    if ticket.reporter_email:
        _to_reporter(ticket, "decided", occasion, _answer)
    if ticket.decision not in AGAINST_CONTENT:
        return
    content = content_of(ticket)
    for contact in providers_of(content):

        def letter(contact=contact) -> Letter:
            return _statement(ticket, content, contact)

        key = f"report.statement:{ticket.pk}:{occasion}:{contact.pk}"
        post_to(contact, letter, kind="report.statement", key=key, about=content)


def _to_reporter(ticket: Ticket, name: str, occasion, write) -> None:
    address = ticket.reporter_email
    to = named_address(ticket.reporter_name, address) if ticket.reporter_name else address
    with override(ticket.language):
        letter = write(ticket)
    key = f"report.{name}:{ticket.pk}:{occasion}"
    post(letter, to=[to], key=key, kind=f"report.{name}", language=ticket.language, about=ticket)


def _receipt(ticket: Ticket) -> Letter:
    return Letter(
        subject=_("We have received your report %(number)s") % {"number": ticket.number},
        paragraphs=(
            _("we have received your report. A person reviews it, and we write to you as soon as it is decided."),
        ),
        facts=(
            (_("Number"), ticket.number),
            (_("Received"), date_format(ticket.created_at, "DATETIME_FORMAT")),
            (_("Answer by"), date_format(ticket.due_on, "DATE_FORMAT")),
        ),
        closing=(_("You did not write to us? Then somebody has entered your address. You need do nothing."),),
    )


def _answer(ticket: Ticket) -> Letter:
    closing = [_("You do not agree? Answer to this mail within six months: another person reviews the decision.")]
    if ticket.kind == TicketKind.CONTENT:
        closing.append(_("You may also turn to a certified out-of-court dispute settlement body, or to a court."))
    return Letter(
        subject=_("Your report %(number)s is decided") % {"number": ticket.number},
        paragraphs=(_("we have decided on your report."), ticket.reasons),
        facts=((_("Number"), ticket.number), (_("Decision"), ticket.get_decision_display())),
        closing=tuple(closing),
    )


def _statement(ticket: Ticket, content, contact) -> Letter:
    return Letter(
        subject=_("Decision about your content: %(decision)s") % {"decision": ticket.get_decision_display()},
        greeting_name=contact.full_name,
        paragraphs=(_("we have received a report about content of yours and have decided on it."), ticket.statement),
        facts=(
            (_("Content"), str(content)),
            (_("Decision"), ticket.get_decision_display()),
            (_("It rests on"), ticket.get_ground_display()),
            (_("How it was decided"), _("by a person, without automated means")),
            (_("Applies"), _("to the whole portal, until the cause is removed")),
        ),
        action=(_("Open the content"), absolute(content.get_absolute_url())),
        closing=(
            _("You do not agree? Answer to this mail within six months: another person reviews the decision."),
            _("You may also turn to a certified out-of-court dispute settlement body, or to a court."),
            _("The rules stand in the terms of use: %(link)s") % {"link": absolute(reverse("legal:terms"))},
        ),
    )
