"""Recording of the facts that figures are counted from."""

from datetime import datetime

from django.utils import timezone

from core.models import CaseEvent


def record_event(
    kind: str,
    *,
    attributes: dict,
    organisation_id: int | None = None,
    need_id: int | None = None,
    offer_id: int | None = None,
    introduction_id: int | None = None,
    at: datetime | None = None,
) -> CaseEvent:
    """Store one fact with its frozen `attributes` (codes only: ags, region, size class, sectors, topics)."""
    return CaseEvent.objects.create(
        kind=kind,
        attributes=attributes,
        organisation_id=organisation_id,
        need_id=need_id,
        offer_id=offer_id,
        introduction_id=introduction_id,
        occurred_at=at or timezone.now(),
    )
