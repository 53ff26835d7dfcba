from django.core.management.base import BaseCommand

from files.storing import remove_orphans


class Command(BaseCommand):
    help = "Delete stored files that no row points at and that are older than a day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only print what would be deleted")

    def handle(self, *, dry_run: bool, **options):
        names = remove_orphans(dry_run=dry_run)
        for name in names:
            self.stdout.write(name)
        self.stdout.write(f"{len(names)} files {'would be ' if dry_run else ''}deleted")
