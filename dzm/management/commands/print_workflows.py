from django.core.management.base import BaseCommand

from board.models import Interest, Posting
from companies.models import Need
from contactlog.models import ContactEntry
from dzm.workflows import as_markdown
from events.models import ActionItem, Event, EventNote, Minutes, Registration
from legal.models import Ticket
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from meetings.models import Meeting
from newsletter.models import Answer, Delivery, Issue, Subscription
from organisations.models import Invitation, JoinRequest, Organisation
from outcomes.models import FollowUp, Survey
from radar.models import ScoutingTask
from scheduling.models import Timer
from startups.models import Offer
from transfer.models import ExportJob, ImportJob


class Command(BaseCommand):
    help = "Print states and transitions of all cases as Markdown: the content of docs/workflow.md."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        cases = (Need, Introduction, Meeting, Offer, Organisation, JoinRequest, Invitation, ContactEntry, Ticket)
        events = (Event, Registration, EventNote, Minutes, ActionItem)
        newsletter = (Subscription, Issue, Delivery, Answer)
        later = (FollowUp, Survey, OutboxMessage, Timer, ImportJob, ExportJob, ScoutingTask)
        kinds = (*cases, Posting, Interest, *events, *newsletter, *later)
        self.stdout.write(as_markdown(*kinds))
