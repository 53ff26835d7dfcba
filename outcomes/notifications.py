"""The letters: one question each, two sentences, one button. Both sides know each other by then."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to
from matchmaking.enums import Side
from outcomes.by_link import link_for
from outcomes.enums import Checkpoint
from outcomes.models import Survey
from outcomes.wording import question_of


def asked(survey: Survey) -> None:
    """Ask the person of the side."""
    _write(survey, "asked", ask_again=False)


def reminded(survey: Survey) -> None:
    """Ask once more, in the same words."""
    _write(survey, "reminded", ask_again=True)


def _write(survey: Survey, kind: str, *, ask_again: bool) -> None:
    def letter() -> Letter:
        return Letter(
            subject=_subject(survey, ask_again),
            greeting_name=survey.contact.full_name,
            paragraphs=_paragraphs(survey, ask_again),
            action=(_("Answer"), absolute(link_for(survey, survey.contact).path)),
            closing=(
                _("It takes one minute, without signing in. The link works until %(date)s.")
                % {"date": date_format(survey.closes_on)},
                _("Only the project lead reads your answer. The other side does not see it."),
                _("You do not want to be asked any more? One click on the page is enough."),
            ),
        )

    kind = f"outcome.{kind}"
    key = f"{kind}:{survey.pk}:{survey.contact_id}"
    post_to(survey.contact, letter, kind=kind, key=key, about=survey)


def _subject(survey: Survey, ask_again: bool) -> str:
    number = {"number": survey.introduction.number}
    if ask_again:
        return _("Our question about %(number)s is still open") % number
    if survey.is_about_contact:
        return _("Have you been in contact? %(number)s") % number
    return _("What has become of it? %(number)s") % number


def _paragraphs(survey: Survey, ask_again: bool) -> tuple[str, ...]:
    """Each begins in lower case in German: the salutation ends with a comma."""
    said = {"name": other_name(survey)}
    first = {
        Checkpoint.CONTACT: _("two weeks ago we brought you together with %(name)s.") % said,
        Checkpoint.MONTH: _("a month ago we brought you together with %(name)s.") % said,
        Checkpoint.QUARTER: _("three months ago we brought you together with %(name)s.") % said,
        Checkpoint.HALF_YEAR: _("half a year ago we brought you together with %(name)s.") % said,
    }[Checkpoint(survey.checkpoint)]
    question = question_of(survey)
    if ask_again:
        return (first, question, _("This is our only reminder of this question."))
    return first, question


def other_name(survey: Survey) -> str:
    """Return the name of the organisation on the other side."""
    introduction = survey.introduction
    is_company = survey.follow_up.side == Side.COMPANY
    return (introduction.offer if is_company else introduction.need).organisation.name
