"""Asking both sides on the days of the ladder: once, reminded once, silence noted as silence."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Contact
from core.states import advance
from matchmaking.enums import IntroductionState, Side
from matchmaking.models import Introduction
from matchmaking.services.common import IN_CONTACT
from matchmaking.services.outcomes import start_follow_up
from organisations.models import Membership
from outcomes import facts, notifications
from outcomes.by_link import drop_links
from outcomes.enums import AskingState, Checkpoint, SurveyState
from outcomes.models import FollowUp, Survey
from scheduling.planning import replan

SURVEY_DAYS = 14  # for an answer, or for another one
REMIND_AFTER_DAYS = 7
ASKED_STATES = [*IN_CONTACT, IntroductionState.SUCCESS]


@transaction.atomic
def begin(introduction: Introduction) -> None:
    """From now on both sides are asked on the days of the ladder."""
    for side in Side:
        follow_up, _created = FollowUp.objects.get_or_create(introduction=introduction, side=side)
        replan(follow_up)


def is_asked(follow_up: FollowUp, surveys: Iterable[Survey]) -> bool:
    """Whether the side may still be written to: contact is released, it has not said its last word and has not asked
    us to stop. `surveys` are those of the side."""
    introduction = follow_up.introduction
    return (
        follow_up.state == AskingState.ASKING
        and introduction.state in ASKED_STATES
        and introduction.contact_data_released
        and not any(survey.answer and survey.answer.is_final for survey in surveys)
    )


def person_to_ask(follow_up: FollowUp) -> Contact | None:
    """Return who agreed for the side; where that person acts for it no more, the present contact of need or offer;
    None where neither can be written to."""
    introduction = follow_up.introduction
    if follow_up.side == Side.COMPANY:
        agreed, case = introduction.company_contact, introduction.need
    else:
        agreed, case = introduction.provider_contact, introduction.offer
    here = (each for each in (agreed, case.contact) if each and _is_there(each, case.organisation_id))
    return next(here, None)


def _is_there(contact: Contact, organisation_id: int) -> bool:
    """Who never was a member was named by a lead and stays; who has no address is called instead."""
    memberships = Membership.objects.filter(contact=contact, organisation=organisation_id)
    has_left = memberships.exists() and not memberships.filter(is_active=True).exists()
    return contact.erased_at is None and bool(contact.email) and not has_left


@transaction.atomic
def ask(follow_up: FollowUp, checkpoint: int) -> Survey | None:
    """Ask the side what has become of it; None where that was done, or where there is nobody to ask.

    An older question that is still open gives way. Who has met by the second question is followed up from then on.
    """
    person = person_to_ask(follow_up)
    if person is None or follow_up.surveys.filter(checkpoint=checkpoint).exists():
        return None
    stop_open(follow_up)
    today = timezone.localdate()
    survey = Survey.objects.create(
        follow_up=follow_up,
        checkpoint=checkpoint,
        contact=person,
        asked_on=today,
        closes_on=today + timedelta(days=SURVEY_DAYS),
        state_changed_at=timezone.now(),
    )
    facts.count_survey(facts.ASKED, survey)
    notifications.asked(survey)
    replan(follow_up)
    if checkpoint >= Checkpoint.MONTH and follow_up.introduction.state == IntroductionState.FIRST_MEETING:
        start_follow_up(follow_up.introduction)
    return survey


@transaction.atomic
def remind(survey: Survey) -> None:
    """Remind the side once of an open question; whoever looks after it now gets the letter."""
    person = person_to_ask(survey.follow_up)
    if person is None:
        return
    if person != survey.contact:
        drop_links(survey)
        survey.contact = person
    survey.reminded_at = timezone.now()
    survey.save(update_fields=["contact", "reminded_at"])
    notifications.reminded(survey)


@transaction.atomic
def close(survey: Survey) -> None:
    """The time is over: silence is noted as such, unless the side was not to be asked any more anyway."""
    if not is_asked(survey.follow_up, survey.follow_up.surveys.select_related("answer")):
        advance(survey, "stop", actor=None)
        return
    advance(survey, "fall_silent", actor=None)
    facts.count_survey(facts.SILENT, survey)


@transaction.atomic
def stop_open(follow_up: FollowUp, actor=None) -> None:
    """End the questions of a side that wait for an answer, and their links."""
    for survey in follow_up.surveys.filter(state=SurveyState.OPEN):
        advance(survey, "stop", actor=actor)
        drop_links(survey)


def end(introduction: Introduction) -> None:
    """Ask neither side any more: consent was withdrawn, or the case has ended without a result."""
    for follow_up in introduction.follow_ups.all():
        stop_open(follow_up)
        replan(follow_up)
