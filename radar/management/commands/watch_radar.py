from django.core.management.base import BaseCommand

from radar.services import record_flips


class Command(BaseCommand):
    help = "Write a fact for each need that has become unmet, or is no longer, since the last time; repeat at will."

    def handle(self, *args, **options):
        flips = record_flips()
        self.stdout.write(f"unmet: {flips['unmet']} more, {flips['met']} fewer")
