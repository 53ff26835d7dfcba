from django.core.management.base import BaseCommand
from django.db import transaction

import accounts.reference
import regions.reference
import shares.reference
import taxonomy.reference


class Command(BaseCommand):
    help = (
        "Load regions, shareholders, agreements, topics, sectors and consent texts from the project's files. "
        "Safe to repeat: rows are found by their official keys, edits of staff stay, nothing is deleted."
    )

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        rooms = (regions, shares, taxonomy, accounts)  # the register names municipalities
        tallies = {name: tally for room in rooms for name, tally in room.reference.load().items()}
        for name, tally in tallies.items():
            self.stdout.write(f"{name}: {tally.created} new, {tally.updated} updated, {tally.unchanged} unchanged")
        changed = sum(tally.changed for tally in tallies.values())
        self.stdout.write(f"Reference data: {changed} rows written." if changed else "Reference data: nothing changed.")
