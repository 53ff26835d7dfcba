"""Compute stored proposals again and compare."""

from django.core.management.base import BaseCommand, CommandError

from matchmaking.models import Introduction
from matchmaking.replay import NotReplayable, Replayed, replay_all, replay_introduction

SHOWN = 20  # differences that are printed


class Command(BaseCommand):
    help = "Compute stored proposals again from their snapshots and say which give another score. Writes nothing."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--all", action="store_true", help="every proposal that has a snapshot")
        what.add_argument("--id", type=int, metavar="N", help="one introduction, contribution by contribution")

    def handle(self, *, id, **options):
        if id is not None:
            self._show(id)
            return
        different = equal = 0
        for replayed in replay_all():
            if replayed.is_equal:
                equal += 1
                continue
            different += 1
            if different <= SHOWN:
                self.stdout.write(self._line(replayed))
        without = Introduction.objects.filter(need_analysis=None).count()
        self.stdout.write(f"{equal} equal, {different} different, {without} without a snapshot")
        if different:
            raise CommandError(f"{different} proposals give another score", returncode=1)

    def _show(self, pk: int) -> None:
        introduction = Introduction.objects.filter(pk=pk).first()
        if introduction is None:
            raise CommandError(f"There is no introduction {pk}.", returncode=2)
        try:
            replayed = Replayed(introduction, replay_introduction(introduction))
        except NotReplayable:
            raise CommandError(f"Introduction {pk} has no snapshot: it was chosen by hand.", returncode=2) from None
        for name, points in replayed.contributions.items():
            self.stdout.write(f"{name:12} {introduction.contributions.get(name, 0.0):10.6f} {points:10.6f}")
        self.stdout.write(self._line(replayed))
        if not replayed.is_equal:
            raise CommandError("The score is another one.", returncode=1)

    def _line(self, replayed: Replayed) -> str:
        verdict = "equal" if replayed.is_equal else "different"
        stored = replayed.introduction.score
        return f"{replayed.introduction.pk}: stored {stored:.6f}, replayed {replayed.score:.6f}, {verdict}"
