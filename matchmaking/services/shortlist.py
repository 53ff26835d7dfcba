"""The shortlist of a need as the company will read it: its order and its reasons."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from companies.models import Need
from core.models import LogEntry
from core.states import InvalidTransition, require
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from matchmaking.services.common import BEING_OFFERED

UP, DOWN = "up", "down"


def next_position(need: Need) -> int:
    """Return the place behind everything that stands in the shortlist; call it under the lock of the need."""
    standing = need.introductions.filter(state__in=BEING_OFFERED)
    return (standing.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def move(introduction: Introduction, direction: str, *, actor) -> bool:
    """Move the introduction one place up or down in the shortlist of its need and return whether it moved: the first
    one moves no further up. Raises InvalidTransition once the case is past the two questions."""
    Need.objects.select_for_update().get(pk=introduction.need_id)
    standing = Introduction.objects.filter(need=introduction.need_id, state__in=BEING_OFFERED)
    rows = list(standing.order_by(F("position").asc(nulls_last=True), "shortlisted_at", "pk").only("pk", "position"))
    order = [row.pk for row in rows]
    if introduction.pk not in order:
        raise InvalidTransition(f"introduction {introduction.pk} stands in no shortlist")
    at = order.index(introduction.pk)
    to = at + (1 if direction == DOWN else -1)
    if not 0 <= to < len(order):
        return False
    order[at], order[to] = order[to], order[at]
    for row in rows:
        row.position = order.index(row.pk) + 1
    Introduction.objects.bulk_update(rows, ["position"])
    LogEntry.objects.record(introduction, "reorder", actor=actor, details={"from": at + 1, "to": to + 1})
    return True


@transaction.atomic
def change_reason(introduction: Introduction, *, actor, note: str) -> None:
    """Write the reason the company reads anew. Once the company has been asked it stays as it was read."""
    require(note.strip(), _("Write why this provider fits; the company reads it."))
    chosen = Introduction.objects.filter(pk=introduction.pk, state=IntroductionState.SHORTLISTED)
    if not chosen.update(shortlist_note=note.strip()):
        raise InvalidTransition(f"introduction {introduction.pk} is not waiting to be asked about")
    LogEntry.objects.record(introduction, "change_reason", actor=actor)
    introduction.shortlist_note = note.strip()
