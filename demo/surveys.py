"""What both sides answered when they were asked about outcomes: some differ, some say nothing, one has a contract."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle

from django.utils import timezone

from demo.clock import travel_to
from mail.services import silenced
from matchmaking.enums import Side
from matchmaking.models import Introduction
from matchmaking.services.common import IN_CONTACT
from outcomes import asking, services
from outcomes.enums import Checkpoint, SurveyState
from outcomes.models import Survey
from scheduling.moments import days_after

ANSWER_AFTER = timedelta(days=2, hours=3)
SILENT = ("", {})
# What the company and the provider say after two weeks, later, and after a success, case by case. "" is silence.
AFTER_TWO_WEEKS = (
    (("yes", {}), ("yes", {})),
    (("not_yet", {"next_step": "them"}), ("yes", {"next_step": "us"})),
    (SILENT, ("yes", {})),
)
LATER = (
    (("talks", {"remark": "Ein Angebot liegt vor. Wir rechnen noch."}), ("contract", {"size_class": "5k_25k"})),
    (("unpaid_pilot", {}), SILENT),
    (("still_in_contact", {}), ("talks", {"remark": "Der Termin im Betrieb steht."})),
)
AFTER_SUCCESS = (
    (("paid_pilot", {}), SILENT),
    (("contract", {"size_class": "under_5k"}), ("contract", {"size_class": "under_5k"})),
    (SILENT, ("contract", {"size_class": "5k_25k"})),
)


def tell_surveys(today: date) -> None:
    """Ask both sides of every introduction on each of its days up to `today` and let them answer, or not."""
    two_weeks, later, afterwards = cycle(AFTER_TWO_WEEKS), cycle(LATER), cycle(AFTER_SUCCESS)
    with silenced():
        for introduction, checkpoint in _days_up_to(today):
            followed = later if introduction.state in IN_CONTACT else afterwards
            said = next(two_weeks if checkpoint == Checkpoint.CONTACT else followed)
            _tell_day(introduction, checkpoint, dict(zip(Side.values, said, strict=True)))


def _days_up_to(today: date) -> Iterator[tuple[Introduction, Checkpoint]]:
    asked = Introduction.objects.filter(state__in=asking.ASKED_STATES, follow_ups__isnull=False)
    for introduction in asked.distinct().order_by("introduced_at", "pk"):
        start = timezone.localdate(introduction.introduced_at)
        for checkpoint in Checkpoint:
            if start + timedelta(days=checkpoint) < today:
                yield introduction, checkpoint


def _tell_day(introduction: Introduction, checkpoint: Checkpoint, said: dict[str, tuple[str, dict]]) -> None:
    start = timezone.localdate(introduction.introduced_at)
    for follow_up in introduction.follow_ups.order_by("side"):
        if not asking.is_asked(follow_up, follow_up.surveys.select_related("answer")):
            continue
        with travel_to(days_after(start, checkpoint)):
            survey = asking.ask(follow_up, checkpoint)
        if survey is not None:
            _answer(survey, *said[follow_up.side])


def _answer(survey: Survey, value: str, more: dict) -> None:
    """Let a side answer two days later, or let its time go by, as far as that lies in the past."""
    answered_at = days_after(survey.asked_on, 0) + ANSWER_AFTER
    if value and answered_at < timezone.now():
        with travel_to(answered_at):
            services.answer(survey, contact=survey.contact, value=value, **more)
    elif not value and survey.closes_at < timezone.now():
        with travel_to(survey.closes_at):
            asking.close(survey)


def both_are_asked(introduction: Introduction) -> None:
    for follow_up in introduction.follow_ups.all():
        asking.ask(follow_up, Checkpoint.CONTACT)


def both_stay_silent(introduction: Introduction) -> None:
    for survey in Survey.objects.filter(follow_up__introduction=introduction, state=SurveyState.OPEN):
        asking.close(survey)
