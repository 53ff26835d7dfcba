"""Read mails that came back and stop writing to addresses that do not exist any more."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsletter.bounces import messages_in, read


class Command(BaseCommand):
    help = (
        "Read delivery status notifications (RFC 3464) from a maildir, an mbox file, a single mail, or standard input, "
        "and note them with their subscriptions: what is for good stops delivery at once, what is for now the third "
        "time in a row. Addresses are not printed."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", type=Path, help="maildir, mbox or mail; none: standard input")

    def handle(self, *, path, **options):
        if path is not None and not path.exists():
            raise CommandError(f"There is nothing at {path}.")
        try:
            counts = read(messages_in(path, sys.stdin.buffer))
        except OSError as error:
            raise CommandError(f"{path or 'standard input'} cannot be read: {error.strerror}.") from error
        for title, name in (
            ("delivery stopped", "stopped"),
            ("noted", "noted"),
            ("noted before", "again"),
            ("of addresses without a subscription", "unknown"),
            ("other mails", "other"),
        ):
            self.stdout.write(f"{title:36} {counts[name]:6}")
