"""What those who were at an event may read afterwards, by a link or signed in: slides and minutes."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from events.following.enums import MinutesState
from events.models import Event, EventFile, Minutes, Registration
from links.models import SignedLink
from links.services import issue
from mail.links import absolute

PURPOSE = "event.material"
READ_FOR = timedelta(days=180)


def material_link(registration: Registration) -> SignedLink:
    """Return the link by which whoever was registered reads slides and minutes, again and again."""
    return issue(
        PURPOSE,
        contact=registration.contact,
        about=registration,
        key=f"{registration.pk}:{registration.contact_id}:{timezone.localdate():%Y%m}",
        expires_at=timezone.now() + READ_FOR,
    )


def material_url(registration: Registration) -> str:
    return absolute(material_link(registration).path)


def files_of(event: Event) -> QuerySet[EventFile]:
    return event.files.all()


def approved_minutes(event: Event) -> Minutes | None:
    return Minutes.objects.filter(event=event, state=MinutesState.APPROVED).first()


def has_material(event: Event) -> bool:
    return event.files.exists() or approved_minutes(event) is not None
