"""Who has no e-mail address is told by phone: what there is to tell stands on the row until somebody has called."""

from django.db import transaction
from django.utils import timezone

from core.models import LogEntry
from events.enums import News
from events.models import Registration

NOTED = ("to_tell", "to_tell_since")


def note(registration: Registration, news: str) -> None:
    """Note that the person is to be called; the newest is told, since the page of the registration says the rest."""
    if news not in News.values:
        return
    registration.to_tell, registration.to_tell_since = news, timezone.now()
    registration.save(update_fields=NOTED)


@transaction.atomic
def told(registration: Registration, *, actor) -> None:
    """Somebody has called; to say so again changes nothing."""
    locked = Registration.objects.select_for_update().get(pk=registration.pk)
    news = locked.to_tell
    if not news:
        return
    locked.to_tell, locked.to_tell_since = "", None
    locked.save(update_fields=NOTED)
    LogEntry.objects.record(locked, "told_by_phone", actor=actor, to_state=locked.state, details={"news": news})
