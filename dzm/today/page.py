"""The page of today: everything by deadline."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.absences import works_for
from companies.enums import NeedState
from companies.models import Need
from dzm.today.cases import CaseWork
from dzm.today.events import EventWork
from dzm.today.job import ESCALATION_WORKING_DAYS, Job, Waiting
from dzm.today.rooms import RoomWork
from legal.details import missing_details, statement_due
from matchmaking.enums import IntroductionState, RunState
from matchmaking.models import Introduction, MatchingRun


class Today(CaseWork, EventWork, RoomWork):
    """The work of `user` on `today`: own cases and those nobody has taken; a fixed number of queries."""

    escalation_days = ESCALATION_WORKING_DAYS

    def __init__(self, user, today: date | None = None, *, everybody: bool = False):
        self.user = user
        self.today = today or timezone.localdate()
        self.everybody = everybody

    @cached_property
    def persons(self) -> list:
        """The person, and whoever that person stands in for."""
        return works_for(self.user, self.today)

    @property
    def represented(self) -> list:
        return self.persons[1:]

    @cached_property
    def _absent(self) -> dict[int, str]:
        return {user.pk: user.get_full_name() for user in self.represented}

    def absent_name(self, user_id: int | None) -> str:
        """Return whom a case is worked on for; "" where it is the own one."""
        return self._absent.get(user_id, "")

    @property
    def jobs(self) -> list[Job]:
        """Everything to do, the earliest deadline first, what has none last."""
        return [job for job in self._all if not job.left_by]

    @property
    def escalated(self) -> list[Job]:
        """What colleagues have left: their deadline passed some working days ago."""
        return [job for job in self._all if job.left_by]

    @cached_property
    def _all(self) -> list[Job]:
        jobs = [
            *self._need_jobs(),
            *self._introduction_jobs(),
            *self._question_jobs(),
            *self._letter_jobs(),
            *self._unwanted_jobs(),
            *self._outcome_jobs(),
            *self._interest_jobs(),
            *self._capture_jobs(),
            *self._offer_jobs(),
            *self._organisation_jobs(),
            *self._step_jobs(),
            *self._report_jobs(),
            *self._privacy_jobs(),
            *self._note_jobs(),
            *self._item_jobs(),
            *self._timer_jobs(),
        ]
        return sorted(jobs, key=lambda job: (job.due_on is None, job.due_on or date.max, job.title))

    @property
    def overdue(self) -> list[Job]:
        return [job for job in self.jobs if job.is_overdue(self.today)]

    @property
    def due_today(self) -> list[Job]:
        return [job for job in self.jobs if job.due_on == self.today]

    @property
    def _not_due(self) -> list[Job]:
        return [job for job in self.jobs if job.due_on is None or job.due_on > self.today]

    @property
    def proposed(self) -> list[Job]:
        """Needs with proposals that the person has not looked at, where nothing is due yet."""
        return [job for job in self._not_due if job.proposals]

    @property
    def new(self) -> list[Job]:
        """New arrivals that are not due yet."""
        return [job for job in self._not_due if job.is_new]

    @property
    def later(self) -> list[Job]:
        return [job for job in self._not_due if not job.is_new and not job.proposals]

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Cases that rest with a company or a provider, by deadline."""
        needs = [
            Waiting(need.title, need.get_absolute_url(), _("Company"), None, self.absent_name(need.assigned_to_id))
            for need in self._my_needs.filter(state=NeedState.RETURNED)
        ]
        asked = self._my_introductions.filter(
            state__in=[IntroductionState.AWAITING_COMPANY, IntroductionState.AWAITING_PROVIDER]
        ).exclude(questions__answered_at__isnull=True, questions__isnull=False)
        introductions = [
            Waiting(
                introduction.need.title,
                introduction.get_absolute_url(),
                _("Company") if introduction.state == IntroductionState.AWAITING_COMPANY else _("Provider"),
                introduction.answer_due_on,
                self.absent_name(introduction.need.assigned_to_id),
            )
            for introduction in asked
        ]
        return sorted([*introductions, *needs], key=lambda row: (row.due_on is None, row.due_on or date.max))

    @cached_property
    def pipeline(self) -> list[tuple[Any, int, str]]:
        """Open cases by stage: label, count, address of the list behind the number."""
        needs = self._count(Need.objects.moderated_by(self.user))
        introductions = self._count(Introduction.objects.moderated_by(self.user))
        queue, cases = reverse("companies:need_queue"), reverse("matchmaking:introduction_list")
        stages = [
            (NeedState.SUBMITTED, needs, queue),
            (NeedState.IN_QUALIFICATION, needs, queue),
            (NeedState.QUALIFIED, needs, queue),
            (IntroductionState.AWAITING_COMPANY, introductions, cases),
            (IntroductionState.AWAITING_PROVIDER, introductions, cases),
            (IntroductionState.INTRODUCED, introductions, cases),
            (IntroductionState.PILOT, introductions, cases),
        ]
        return [
            (state.label, counts.get(state.value, 0), f"{url}?state={state.value}") for state, counts, url in stages
        ]

    @cached_property
    def failed_runs(self) -> int:
        week_ago = timezone.now() - timedelta(days=7)
        return MatchingRun.objects.filter(state=RunState.FAILED, requested_at__gte=week_ago).count()

    @property
    def legal_gaps(self) -> bool:
        """Whether the legal pages lack something that a project lead can ask the operator for. Demos have none."""
        if settings.PORTAL_DEMO or not self.user.is_project_lead:
            return False
        return bool(missing_details() or statement_due(self.today))

    @staticmethod
    def _count(rows: QuerySet) -> dict[str, int]:
        return dict(rows.order_by().values_list("state").annotate(Count("pk")))
