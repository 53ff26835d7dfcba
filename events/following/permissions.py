"""Who may read what follows an event. Whatever names people is for those who see the participants, too."""

from events.models import Event
from events.permissions import can_manage_event, can_see_participants


def can_manage_note(user, note) -> bool:
    """The rule of `EventNote.objects.managed_by`, for one row."""
    return can_see_participants(user, note.event)


def can_manage_feedback(user, feedback) -> bool:
    """The rule of `Feedback.objects.managed_by`, for one row."""
    return can_see_participants(user, feedback.event)


def can_manage_minutes(user, minutes) -> bool:
    """The rule of `Minutes.objects.managed_by`, for one row."""
    return can_see_participants(user, minutes.event)


def can_manage_action_item(user, item) -> bool:
    """The rule of `ActionItem.objects.managed_by`, for one row."""
    return can_see_participants(user, item.event)


def can_read_event_file(user, file) -> bool:
    """The rule of `EventFile.objects.visible_to`, for one row."""
    event: Event = file.event
    if (file.is_public and event.is_public) or can_manage_event(user, event):
        return True
    return event.registrations.of_person(user).coming().exists()
