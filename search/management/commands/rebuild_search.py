"""Compare the search index with everything that is published, now instead of at night."""

from django.core.management.base import BaseCommand

from search.services import rebuild


class Command(BaseCommand):
    help = "Make the search index equal to what is published. What is equal already is left alone; safe to repeat."

    def handle(self, **options):
        tally = rebuild()
        self.stdout.write(f"{tally['indexed']} documents indexed, {tally['dropped']} dropped.")
