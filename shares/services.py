"""Verbs that write: entering an event."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.models import LogEntry
from shares.arithmetic import REGISTER_START, Shares, applied, changes, percent_text, total
from shares.enums import EventKind
from shares.models import Holder, ShareEvent, ShareMovement
from shares.selectors import capital_on, shares_on

LARGEST = 2**63 - 1  # what the database keeps of a numerator or denominator


@dataclass(frozen=True)
class Draft:
    """An event that is not entered yet: what the shares are afterwards (`after`, all of them), and where that is
    written. `capital_eur` is the share capital from then on, where the deed names it."""

    kind: str
    happened_on: datetime.date
    document: str
    after: Shares
    capital_eur: int | None = None
    note: str = ""


def problems_of(draft: Draft) -> list[str]:
    """Return why `draft` cannot be entered, one sentence each; nothing where it can. Says by how much a sum is off."""
    found = [*_of_the_day(draft), *_of_the_sum(draft)]
    if found:
        return found
    moved = changes(shares_on(draft.happened_on), draft.after)
    if not moved:
        return [_("Nobody's share would change.")]
    if any(max(abs(each.numerator), each.denominator) > LARGEST for each in moved.values()):
        return [_("These parts are too small to be kept exactly.")]
    return [*_of_later_days(draft, moved), *_of_the_capital(draft)]


def _of_the_day(draft: Draft) -> list[str]:
    on, today = draft.happened_on, timezone.localdate()
    if not REGISTER_START <= on <= today:
        first = date_format(REGISTER_START, "DATE_FORMAT")
        return [_("Choose a day from %(first)s until today.") % {"first": first}]
    last = ShareEvent.objects.order_by("-happened_on").values_list("happened_on", flat=True).first()
    if draft.kind != EventKind.CORRECTION and last and on < last:
        day = date_format(last, "DATE_FORMAT")
        return [_("The last event is of %(day)s. Only a correction may lie before it.") % {"day": day}]
    return []


def _of_the_sum(draft: Draft) -> list[str]:
    if any(share < 0 for share in draft.after.values()):
        return [_("A share is never below zero.")]
    off = total(draft.after.values()) - 1
    if not off:
        return []
    said = {"off": f"{abs(off.numerator)}/{off.denominator}", "percent": percent_text(abs(off))}
    if off > 0:
        return [_("The shares add up to %(off)s (%(percent)s) too much. They must be exactly the whole.") % said]
    return [_("The shares add up to %(off)s (%(percent)s) too little. They must be exactly the whole.") % said]


def _of_later_days(draft: Draft, moved: Shares) -> list[str]:
    """A correction of an earlier day changes the days after it, too."""
    later = ShareEvent.objects.filter(happened_on__gt=draft.happened_on)
    for day in later.values_list("happened_on", flat=True).distinct():
        short = [pk for pk, share in applied(shares_on(day), moved).items() if share < 0]
        if short:
            said = {"holder": Holder.objects.get(pk=short[0]).name, "day": date_format(day, "DATE_FORMAT")}
            return [_("%(holder)s would hold less than nothing on %(day)s.") % said]
    return []


def _of_the_capital(draft: Draft) -> list[str]:
    known = capital_on(draft.happened_on)
    if known and not draft.capital_eur and draft.kind == EventKind.INCREASE:
        return [_("The share capital is known. Enter the new one in whole euros.")]
    capital = draft.capital_eur or known
    if capital and any((share * capital).denominator > 1 for share in draft.after.values()):
        return [_("Each share must be a number of whole euros of the share capital.")]
    return []


def enter_event(draft: Draft, *, actor) -> ShareEvent:
    """Enter `draft` and return the event. Raises ValidationError with the sentences of `problems_of`, or with one of
    its own where the database, which looks at every day once more, refuses; nothing is written then."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('shares_register'))")
            event = _entered(draft, actor)
            cursor.execute("SET CONSTRAINTS shares_event_is_whole, shares_movement_is_whole IMMEDIATE")
            cursor.execute("SET CONSTRAINTS shares_event_is_whole, shares_movement_is_whole DEFERRED")
    except IntegrityError as refusal:
        raise ValidationError(
            _("The register would not be whole on every day. Check the day and the parts.")
        ) from refusal
    return event


def _entered(draft: Draft, actor) -> ShareEvent:
    if problems := problems_of(draft):
        raise ValidationError(problems)
    event = ShareEvent.objects.create(
        kind=draft.kind,
        happened_on=draft.happened_on,
        document=draft.document,
        note=draft.note,
        capital_eur=draft.capital_eur,
        entered_by=actor,
    )
    move(event, changes(shares_on(draft.happened_on), draft.after))
    LogEntry.objects.record(event, "enter_share_event", actor=actor, details={"kind": draft.kind})
    return event


def move(event: ShareEvent, moved: Mapping[int, Fraction]) -> None:
    """Write the movements of `event` by id of the holder."""
    ShareMovement.objects.bulk_create(
        ShareMovement(event=event, holder_id=pk, numerator=change.numerator, denominator=change.denominator)
        for pk, change in moved.items()
    )
