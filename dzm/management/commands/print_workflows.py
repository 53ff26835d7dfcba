from django.core.management.base import BaseCommand

from companies.models import Need
from contactlog.models import ContactEntry
from dzm.workflows import as_markdown
from legal.models import Ticket
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from meetings.models import Meeting
from organisations.models import Invitation, JoinRequest, Organisation
from outcomes.models import FollowUp, Survey
from scheduling.models import Timer
from startups.models import Offer
from transfer.models import ExportJob, ImportJob


class Command(BaseCommand):
    help = "Print states and transitions of all cases as Markdown: the content of docs/workflow.md."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        cases = (Need, Introduction, Meeting, Offer, Organisation, JoinRequest, Invitation, ContactEntry, Ticket)
        kinds = (*cases, FollowUp, Survey, OutboxMessage, Timer, ImportJob, ExportJob)
        self.stdout.write(as_markdown(*kinds))
