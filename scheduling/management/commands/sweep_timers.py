from django.core.management.base import BaseCommand

from scheduling.planning import replan_all
from scheduling.sweeping import sweep


class Command(BaseCommand):
    help = "Carry out what is due by itself (reminders, ends, escalations); the beat does so every minute."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--replan", action="store_true", help="repair the timers of all open cases first")

    def handle(self, *args, replan: bool, **options) -> None:
        if replan:
            for label, changed in replan_all().items():
                self.stdout.write(f"{label}: {changed} replanned")
        while outcomes := sweep():
            self.stdout.write(", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items())))
