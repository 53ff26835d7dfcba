"""Facts of a small county, written by hand."""

from datetime import datetime

from django.utils import timezone

from core.facts import record_event
from core.models import CaseEvent
from reporting.models import FreeCount, Snapshot

LIPPSTADT, SOEST, WARSTEIN, WERL = "05974028", "05974040", "05974044", "05974052"


def at(text: str) -> datetime:
    """Return the moment of "2025-03-14" (noon) or "2025-03-14T23:30" by the clock of the hub."""
    return timezone.make_aware(datetime.fromisoformat(text if "T" in text else f"{text}T12:00"))


def firm(ags: str = LIPPSTADT, *, size: str = "small", sectors=("25",), region: str = "soest") -> dict:
    return {"kind": "company", "ags": ags, "region": region, "size_class": size, "sectors": list(sectors)}


def need(ags: str = LIPPSTADT, *, topics=("e-rechnung",), **options) -> dict:
    """Return the attributes of a need where its company sits."""
    own = firm(ags, **options)
    return {**own, "need_ags": ags, "need_region": own["region"], "topics": list(topics)}


def registered(who: int, day: str, ags: str = LIPPSTADT, *, key: int | None = None, **options) -> CaseEvent:
    """Record that the firm `who` handed in a need (`key`, its own number by default)."""
    attributes = need(ags, **options)
    return record_event("need_registered", attributes=attributes, organisation_id=who, need_id=key or who, at=at(day))


def consulted(
    who: int, day: str, ags: str = LIPPSTADT, *, kind: str = "consultation", entry: int = 0, **options
) -> CaseEvent:
    """Record a consultation, or that `entry` is taken back."""
    attributes = {**firm(ags, **options), "topics": ["e-rechnung"], "entry": entry or who}
    return record_event(kind, attributes=attributes, organisation_id=who, at=at(day))


def stepped(kind: str, who: int, day: str, ags: str = LIPPSTADT, *, key: int | None = None, **options) -> CaseEvent:
    """Record a step of an introduction of the firm `who`."""
    attributes = need(ags, **options)
    return record_event(
        kind, attributes=attributes, organisation_id=who, need_id=who, introduction_id=key or who, at=at(day)
    )


def held(event: int, day: str, ags: str = LIPPSTADT, *, kind: str = "talk") -> CaseEvent:
    attributes = {"event": event, "event_kind": kind, "region": "soest", "ags": ags, "topics": []}
    return record_event("event_held", attributes=attributes, at=at(day))


def came(event: int, day: str, ags: str, who: int | None = None, *, kind: str = "event_attended") -> CaseEvent:
    attributes = {"event": event, "event_kind": "talk", "region": "soest", "ags": SOEST, "from_ags": ags}
    if who:
        attributes |= {"from_kind": "company", "from_size_class": "small", "from_sectors": ["25"]}
    return record_event(kind, attributes=attributes, organisation_id=who, at=at(day))


def freely_counted(people) -> FreeCount:
    """Return the free count a lead has asked for, done, in a county with one frozen month."""
    first = at("2025-01-01").date()
    Snapshot.objects.get_or_create(
        kind="month", first=first, defaults={"fewest": 3, "largest_share": "0.80", "sha256": "0" * 64}
    )
    return FreeCount.objects.create(first=first, last=first, asked_by=people.lead, state="done")
