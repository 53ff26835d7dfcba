"""Verbs of the sides and of the lead: answer, answer anew, be asked no more, take note."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from core.states import advance, require
from links.models import SignedLink
from matchmaking.models import Introduction
from outcomes import facts
from outcomes.by_link import drop_links
from outcomes.enums import ABOUT_CONTACT, LADDER, Channel, SurveyState, Value
from outcomes.models import Answer, FollowUp, Survey
from scheduling.planning import replan


@transaction.atomic
def answer(
    survey: Survey,
    *,
    contact: Contact,
    value: str,
    next_step: str = "",
    size_class: str = "",
    reason: str = "",
    remark: str = "",
    link: SignedLink | None = None,
) -> Answer:
    """Store what a side says, as its first answer or in place of an earlier one, which stays in the record.

    `contact` is who says it, `link` the one that is being used, if any. The lead sees it; nobody is written to. What
    was said word for word before is not stored again. Raises GuardFailed when the time is over or something is
    missing.
    """
    FollowUp.objects.select_for_update().get(pk=survey.follow_up_id)
    survey = Survey.objects.with_case().select_for_update(of=("self",)).get(pk=survey.pk)
    require(survey.is_open, _("The time for this answer is over. Please write to us or call us."))
    require(value in (ABOUT_CONTACT if survey.is_about_contact else LADDER), _("Choose an answer."))
    require(value != Value.CONTRACT or size_class, _("Choose how large the contract is."))
    said = {
        "value": value,
        "next_step": next_step,
        "size_class": size_class,
        "reason": reason,
        "remark": remark.strip(),
    }
    before = survey.answer
    if before and all(getattr(before, name) == text for name, text in said.items()):
        return before
    written = Answer.objects.create(
        survey=survey,
        number=before.number + 1 if before else 1,
        channel=Channel.LINK if link else Channel.PORTAL,
        answered_by=contact,
        answered_at=timezone.now(),
        **said,
    )
    advance(
        survey,
        "correct" if before else "answer",
        actor=contact.user,
        answer=written,
        settled_at=None,
        settled_by=None,
        details={"side": survey.follow_up.side, "checkpoint": survey.checkpoint},
    )
    facts.count_survey(facts.ANSWERED, survey)
    drop_links(survey, but=link)
    replan(survey.follow_up)
    return written


@transaction.atomic
def opt_out(follow_up: FollowUp, *, contact: Contact, link: SignedLink | None = None) -> None:
    """Ask this side no more about this introduction. Raises InvalidTransition where that has been said before."""
    locked = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    advance(locked, "opt_out", actor=contact.user, details={"side": locked.side})
    for survey in locked.surveys.all():
        drop_links(survey, but=link)
    for survey in locked.surveys.filter(state=SurveyState.OPEN):
        advance(survey, "stop", actor=contact.user)
    facts.count_opt_out(locked)
    replan(locked)


@transaction.atomic
def take_note(introduction: Introduction, *, actor) -> int:
    """Note that a lead has read the answers and leaves the case as it is; return how many that were."""
    read = Survey.objects.filter(
        follow_up__introduction=introduction, state=SurveyState.ANSWERED, settled_at=None
    ).select_for_update()
    surveys = list(read)
    for survey in surveys:
        advance(survey, "settle", actor=actor, settled_at=timezone.now(), settled_by=actor)
    return len(surveys)
