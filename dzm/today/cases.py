"""Work on needs and introductions: of the person, of whom the person stands in for, and what colleagues have left."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from board.models import Interest
from board.timers import due_on
from companies.enums import NeedState
from companies.models import OPEN_FOR_MATCHING, Need
from companies.selectors import captured_drafts
from dzm.today.job import (
    ANSWER_WORKING_DAYS,
    ASKING_WORKING_DAYS,
    ESCALATION_WORKING_DAYS,
    OUTCOME_WORKING_DAYS,
    RELEASE_WORKING_DAYS,
    Job,
)
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction, IntroductionQuestion
from matchmaking.news import proposal_facts, with_new_proposals
from outcomes.selectors import answers_to_decide
from scheduling.workdays import add_working_days, subtract_working_days


class CaseWork:
    """What `Today` finds in cases; it says whose they are (`user`, `persons`, `everybody`) and which day it is."""

    def _need_jobs(self) -> Iterator[Job]:
        needs = (
            with_new_proposals(Need.objects.moderated_by(self.user), self.user, self.today)
            .select_related("organisation", "municipality", "region", "assigned_to__contact")
            .with_due_on()
            .filter(state__in=[NeedState.SUBMITTED, NeedState.IN_QUALIFICATION, *OPEN_FOR_MATCHING])
            .filter(self._mine if self.everybody else self._mine | Q(due_on__lte=self._left_since))
        )
        for need in needs:
            proposals = need.new_proposals
            facts = (need.number, need.organisation.name, str(need.municipality or need.region))
            common = {"stands_in_for": self.absent_name(need.assigned_to_id), "left_by": self._left_by(need)}
            url = need.get_absolute_url()
            if need.state == NeedState.SUBMITTED:
                take = reverse("companies:need_take_over", args=[need.pk])
                due_on, verb = need.response_due_on, _("Take over")
                yield Job(need.title, facts, url, verb, due_on, is_new=True, post_url=take, **common)
            elif need.state == NeedState.IN_QUALIFICATION:
                yield Job(need.title, facts, f"{url}#next", _("Clarify"), need.qualification_due_on, **common)
            elif proposals or (need.proposals and need.state == NeedState.QUALIFIED):
                url = reverse("matchmaking:proposals", args=[need.pk])
                due_on = need.shortlist_due_on if need.state == NeedState.QUALIFIED else None
                facts = (*facts, *proposal_facts(need))
                yield Job(need.title, facts, url, _("Check proposals"), due_on, proposals=proposals, **common)

    def _introduction_jobs(self) -> Iterator[Job]:
        introductions = self._introductions.filter(
            state__in=[IntroductionState.SHORTLISTED, IntroductionState.INTRODUCED]
        )
        for introduction in introductions:
            need = introduction.need
            facts = (need.number, need.organisation.name, introduction.offer.organisation.name)
            url = introduction.get_absolute_url()
            if introduction.state == IntroductionState.SHORTLISTED:
                verb, url = _("Ask the company"), f"{url}#ask"
                due_on = add_working_days(timezone.localdate(introduction.shortlisted_at), ASKING_WORKING_DAYS)
            else:
                verb, url = _("Record the first meeting"), f"{url}#record_meeting_met_on"
                due_on = introduction.contact_check_due_on
            yield from self._of_case(introduction, facts, url, verb, due_on)

    def _of_case(self, introduction: Introduction | Interest, facts: tuple, url: str, verb: Any, due_on: date | None):
        """Yield the job of an introduction or of an interest, unless it is a colleague's who is still in time."""
        need = introduction.need
        absent, left_by = self.absent_name(need.assigned_to_id), self._left_by(need)
        job = Job(need.title, facts, url, verb, due_on, stands_in_for=absent, left_by=left_by)
        if self._is_left(job):
            yield job

    def _question_jobs(self) -> Iterator[Job]:
        questions = IntroductionQuestion.objects.filter(
            answered_at__isnull=True, introduction__in=Introduction.objects.moderated_by(self.user)
        ).select_related("introduction__need__organisation", "introduction__need__assigned_to__contact")
        for question in questions:
            introduction = question.introduction
            due_on = add_working_days(timezone.localdate(question.asked_at), ANSWER_WORKING_DAYS)
            facts = (introduction.number, introduction.need.organisation.name)
            url = f"{introduction.get_absolute_url()}#question_text"
            yield from self._of_case(introduction, facts, url, _("Answer the question"), due_on)

    def _unwanted_jobs(self) -> Iterator[Job]:
        """Cases that go on although the company has put the provider on its list since: the lead decides."""
        for introduction in self._my_introductions.asked_although_unwanted():
            facts = (introduction.number, introduction.need.organisation.name, introduction.offer.organisation.name)
            url = f"{introduction.get_absolute_url()}#unwanted"
            since = timezone.localdate(introduction.unwanted_since)
            yield from self._of_case(introduction, facts, url, _("Decide: unwanted partner"), since)

    def _letter_jobs(self) -> Iterator[Job]:
        """Letters that ask a side and wait for somebody to let them go."""
        for introduction in self._introductions.with_waiting_letter():
            facts = (introduction.number, introduction.need.organisation.name, introduction.offer.organisation.name)
            due_on = add_working_days(timezone.localdate(introduction.letter_waits_since), RELEASE_WORKING_DAYS)
            url = f"{introduction.get_absolute_url()}#letters"
            yield from self._of_case(introduction, facts, url, _("Release the letter"), due_on)

    def _interest_jobs(self) -> Iterator[Job]:
        """Providers who have read a need on the board and say that they can help."""
        for interest in Interest.objects.moderated_by(self.user).open().with_parties():
            facts = (interest.need.number, interest.need.organisation.name, interest.organisation.name)
            url, day = interest.get_absolute_url(), due_on(interest)
            yield from self._of_case(interest, facts, url, _("Decide on the interest"), day)

    def _capture_jobs(self) -> Iterator[Job]:
        """Needs the person took down and whose company has not agreed yet."""
        for need in captured_drafts(self.user).filter(consent=None):
            yield Job(need.title, (need.organisation.name,), need.get_absolute_url(), _("Ask for the consent"), None)

    def _outcome_jobs(self) -> Iterator[Job]:
        """Answers of both sides that differ, or that speak for a step."""
        for introduction in answers_to_decide(self.user).select_related("need__assigned_to__contact"):
            facts = (introduction.number, introduction.need.organisation.name, introduction.offer.organisation.name)
            url = f"{introduction.get_absolute_url()}#outcomes"
            due_on = add_working_days(introduction.answered_on, OUTCOME_WORKING_DAYS)
            yield from self._of_case(introduction, facts, url, _("Compare the answers"), due_on)

    @cached_property
    def _left_since(self) -> date:
        """Whose deadline lies here or earlier has been left by its lead."""
        return subtract_working_days(self.today, ESCALATION_WORKING_DAYS)

    def _left_by(self, need: Need) -> str:
        """Return the colleague who works on the need; "" where it is the person's own work."""
        if self.everybody or need.assigned_to is None or need.assigned_to in self.persons:
            return ""
        return need.assigned_to.get_full_name()

    def _is_left(self, job: Job) -> bool:
        """Whether a job of a colleague should be shown: it was missed for long enough."""
        return not job.left_by or (job.due_on is not None and job.due_on <= self._left_since)

    @property
    def _introductions(self) -> QuerySet[Introduction]:
        """The introductions of the person and of all colleagues: some of theirs have been left."""
        return Introduction.objects.moderated_by(self.user).with_parties().select_related("need__assigned_to__contact")

    @property
    def _my_introductions(self) -> QuerySet[Introduction]:
        introductions = self._introductions
        return introductions if self.everybody else introductions.filter(need__assigned_to__in=self.persons)

    @property
    def _my_needs(self) -> QuerySet[Need]:
        needs = Need.objects.moderated_by(self.user).select_related("organisation", "municipality", "region")
        return needs.filter(self._mine)

    @property
    def _mine(self) -> Q:
        """Needs of the person and of those represented, and those nobody has taken; everybody's where asked for."""
        return Q() if self.everybody else Q(assigned_to__in=self.persons) | Q(assigned_to__isnull=True)
