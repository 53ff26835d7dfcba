"""What the outbox knows about the letters of this room, and who may look at them."""

from events.enums import RegistrationState
from events.models import PairingPerson
from mail.enums import Weight
from mail.occasions import decided_by, occasion

decided_by("events.pairingperson", lambda user: PairingPerson.objects.managed_by(user))


def _comes(person: PairingPerson) -> bool:
    return person.registration.state == RegistrationState.REGISTERED


def _wishes_count(person: PairingPerson) -> bool:
    return _comes(person) and person.day.takes_wishes


occasion("pairing.invited", is_current=_wishes_count, weight=Weight.ANSWER)
occasion("pairing.timetable", "pairing.changed", is_current=_comes, weight=Weight.ALWAYS)
