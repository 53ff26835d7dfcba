"""How many people fit in. Where people take part on site and online, each way has places and a waiting list of its own;
everywhere else there is one of both for all."""

from dataclasses import dataclass
from typing import Any

from events.enums import Format
from events.models import Event, Registration
from events.models.registrations import RegistrationQuerySet


@dataclass(frozen=True)
class Room:
    """The places of one way of taking part. `is_online` None: the way makes no difference. `capacity` None: as many as
    come. `taken` and `waiting` count people, companions included."""

    is_online: bool | None
    capacity: int | None
    taken: int
    waiting: int

    @property
    def free(self) -> int | None:
        """Return how many more people fit in, less than 0 where staff have let in more; None: as many as come."""
        return None if self.capacity is None else self.capacity - self.taken

    @property
    def left(self) -> int | None:
        """Return what is told to people: how many places are left."""
        return None if self.free is None else max(0, self.free)

    @property
    def is_full(self) -> bool:
        return self.left == 0

    def takes(self, seats: int) -> bool:
        return self.free is None or seats <= self.free


def rooms_of(event: Event) -> list[Room]:
    """Return the places of `event`: those on site and those online where both are possible, else one room for all."""
    return [_room(event, is_online) for is_online in ((False, True) if event.format == Format.HYBRID else (None,))]


def shown(event: Event) -> dict[str, Any]:
    """Return what pages say about the places: the rooms, and whether nothing is free in any of them."""
    rooms = rooms_of(event)
    return {"rooms": rooms, "is_full": all(room.is_full for room in rooms)}


def room_of(registration: Registration) -> Room:
    """Return the places that `registration` counts against."""
    return _room(registration.event, _way_of(registration))


def in_line_before(registration: Registration) -> int:
    """Return the place in line: 1 is the next."""
    beside = _sharing(registration.event, _way_of(registration))
    return beside.in_line().filter(position__lt=registration.position).count() + 1


def waiting_in(event: Event, room: Room) -> RegistrationQuerySet:
    """Return who waits for a place in `room`, the first first."""
    return _sharing(event, room.is_online).in_line()


def _way_of(registration: Registration) -> bool | None:
    return registration.takes_part_online if registration.event.format == Format.HYBRID else None


def _sharing(event: Event, is_online: bool | None) -> RegistrationQuerySet:
    rows = event.registrations.all()
    return rows if is_online is None else rows.filter(takes_part_online=is_online)


def _room(event: Event, is_online: bool | None) -> Room:
    rows = _sharing(event, is_online)
    capacity = event.online_capacity if is_online else event.capacity
    return Room(is_online, capacity, rows.coming().seats(), rows.in_line().seats())
