from django.core.management.base import BaseCommand, CommandError

from demo.loader import SEED, DemoRefused, load


class Command(BaseCommand):
    help = "Load the demo region (invented firms). Only in an installation marked as demo, and only once."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="chooses who stands where")

    def handle(self, *args, **options) -> None:
        try:
            counts = load(options["seed"])
        except DemoRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("Demo region: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
