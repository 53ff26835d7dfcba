"""Who came to an event, as far as anybody knows."""

from django.db.models import QuerySet

from events.models import Event, Registration


def is_attendance_known(event: Event) -> bool:
    """Whether somebody noted at the entrance, or from a file, who came."""
    return event.registrations.filter(attendances__isnull=False).exists()


def who_came(event: Event) -> QuerySet[Registration]:
    """Return the registrations of those who came; of all who had a place where nobody noted it."""
    rows = event.registrations.filter(contact__isnull=False)
    if is_attendance_known(event):
        return rows.filter(pk__in=event.registrations.filter(attendances__isnull=False).values("pk"))
    return rows.coming()
