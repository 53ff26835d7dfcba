"""Rank offers for needs from files to a file, without database."""

import math

from django.core.management.base import BaseCommand, CommandError

from matchmaking.engine import PROFILES, load_resources, rank
from matchmaking.engine.files import FileError, check_output, read_documents, write_allocated, write_rankings

_UNUSABLE_INPUT = 2
_SLOTS = 5
# Offers per need that are looked at for allocating: rare offers find their needs among the lower places.
_DEPTH = 60


class Command(BaseCommand):
    help = "Rank offers for needs: JSON Lines in, JSON Lines out. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--needs", required=True, metavar="FILE")
        parser.add_argument("--offers", required=True, metavar="FILE")
        parser.add_argument("--out", required=True, metavar="FILE")
        parser.add_argument("--top", type=int, default=20, metavar="N", help="offers per need (default 20)")
        parser.add_argument(
            "--profile", choices=PROFILES, default="full", help="text: only the fields text and language count"
        )
        parser.add_argument(
            "--floor", type=float, default=None, metavar="X", help="lowest points (0-100) that are proposed"
        )
        parser.add_argument(
            "--allocate",
            type=int,
            nargs="?",
            const=_SLOTS,
            metavar="N",
            help=f"propose no offer more often than its capacity and at most N offers per need (default {_SLOTS})",
        )

    def handle(self, *, needs, offers, out, top, profile, floor, allocate, **options):
        if top < 1:
            raise CommandError("--top must be at least 1", returncode=_UNUSABLE_INPUT)
        if floor is not None and not math.isfinite(floor):
            raise CommandError("--floor must be a number", returncode=_UNUSABLE_INPUT)
        if allocate is not None and allocate < 1:
            raise CommandError("--allocate must be at least 1", returncode=_UNUSABLE_INPUT)
        how = {"profile": profile, "floor": floor, "together": profile == "text"}
        try:
            check_output(out, (needs, offers))
            sought = read_documents(needs, self.stderr.write)
            offered = read_documents(offers, self.stderr.write)
            if allocate is None:
                write_rankings(out, rank(sought, offered, top=top, **how))
            else:
                rankings = rank(sought, offered, top=max(top, _DEPTH), **how)
                self.stdout.write(write_allocated(out, rankings, sought, offered, top=top, slots=allocate))
        except FileError as error:
            raise CommandError(str(error), returncode=_UNUSABLE_INPUT) from error
        self.stdout.write(_resources_used())


def _resources_used():
    used = load_resources()
    dictionary = f"general dictionary {used.dictionary.version}" if used.dictionary else "no general dictionary"
    return f"Engine {used.engine_version}, lexicon of {len(used.concepts)} concepts, {dictionary}."
