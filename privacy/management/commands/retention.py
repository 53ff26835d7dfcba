from django.core.management.base import BaseCommand

from core.personal import data_classes
from privacy.retention import run


class Command(BaseCommand):
    help = "Apply the periods of all data classes; --dry-run only says what would go."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args, dry_run, **options):
        results = run(dry=dry_run).results
        self.stdout.write(f"{'data class':<22}{'period':<8}{'due':>8}{'done':>8}")
        for slug, counted in results.items():
            data_class = data_classes()[slug]
            written = f"{slug:<22}{data_class.written:<8}{counted['due']:>8}{counted['done']:>8}"
            self.stdout.write(f"{written}  {counted.get('error', '')}".rstrip())
