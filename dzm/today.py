"""What a lead has to do today, collected from all rooms and sorted by deadline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.absences import works_for
from companies.enums import NeedState
from companies.models import OPEN_FOR_MATCHING, Need
from contactlog.selectors import open_steps_of
from legal.details import missing_details, statement_due
from legal.enums import TicketState
from legal.models import Ticket
from matchmaking.enums import IntroductionState, RunState
from matchmaking.models import Introduction, IntroductionQuestion, MatchingRun
from matchmaking.news import proposal_facts, with_new_proposals
from organisations.enums import Verification
from organisations.selectors import (
    CHECK_WORKING_DAYS,
    requests_without_admin,
    verification_due_on,
    verification_queue,
)
from outcomes.selectors import answers_to_decide
from privacy.models import ErasureRequest, Incident
from privacy.permissions import can_look_after_privacy
from scheduling.workdays import add_working_days, subtract_working_days
from startups.enums import OfferState, RevisionState
from startups.models import Offer

ASKING_WORKING_DAYS = 2  # from the shortlist to the question to the company
ANSWER_WORKING_DAYS = 2  # for questions of a side that is being asked
REVIEW_WORKING_DAYS = 5  # for offers
OUTCOME_WORKING_DAYS = 5  # from the latest answer about an outcome to what follows from it
ESCALATION_WORKING_DAYS = 2  # after a missed deadline, when colleagues see the case, too


@dataclass(frozen=True)
class Job:
    """One thing to do: where, until when, and the verb on its button."""

    title: str
    facts: tuple[str, ...]
    url: str
    verb: Any
    due_on: date | None
    is_new: bool = False
    stands_in_for: str = ""  # whose case it is, where that person is away
    post_url: str = ""  # where the step is complete and can be taken from the list
    proposals: int = 0  # that came since the person last looked
    left_by: str = ""  # the colleague who has missed the deadline for so long that others should see it

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class Waiting:
    """A case that rests with somebody else until a day."""

    title: str
    url: str
    party: Any
    due_on: date | None
    stands_in_for: str = ""


class Today:
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
            *self._unwanted_jobs(),
            *self._outcome_jobs(),
            *self._offer_jobs(),
            *self._organisation_jobs(),
            *self._step_jobs(),
            *self._report_jobs(),
            *self._privacy_jobs(),
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

    @property
    def _mine(self) -> Q:
        """Needs of the person and of those represented, and those nobody has taken; everybody's where asked for."""
        return Q() if self.everybody else Q(assigned_to__in=self.persons) | Q(assigned_to__isnull=True)

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
    def _my_needs(self) -> QuerySet[Need]:
        needs = Need.objects.moderated_by(self.user).select_related("organisation", "municipality", "region")
        return needs.filter(self._mine)

    @property
    def _introductions(self) -> QuerySet[Introduction]:
        """The introductions of the person and of all colleagues: some of theirs have been left."""
        return Introduction.objects.moderated_by(self.user).with_parties().select_related("need__assigned_to__contact")

    @property
    def _my_introductions(self) -> QuerySet[Introduction]:
        introductions = self._introductions
        return introductions if self.everybody else introductions.filter(need__assigned_to__in=self.persons)

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

    def _of_case(self, introduction: Introduction, facts: tuple, url: str, verb: Any, due_on: date | None):
        """Yield the job of an introduction, unless it is a colleague's who is still in time."""
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

    def _outcome_jobs(self) -> Iterator[Job]:
        """Answers of both sides that differ, or that speak for a step."""
        for introduction in answers_to_decide(self.user).select_related("need__assigned_to__contact"):
            facts = (introduction.number, introduction.need.organisation.name, introduction.offer.organisation.name)
            url = f"{introduction.get_absolute_url()}#outcomes"
            due_on = add_working_days(introduction.answered_on, OUTCOME_WORKING_DAYS)
            yield from self._of_case(introduction, facts, url, _("Compare the answers"), due_on)

    def _offer_jobs(self) -> Iterator[Job]:
        offers = (
            Offer.objects.reviewed_by(self.user)
            .filter(Q(state=OfferState.SUBMITTED) | Q(revisions__state=RevisionState.WAITING))
            .distinct()
            .select_related("organisation")
            .prefetch_related("revisions")
        )
        for offer in offers:
            revision = offer.waiting_revision
            since = revision.submitted_at if revision else offer.submitted_at
            yield Job(
                offer.title,
                (offer.number, offer.organisation.name),
                offer.get_absolute_url(),
                _("Check the change") if revision else _("Check the offer"),
                add_working_days(timezone.localdate(since), REVIEW_WORKING_DAYS),
                is_new=True,
            )

    def _privacy_jobs(self) -> Iterator[Job]:
        """Erasures that something stands in the way of, and incidents whose report is open."""
        if not can_look_after_privacy(self.user):
            return
        for request in ErasureRequest.objects.with_obstacles():
            facts = tuple(request.obstacle_words)
            yield Job(_("Erasure of a person"), facts, request.get_absolute_url(), _("Look at it"), request.due_on)
        for incident in Incident.objects.to_be_reported():
            due_on = timezone.localdate(incident.report_by)
            facts = (incident.get_risk_display(),)
            yield Job(incident.title, facts, incident.get_absolute_url(), _("Report"), due_on)

    def _organisation_jobs(self) -> Iterator[Job]:
        for organisation in verification_queue(self.user).filter(verification=Verification.PENDING):
            yield Job(
                organisation.name,
                (str(organisation.get_kind_display()), organisation.place),
                reverse("organisations:verification", args=[organisation.pk]),
                _("Check the organisation"),
                verification_due_on(organisation),
                is_new=True,
            )
        for asked in requests_without_admin(self.user):
            yield Job(
                asked.contact.full_name,
                (asked.organisation.name,),
                asked.get_absolute_url(),
                _("Decide on the request to join"),
                add_working_days(timezone.localdate(asked.created_at), CHECK_WORKING_DAYS),
                is_new=True,
            )

    def _step_jobs(self) -> Iterator[Job]:
        """Next steps noted in the contact log, of the person and of whom the person stands in for."""
        for entry in open_steps_of(self.user, self.today):
            facts = (entry.organisation.name, *([entry.partner] if entry.partner else []))
            yield Job(
                entry.next_step,
                facts,
                entry.get_absolute_url(),
                _("Done"),
                entry.next_step_on,
                post_url=reverse("contactlog:step_done", args=[entry.organisation_id, entry.pk]),
                stands_in_for=self.absent_name(entry.next_step_for_id),
            )

    def _report_jobs(self) -> Iterator[Job]:
        tickets = Ticket.objects.visible_to(self.user).open()
        if not self.everybody:
            tickets = tickets.filter(Q(assigned_to=self.user) | Q(assigned_to__isnull=True))
        for ticket in tickets:
            is_new = ticket.state == TicketState.RECEIVED
            facts = (ticket.number, str(ticket.get_category_display()))
            title, url = str(ticket.get_kind_display()), ticket.get_absolute_url()
            yield Job(title, facts if ticket.category else facts[:1], url, _("Review"), ticket.due_on, is_new=is_new)
