"""Work in all other rooms."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contactlog.selectors import open_steps_of
from dzm.today.job import REVIEW_WORKING_DAYS, Job
from legal.enums import TicketState
from legal.models import Ticket
from organisations.enums import Verification
from organisations.selectors import (
    CHECK_WORKING_DAYS,
    requests_without_admin,
    verification_due_on,
    verification_queue,
)
from privacy.models import ErasureRequest, Incident
from privacy.permissions import can_look_after_privacy
from scheduling.selectors import failed_timers
from scheduling.workdays import add_working_days
from startups.enums import OfferState, RevisionState
from startups.models import Offer

FAILED_AT_MOST = 10  # timers; when one fails, all of its kind may


class RoomWork:
    """What `Today` finds beside cases."""

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
            came = (str(_("registered without an account")),) if organisation.came_without_account else ()
            yield Job(
                organisation.name,
                (str(organisation.get_kind_display()), organisation.place, *came),
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

    def _timer_jobs(self) -> Iterator[Job]:
        """What should have happened by itself and kept failing."""
        if not self.user.is_project_lead:
            return
        for timer in failed_timers()[:FAILED_AT_MOST]:
            subject = timer.subject()
            url = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
            facts = (str(subject or timer.kind), timer.last_error)
            again = reverse("timer_retry", args=[timer.pk])
            yield Job(_("Something did not happen by itself"), facts, url, _("Try again"), None, post_url=again)
