"""What the public page of an event shows of what came of it."""

from typing import Any

from core.told import told
from events.models import Event, EventSummary


def left_behind(event: Event) -> dict[str, Any]:
    """Return the published summary in the reader's language, and the files that everybody may read."""
    summary = EventSummary.objects.filter(event=event, published_at__isnull=False).first()
    return {
        "outcome": told(de=summary.text, en=summary.text_en) if summary else None,
        "public_files": event.files.filter(is_public=True),
    }
