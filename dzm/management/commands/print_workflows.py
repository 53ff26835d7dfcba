from django.core.management.base import BaseCommand

from companies.models import Need
from dzm.workflows import as_markdown
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from organisations.models import Invitation, JoinRequest, Organisation
from startups.models import Offer
from transfer.models import ExportJob, ImportJob


class Command(BaseCommand):
    help = "Print states and transitions of all cases as Markdown: the content of docs/workflow.md."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        kinds = (Need, Introduction, Offer, Organisation, JoinRequest, Invitation, OutboxMessage, ImportJob, ExportJob)
        self.stdout.write(as_markdown(*kinds))
