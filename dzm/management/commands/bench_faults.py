"""Kill workers and broker in the middle of sending and deciding, and show what became of every mail."""

import logging
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from dzm.faults.mails import IssueOfNewsletter, Letters
from dzm.faults.trial import Result, Trial
from launcher.messages import Problem
from matchmaking.bench.runs import scratch_database


class Command(BaseCommand):
    help = (
        "Send reminders and decide introductions, or send an issue of the newsletter, with real workers, kill workers "
        "and broker in the middle, and count at a mail server of its own, by Message-ID, what was sent, sent twice, "
        "lost or unclear. Works in a database "
        "and with a broker of its own; the data of this installation is not touched. Exit code 1: the promise broke."
    )

    def add_arguments(self, parser):
        parser.add_argument("--reminders", type=int, default=1_000)
        parser.add_argument("--decisions", type=int, default=200)
        parser.add_argument(
            "--newsletter", type=int, default=0, metavar="READERS", help="send an issue to so many readers instead"
        )
        parser.add_argument("--workers", type=int, default=2, help="worker processes (default 2)")
        parser.add_argument("--deciders", type=int, default=3, help="processes that answer at once (default 3)")
        parser.add_argument("--limit", type=int, default=1800, metavar="S", help="give up after so many seconds")

    def handle(self, *, reminders, decisions, newsletter, workers, deciders, limit, **options):
        if min(reminders, decisions, workers, deciders) < 1 or newsletter < 0:
            raise CommandError("There must be at least one of each.")
        settings.MAIL_HELD_KINDS = []
        logging.getLogger("django_structlog").setLevel(logging.WARNING)  # a line per task would hide the figures
        mails = IssueOfNewsletter(newsletter) if newsletter else Letters(reminders, decisions)
        with scratch_database():
            call_command("load_reference_data", stdout=self.stdout)
            deciding = 0 if newsletter else deciders
            trial = Trial(mails, workers=workers, deciders=deciding, limit=limit, say=self.stdout.write)
            try:
                result = trial.run()
            except (Problem, TimeoutError) as error:
                raise CommandError(str(error)) from error
        self._show(result)
        if not result.holds:
            sys.exit(1)

    def _show(self, result: Result) -> None:
        rows = (
            ("mails expected", result.expected),
            ("sent", result.sent),
            ("duplicates", result.duplicates),
            ("lost", result.lost),
            ("unknown before settling", result.unknown),
            ("unknown after one click each", result.unsettled),
            ("processes killed, broker apart", result.killed),
            ("decisions lost", result.undecided),
            ("decisions taken twice", result.decided_twice),
        )
        for title, number in rows:
            self.stdout.write(f"{title:32} {number:6}")
        self.stdout.write(f"{'seconds':32} {result.seconds:8.1f}")
        self.stdout.write("The promise holds." if result.holds else "THE PROMISE IS BROKEN.")
