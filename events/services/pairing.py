"""The frame of the meetings at a matchmaking day, who takes part, and what they wish."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import LogEntry
from core.states import require
from events.enums import Kind, Side, WishKind
from events.models import Event, PairingDay, PairingPerson, PairingWish, Registration
from events.services.editing import hold
from events.timetables import letters


@transaction.atomic
def set_frame(event: Event, fields: Mapping[str, Any], *, actor) -> PairingDay:
    """Store times and limits of the meetings of `event`. Raises GuardFailed where it is no matchmaking day, or where
    fewer meetings follow each other than a timetable has."""
    locked = hold(event)
    require(locked.kind == Kind.MATCHMAKING, _("Only a matchmaking day has meetings of two."))
    day = PairingDay.objects.select_for_update().filter(event=locked).first() or PairingDay(event=locked)
    if day.pk and fields["slots"] < day.slots:
        require(
            not day.timetables.exclude(state__in=["discarded", "failed", "replaced"]).exists(),
            _("There is a timetable with more meetings one after the other. Discard it first."),
        )
    for name, value in fields.items():
        setattr(day, name, value)
    day.save()
    LogEntry.objects.record(locked, "set_pairing", actor=actor, to_state=locked.state)
    return day


@transaction.atomic
def invite(day: PairingDay, *, actor) -> int:
    """Let everybody take part who is registered and does not yet, and write to them; return how many."""
    hold(day.event)
    known = set(day.people.values_list("registration", flat=True))
    new = Registration.objects.coming().filter(event=day.event).exclude(pk__in=known).select_related("contact")
    taken = day.people.order_by("-number").values_list("number", flat=True).first() or 0
    made = [
        PairingPerson.objects.create(day=day, registration=registration, number=number, side=_side(registration))
        for number, registration in enumerate(new.order_by("position", "pk"), start=taken + 1)
    ]
    for person in made:
        letters.invited(person)
    LogEntry.objects.record(
        day.event, "invite_to_pairing", actor=actor, to_state=day.event.state, details={"number": len(made)}
    )
    return len(made)


def _side(registration: Registration) -> str:
    """Who has offers published comes with them, until the person says otherwise."""
    offers = registration.organisation and registration.organisation.offers.filter(state="published").exists()
    return Side.PROVIDER if offers else Side.SEEKER


@transaction.atomic
def tell(person: PairingPerson, fields: Mapping[str, Any]) -> None:
    """Store what somebody says of themselves: profile, name, when they are there. Raises GuardFailed after the time."""
    require(person.day.takes_wishes, _("The time for wishes is over. Please write to us."))
    _store(person, fields)


@transaction.atomic
def correct(person: PairingPerson, fields: Mapping[str, Any], *, actor) -> None:
    """Staff note that somebody comes later, falls ill, or takes more or fewer meetings."""
    _store(person, fields)
    event = person.day.event
    LogEntry.objects.record(event, "correct_pairing", actor=actor, to_state=event.state, details={"person": person.pk})


def _store(person: PairingPerson, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))


@transaction.atomic
def wish(person: PairingPerson, wishes: Mapping[int, str]) -> None:
    """Make the wishes of `person` those given, key of the other -> kind ("" for none).

    Raises GuardFailed after the time for wishes, and for more musts than meetings.
    """
    locked = PairingPerson.objects.select_for_update(of=("self",)).select_related("day").get(pk=person.pk)
    require(locked.day.takes_wishes, _("The time for wishes is over. Please write to us."))
    others = set(others_of(locked).values_list("pk", flat=True))
    kinds = {key: WishKind(kind) for key, kind in wishes.items() if kind and key in others}
    musts = sum(kind == WishKind.MUST for kind in kinds.values())
    most = locked.day.most if locked.most is None else locked.most
    require(musts <= most, _("Choose “must” for %(number)d people at most.") % {"number": most})
    locked.wishes.exclude(wished__in=kinds).delete()
    PairingWish.objects.bulk_create(
        [PairingWish(wisher=locked, wished_id=key, kind=kind) for key, kind in kinds.items()],
        update_conflicts=True,
        unique_fields=["wisher", "wished"],
        update_fields=["kind"],
    )
    PairingPerson.objects.filter(pk=locked.pk).update(wished_at=timezone.now())


def others_of(person: PairingPerson):
    """Return whom somebody may wish to meet."""
    others = person.day.people.coming().exclude(pk=person.pk).select_related("registration", "day")
    return others if person.day.everybody else others.exclude(side=person.side)
