"""Unmet needs of the demo region: since when, and who looks for providers."""

from datetime import timedelta

from django.utils import timezone

from core.models import CaseEvent
from radar.enums import Flip
from radar.models import Gap
from radar.services import begin_scouting, freeze_month, record_flips

NOTES = ("Hochschulen in Südwestfalen gefragt, Antwort steht aus.", "Bei den Partnerregionen nach Anbietern fragen.")


def tell_radar(cast) -> None:
    """Let each unmet need have been noticed in the night after it was qualified; two of them are searched for."""
    record_flips()
    now, today = timezone.now(), timezone.localdate()
    gaps = list(Gap.objects.select_related("need__region").order_by("need__qualified_at", "pk"))
    for gap in gaps:
        gap.since = min(now, gap.need.qualified_at + timedelta(days=1))
        CaseEvent.objects.filter(kind=Flip.UNMET, need_id=gap.need_id).update(occurred_at=gap.since)
    Gap.objects.bulk_update(gaps, ["since"])
    at_home = [gap.need for gap in gaps if gap.need.region.slug == "soest"]
    for number, (need, note) in enumerate(zip(at_home, NOTES, strict=False)):
        begin_scouting(need, actor=cast.lead, note=note, due_on=today + timedelta(days=10 + 14 * number))
    freeze_month(today)
