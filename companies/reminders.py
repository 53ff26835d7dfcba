"""The letters of the timers of needs: what happens next, and until when."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.escalation import Missed, escalate
from companies.activity import last_active_on
from companies.enums import NeedState
from companies.models import DUE_FIELDS, Need
from companies.permissions import can_view_need
from companies.renewal import renewal_link
from companies.timespans import quiet_until, unanswered_until
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to
from scheduling.models import Timer
from scheduling.moments import announced_day


def _remind(need: Need, timer: Timer, letter: Callable[[], Letter]) -> None:
    key = f"{timer.kind}:{need.pk}:{timer.round}:{need.contact_id}"
    post_to(need.contact, letter, kind=timer.kind, key=key, about=need)


def answer_missing(need: Need, timer: Timer) -> None:
    """The company is asked once more for the answer to the open question."""
    question = need.questions.filter(answered_at__isnull=True).first()
    until = announced_day(unanswered_until(need))

    def letter() -> Letter:
        return Letter(
            subject=_("Reminder: a question about your need %(number)s") % {"number": need.number},
            greeting_name=need.contact.full_name,
            paragraphs=(
                _("We need your answer before we can go on with your need. This is our question:"),
                *([question.text] if question else []),
                _("Please answer by %(date)s.") % {"date": date_format(until)},
            ),
            facts=((_("Need"), f"{need.number}, {need.title}"),),
            action=(_("Answer the question"), absolute(need.get_absolute_url())),
            closing=(_("Without an answer the case ends on the day after. You may register the need again later."),),
        )

    _remind(need, timer, letter)


def still_needed(need: Need, timer: Timer) -> None:
    """The company is asked whether the need is still wanted; one click is enough."""
    until = announced_day(quiet_until(last_active_on(need)))

    def letter() -> Letter:
        link = renewal_link(need, until=until, occasion=timer.round)
        return Letter(
            subject=_("Do you still need this? %(number)s") % {"number": need.number},
            greeting_name=need.contact.full_name,
            paragraphs=(
                _("it has been quiet around your need for a long time. Do you still want us to look for a provider?"),
                _("One click is enough, you need not sign in. Please answer by %(date)s.")
                % {"date": date_format(until)},
            ),
            facts=((_("Need"), f"{need.number}, {need.title}"),),
            action=(_("Yes, still needed"), absolute(link.path)),
            closing=(_("Without an answer the case ends on the day after. You may register the need again later."),),
        )

    _remind(need, timer, letter)


_TO_BE_DONE = {
    NeedState.SUBMITTED: lambda: _("The company waits for a first reply to its need."),
    NeedState.IN_QUALIFICATION: lambda: _("The need is not clarified yet."),
    NeedState.QUALIFIED: lambda: _("The company has received no selection of providers yet."),
}


def deadline_missed(need: Need, timer: Timer) -> None:
    """The other leads are told that a deadline of the hub has passed."""
    missed = Missed(
        case=need,
        number=need.number,
        what=_TO_BE_DONE[need.state],
        due_on=getattr(need, DUE_FIELDS[need.state]),
        assigned_to=need.assigned_to,
        region=need.region,
        biased_for=(need,),
        facts=lambda: [(_("Need"), f"{need.number}, {need.title}"), (_("Company"), need.organisation.name)],
        can_view=lambda user: can_view_need(user, need),
    )
    escalate(missed, kind=timer.kind, occasion=timer.round)
