"""Facts of the night, the trend that is counted from them, and the month that municipalities read."""

from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from companies.models import Need
from core.models import CaseEvent
from radar.models import Gap, RadarMonth
from radar.selectors import trend
from radar.services import freeze_month, record_flips, watch_night
from tests.conftest import fresh
from tests.radar.steps import candidate, compared, month_ago, planted

pytestmark = pytest.mark.django_db

AT_THE_END = """
SELECT count(*) FROM (
    SELECT DISTINCT ON (need_id) kind FROM core_caseevent
    WHERE kind IN ('need_unmet', 'need_met') AND occurred_at < %s
    ORDER BY need_id, occurred_at DESC, id DESC
) AS last WHERE kind = 'need_unmet'
"""


def facts() -> list[tuple]:
    kinds = CaseEvent.objects.filter(kind__in=["need_unmet", "need_met"])
    return list(kinds.order_by("pk").values_list("kind", "need_id", "attributes__why"))


def test_a_need_that_becomes_unmet_and_is_met_again_leaves_two_facts(people):
    need = planted(people, topic="erp", town="Werl")
    compared()
    assert record_flips() == {"unmet": 1, "met": 0}
    assert record_flips() == {"unmet": 0, "met": 0}
    fact = CaseEvent.objects.get(kind="need_unmet")
    assert (fact.organisation_id, fact.attributes["topics"]) == (need.organisation_id, ["erp"])
    assert fact.attributes["need_ags"] == need.municipality.ags
    candidate(need, people)
    assert record_flips() == {"unmet": 0, "met": 1}
    assert facts() == [("need_unmet", need.pk, None), ("need_met", need.pk, "answered")]
    assert not Gap.objects.exists()


def test_a_change_that_nobody_has_compared_yet_is_no_news(people):
    need = planted(people)
    compared()
    record_flips()
    need.save()
    assert record_flips() == {"unmet": 0, "met": 0}
    Need.objects.filter(pk=need.pk).update(state="closed_unsolved", unsolved_reason="no_offer_found")
    record_flips()
    assert facts()[-1] == ("need_met", need.pk, "left")


def test_the_night_does_its_work_once(people):
    planted(people)
    compared()
    assert watch_night()
    assert not watch_night()
    assert RadarMonth.objects.count() == 1
    call_command("watch_radar")
    assert len(facts()) == 1


def _flip(kind: str, need: int, months: float, region: str = "soest") -> None:
    CaseEvent.objects.create(kind=kind, need_id=need, occurred_at=month_ago(months), attributes={"need_region": region})


def test_the_trend_is_what_another_count_finds(people):
    for need, months in ((1, 15), (2, 15), (3, 7), (4, 7), (5, 3), (6, 2), (7, 0)):
        _flip("need_unmet", need, months, "dortmund" if need in (4, 6) else "soest")
    for need, months in ((1, 9), (3, 5), (6, 1)):
        _flip("need_met", need, months, "dortmund" if need == 6 else "soest")
    _flip("need_unmet", 3, 4)
    told = trend(fresh(people.lead), timezone.localdate())
    assert len(told) == 12
    assert len({number for _month, number in told}) > 3
    with connection.cursor() as cursor:
        for month, number in told:
            following = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
            cursor.execute(AT_THE_END, [timezone.make_aware(datetime(following.year, following.month, 1))])
            assert cursor.fetchone() == (number,), month
    assert trend(fresh(people.far_lead), timezone.localdate())[-1][1] == 1


def test_without_facts_there_is_no_trend(people):
    assert trend(people.lead, timezone.localdate()) == []


def test_what_was_shown_for_a_month_is_written_once(people):
    today = timezone.localdate()
    frozen = freeze_month(today)
    assert freeze_month(today) is None
    for change in (lambda: RadarMonth.objects.update(totals={}), frozen.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
