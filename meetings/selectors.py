"""Reads for the pages of meetings."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from matchmaking.models import Introduction
from meetings.enums import Party
from meetings.models import Meeting, MeetingSlot


@dataclass(frozen=True)
class SlotRow:
    """A proposed time and whom it suits: True, False, or None where the party has not answered."""

    slot: MeetingSlot
    company: bool | None
    provider: bool | None
    is_over: bool


def slot_rows(meeting: Meeting) -> list[SlotRow]:
    now, rows = timezone.now(), []
    for slot in meeting.slots.prefetch_related("answers"):
        said = {answer.party: answer.suits for answer in slot.answers.all()}
        rows.append(SlotRow(slot, said.get(Party.COMPANY), said.get(Party.PROVIDER), slot.starts_at <= now))
    return rows


def fixable_slots(meeting: Meeting, party: str) -> QuerySet[MeetingSlot]:
    """Return the times that `party` may fix: to come, and said by the other side to suit; a lead may fix any."""
    slots = meeting.slots.filter(starts_at__gt=timezone.now())
    other = {Party.COMPANY: Party.PROVIDER, Party.PROVIDER: Party.COMPANY}.get(party)
    if other is None:
        return slots
    return slots.filter(answers__party=other, answers__suits=True)


def meetings_of(user, introduction: Introduction) -> list[Meeting]:
    """Return the meetings of an introduction that `user` may see, the newest first."""
    return list(Meeting.objects.visible_to(user).filter(introduction=introduction).with_case())
