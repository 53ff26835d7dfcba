from django.core.management.base import BaseCommand

from privacy.erasure import replay


class Command(BaseCommand):
    help = "After a restore: erase again whoever was erased since the backup was made. Run it before the portal opens."

    def handle(self, *args, **options):
        again, listed = replay()
        self.stdout.write(f"{listed} erasures on record, {again} carried out again.")
