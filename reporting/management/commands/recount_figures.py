"""Compare frozen figures with the facts of today."""

from datetime import timedelta

from django.core.management.base import BaseCommand

from core.spans import midnight
from reporting.counting import sums
from reporting.measures import COUNTY, MEASURES, TOTAL
from reporting.models import Cell, Snapshot


class Command(BaseCommand):
    help = (
        "Count every frozen period anew and print where the facts of today say something else: what was noted late. "
        "Nothing is changed. Exit code 1: there is a difference."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all-series", action="store_true", help="compare every breakdown, not only the totals")

    def handle(self, *, all_series, **options):
        differences = 0
        for snapshot in Snapshot.objects.order_by("first", "kind"):
            differences += self._compare(snapshot, all_series)
        self.stdout.write(f"{Snapshot.objects.count()} periods, {differences} differences")
        if differences:
            raise SystemExit(1)

    def _compare(self, snapshot: Snapshot, all_series: bool) -> int:
        span, found = snapshot.span, 0
        for each in MEASURES:
            now = sums(each, midnight(span.first), midnight(span.last + timedelta(days=1)))
            rows = Cell.objects.filter(snapshot=snapshot, measure=each.slug).exclude(place=COUNTY)
            frozen = {(series, place): value for series, place, value in rows.values_list("series", "place", "value")}
            for key in sorted(now.keys() | frozen.keys()):
                if (all_series or key[0] == TOTAL) and now.get(key, 0) != frozen.get(key, 0):
                    found += 1
                    self.stdout.write(
                        f"{span.slug} {each.slug} {key[0] or 'total'} {key[1]}: {frozen.get(key, 0)} frozen, "
                        f"{now.get(key, 0)} today"
                    )
        return found
