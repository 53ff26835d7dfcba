"""Verbs on meetings: propose, mark, fix, move, cancel. Calendars are told in the same transaction.

Everybody who changes a meeting locks its introduction first, then the meeting, so that two people who act at once
come one after the other, and the number in the calendars rises with each change.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from core.models import LogEntry
from core.states import InvalidTransition, advance, announce, require
from links.services import revoke
from matchmaking.models import Introduction
from meetings import invitations, notifications
from meetings.enums import MeetingState, Party
from meetings.models import Meeting, MeetingSlot, SlotAnswer
from meetings.permissions import require_contact

SLOTS_AT_MOST = 5
FURTHEST = timedelta(days=365)  # that somebody plans ahead
SLOTS_LINK = "meeting.slots"


def lock(meeting: Meeting) -> None:
    """Hold the case, then the meeting, until the transaction ends; `meeting` is read again."""
    list(Introduction.objects.select_for_update().filter(pk=meeting.introduction_id).values_list("pk"))
    list(Meeting.objects.select_for_update().filter(pk=meeting.pk).values_list("pk"))
    meeting.refresh_from_db()


def require_time(starts_at: datetime) -> None:
    now = timezone.now()
    require(starts_at > now, _("Choose a time in the future."))
    require(starts_at <= now + FURTHEST, _("Choose a time within the next twelve months."))


@transaction.atomic
def propose(
    introduction: Introduction,
    *,
    actor,
    party: str,
    slots: Collection[datetime],
    minutes: int,
    kind: str,
    place: str = "",
) -> Meeting:
    """Propose times for a meeting on behalf of `party`; the others are asked which of them suit.

    Raises GuardFailed when a meeting is open already, or a time lies in the past, and InvalidTransition when the two
    sides are not in contact.
    """
    meeting = _begin(introduction, actor=actor, party=party, minutes=minutes, kind=kind, place=place)
    _write_slots(meeting, slots, actor.contact)
    announce(meeting, "propose", actor=actor)
    notifications.times_proposed(meeting)
    return meeting


@transaction.atomic
def arrange(
    introduction: Introduction, *, actor, starts_at: datetime, minutes: int, kind: str, place: str = ""
) -> Meeting:
    """Fix a meeting right away, as a lead does who has agreed on it with both by phone; raises as `propose` does."""
    meeting = _begin(introduction, actor=actor, party=Party.LEAD, minutes=minutes, kind=kind, place=place)
    _fix(meeting, starts_at, actor=actor, accepted=set())
    return meeting


def _begin(introduction: Introduction, *, actor, party: str, **details: Any) -> Meeting:
    locked = Introduction.objects.select_for_update().get(pk=introduction.pk)
    require_contact(locked)
    require(not locked.meetings.open().exists(), _("There is a meeting already. Move it, or cancel it first."))
    details["place"] = details["place"].strip()
    meeting = Meeting.objects.create(introduction=locked, proposed_by=actor, proposed_as=party, **details)
    LogEntry.objects.record(meeting, "propose", actor=actor, to_state=meeting.state)
    return meeting


def _write_slots(meeting: Meeting, slots: Collection[datetime], contact: Contact) -> None:
    """Write the times; who proposes them is free at them."""
    times = sorted(set(slots))
    require(times, _("Propose at least one time."))
    require(len(times) <= SLOTS_AT_MOST, _("Propose %(number)d times at most.") % {"number": SLOTS_AT_MOST})
    for starts_at in times:
        require_time(starts_at)
    rows = MeetingSlot.objects.bulk_create(MeetingSlot(meeting=meeting, starts_at=starts_at) for starts_at in times)
    SlotAnswer.objects.bulk_create(
        SlotAnswer(slot=row, party=meeting.proposed_as, suits=True, contact=contact) for row in rows
    )


@transaction.atomic
def propose_again(
    meeting: Meeting,
    *,
    actor,
    party: str,
    slots: Collection[datetime],
    minutes: int,
    kind: str,
    place: str = "",
) -> None:
    """Put other times in the place of those that were proposed; what was answered to them goes with them."""
    lock(meeting)
    require_contact(meeting.introduction)
    advance(
        meeting,
        "propose_again",
        actor=actor,
        proposed_by=actor,
        proposed_as=party,
        proposal=meeting.proposal + 1,
        minutes=minutes,
        kind=kind,
        place=place.strip(),
    )
    revoke(meeting, SLOTS_LINK)
    meeting.slots.all().delete()
    _write_slots(meeting, slots, actor.contact)
    notifications.times_proposed(meeting)


@transaction.atomic
def mark(
    meeting: Meeting, *, party: str, contact: Contact, suiting: Iterable[MeetingSlot], proposal: int, source: str = ""
) -> None:
    """Note which of the proposed times suit `party`, for whom `contact` answers; none is an answer, too.

    An earlier answer of the party gives way. `proposal` is the one the person has seen: raises InvalidTransition
    when other times have taken its place, or one is fixed. `source` says how somebody answered who did not sign in.
    """
    lock(meeting)
    require_contact(meeting.introduction)
    if meeting.proposal != proposal:
        raise InvalidTransition(f"meeting {meeting.pk}: other times have been proposed")
    chosen = {slot.pk for slot in suiting}
    advance(meeting, "mark", actor=contact.user, on_behalf_source=source)
    rows = list(meeting.slots.all())
    SlotAnswer.objects.filter(slot__in=rows, party=party).delete()
    SlotAnswer.objects.bulk_create(
        SlotAnswer(slot=row, party=party, suits=row.pk in chosen, contact=contact) for row in rows
    )
    if not source:  # else the link is being used at this moment
        revoke(meeting, SLOTS_LINK, contact=contact)
    notifications.times_marked(meeting, party)


@transaction.atomic
def fix(meeting: Meeting, *, actor, party: str, slot: MeetingSlot) -> None:
    """Fix one of the proposed times; everybody gets an invitation for the calendar.

    A side fixes only what suits the other side; the lead, who has spoken with both, any. Raises GuardFailed
    otherwise, and InvalidTransition when the times have changed meanwhile.
    """
    lock(meeting)
    require_contact(meeting.introduction)
    if not meeting.slots.filter(pk=slot.pk).exists():
        raise InvalidTransition(f"meeting {meeting.pk}: other times have been proposed")
    suits = set(slot.answers.filter(suits=True).values_list("party", flat=True))
    other = {Party.COMPANY: Party.PROVIDER, Party.PROVIDER: Party.COMPANY}.get(party)
    require(other is None or other in suits, _("The other side has not said yet that this time suits."))
    _fix(meeting, slot.starts_at, actor=actor, accepted=suits | {party})


def _fix(meeting: Meeting, starts_at: datetime, *, actor, accepted: set[str]) -> None:
    require_time(starts_at)
    removed = invitations.gather(meeting, accepted=accepted)
    advance(meeting, "fix", actor=actor, starts_at=starts_at, set_at=timezone.now())
    revoke(meeting, SLOTS_LINK)
    invitations.send(meeting, removed)


@transaction.atomic
def move(meeting: Meeting, *, actor, party: str, starts_at: datetime, minutes: int, kind: str, place: str = "") -> bool:
    """Give the meeting another time, length or place and return whether anything is different.

    It stays the same entry in everybody's calendar. Who moves it is free at the new time, the others are asked anew.
    """
    lock(meeting)
    require_contact(meeting.introduction)
    new = {"starts_at": starts_at, "minutes": minutes, "kind": kind, "place": place.strip()}
    if meeting.state == MeetingState.FIXED and all(getattr(meeting, name) == new[name] for name in new):
        return False
    require_time(starts_at)
    if starts_at != meeting.starts_at:
        new["set_at"] = timezone.now()
    revoke(meeting)  # the question who came to the former time
    removed = invitations.gather(meeting, accepted={party})
    advance(meeting, "move", actor=actor, sequence=meeting.sequence + 1, **new)
    invitations.send(meeting, removed)
    return True


@transaction.atomic
def cancel(meeting: Meeting, *, actor, reason: str) -> None:
    """Call the meeting off; calendars drop it, and nobody but the lead learns why."""
    lock(meeting)
    call_off(meeting, actor=actor, reason=reason)


def call_off(meeting: Meeting, *, actor, reason: str) -> None:
    """The same for whoever holds the rows already."""
    is_in_calendars = meeting.state == MeetingState.FIXED
    advance(
        meeting,
        "cancel",
        actor=actor,
        reason=reason,
        cancel_reason=reason,
        sequence=meeting.sequence + is_in_calendars,
    )
    revoke(meeting)
    if not is_in_calendars:
        notifications.proposal_dropped(meeting)
    elif meeting.is_upcoming:
        invitations.call_off(meeting)
