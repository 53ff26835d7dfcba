"""What changes of events cause. Registered by the app's `ready()`."""

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver

from core.stamps import touch_with
from core.states import after_every_step
from events.findable import follow
from events.models import Event, EventDate, PairingPerson, Timetable, Venue

touch_with("events", Event, EventDate, Venue)


@receiver(post_save, sender=Event)
def a_changed_event_is_found(instance: Event, **kwargs) -> None:
    if instance.published_at:
        follow(instance)


@after_every_step
def the_search_follows(obj, verb, actor) -> None:
    if isinstance(obj, Event):
        follow(obj)


@receiver(pre_delete, sender=PairingPerson)
def who_is_gone_is_in_no_list_of_wishes(instance: PairingPerson, **kwargs) -> None:
    """What could not be placed names participants by their keys; those of somebody who is erased go as well."""
    for timetable in Timetable.objects.filter(day=instance.day_id):
        kept = [row for row in timetable.unplaced if instance.pk not in row[:2]]
        if kept != timetable.unplaced:
            Timetable.objects.filter(pk=timetable.pk).update(unplaced=kept)
