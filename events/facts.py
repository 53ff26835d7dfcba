"""What is kept of an event for figures, as it was at that time: codes only."""

from typing import Any

from events.models import Event
from scheduling.clock import local

HUB = "soest"


def event_attributes(event: Event) -> dict[str, Any]:
    """Return kind, organiser, project, topics and first day of `event`."""
    municipality = event.municipality or (event.venue.municipality if event.venue else None)
    return {
        "event": event.pk,
        "event_kind": event.kind,
        "format": event.format,
        "region": event.region.slug if event.region else HUB,
        "ags": municipality.ags if municipality else "",
        "project": event.funded_project.slug if event.funded_project else "",
        "topics": sorted(topic.slug for topic in event.topics.all()),
        "day": local(event.starts_at).date().isoformat() if event.starts_at else "",
    }
