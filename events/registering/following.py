"""What registrations do when an event moves, and what the outbox knows about their letters. Importing registers."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from core.states import effect
from events.enums import RegistrationState
from events.models import Event, Registration
from events.notices import on_changes
from events.registering import letters, services
from mail.occasions import decided_by, occasion


@effect("event", "cancel")
def everybody_is_told(event: Event, actor) -> None:
    services.event_is_cancelled(event, actor=actor)


@receiver(post_delete, sender=Registration)
def a_place_of_somebody_erased_is_free(instance: Registration, **kwargs) -> None:
    """An erasure deletes the row of whoever had a place; those in line must not wait for nobody."""
    event = Event.objects.filter(pk=instance.event_id).first()
    if event is not None and instance.state == RegistrationState.REGISTERED:
        services.promote_waiting(event)


on_changes(letters.tell_of_changes)


def _has_place(registration: Registration) -> bool:
    return registration.state == RegistrationState.REGISTERED


def _counts(registration: Registration) -> bool:
    return registration.state not in Registration.workflow.terminal


occasion("event.reminder", "event.reminder_online", is_current=_has_place)
occasion("event.changed", "event.known", is_current=_counts)
decided_by("events.registration", lambda user: Registration.objects.managed_by(user))
