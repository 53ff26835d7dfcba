"""Make the landscape equal to what organisations publish."""

from django.core.management.base import BaseCommand

from landscape.models import Entry
from landscape.services import refresh_all


class Command(BaseCommand):
    help = "Compute every entry of the landscape anew, as it happens each night. Safe to repeat."

    def handle(self, **options):
        changed, listed = refresh_all(), Entry.objects.listed().count()
        self.stdout.write(f"{changed} entries changed, {listed} are shown.")
