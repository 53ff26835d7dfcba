"""The facts of the measurement are of the kinds that reports count."""

import pytest

from core.models import CaseEvent
from core.spans import midnight
from reporting import bench
from reporting.counting import sums
from reporting.measures import MEASURES

pytestmark = pytest.mark.django_db


def test_every_figure_finds_facts_in_an_invented_region():
    counts = bench.fill(200, 2_000, 3_000)
    assert sum(counts.values()) == CaseEvent.objects.count() == 3_000
    first, last = (CaseEvent.objects.order_by(order)[0].occurred_at.date() for order in ("occurred_at", "-occurred_at"))
    for each in MEASURES:
        if each.slug != "ended":
            assert sums(each, midnight(first), midnight(last.replace(year=last.year + 1))), each.slug
