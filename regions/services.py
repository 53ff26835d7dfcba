"""Verbs that write."""

import datetime
import math
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.models import LogEntry
from regions.models import Shareholding


def check_transfer(giver: Shareholding, receiver: Shareholding) -> None:
    """Raise ValidationError unless `giver` can hand over the share that the unsaved `receiver` describes."""
    receiver.clean_fields()
    problems = []
    if giver.valid_until is not None:
        problems.append(_("This share has ended. Choose one that is in force."))
    if receiver.holder == giver.holder:
        problems.append(_("Giver and receiver must differ."))
    if receiver.share > giver.share:
        problems.append(
            _("%(holder)s holds only %(share)s.") % {"holder": giver.holder, "share": giver.fraction_display}
        )
    held = Shareholding.objects.filter(holder=receiver.holder, valid_until__isnull=True).first()
    if receiver.valid_from <= max(row.valid_from for row in (giver, held) if row):
        problems.append(_("Choose a day after both sides' present shares began."))
    if problems:
        raise ValidationError(problems)
    if held is None:
        receiver.validate_constraints()


@transaction.atomic
def transfer_share(giver: Shareholding, receiver: Shareholding, *, actor) -> Shareholding:
    """Move a part of an open shareholding to another holder and return the receiver's new period.

    `receiver` is unsaved and says who receives, how much (`numerator`/`denominator`), from which day on
    (`valid_from`) and where that is written (`source`). The giver's period ends on that day and continues
    with the rest; if the receiver already holds a share, it grows. Raises ValidationError as `check_transfer`
    does; nothing is written then.
    """
    on, part = receiver.valid_from, receiver.share
    parties = [giver.holder, receiver.holder]
    locked = Shareholding.objects.select_for_update().filter(holder__in=parties, valid_until__isnull=True)
    open_rows = {row.holder: row for row in locked.order_by("pk")}
    giver.refresh_from_db()
    check_transfer(giver, receiver)
    _close(giver, on)
    if part < giver.share:
        _continue(giver, giver.share - part, on, receiver.source)
    held = open_rows.get(receiver.holder)
    if held is None:
        receiver.save()
        result = receiver
    else:
        _close(held, on)
        result = _continue(held, held.share + part, on, receiver.source)
    LogEntry.objects.create(
        actor=actor,
        verb="transfer_share",
        subject_type=Shareholding._meta.label_lower,
        subject_id=result.pk,
        details={"giver": giver.pk, "part": str(part), "on": on.isoformat()},
    )
    return result


def _close(row: Shareholding, on: datetime.date) -> None:
    row.valid_until = on
    row.save(update_fields=["valid_until"])


def _continue(row: Shareholding, share: Fraction, on: datetime.date, source: str) -> Shareholding:
    """Save and return the period that follows `row` on `on`: the same holder, now with `share`."""
    denominator = math.lcm(share.denominator, row.denominator)  # keep 32nds as long as they are exact
    return Shareholding.objects.create(
        holder=row.holder,
        holder_kind=row.holder_kind,
        county=row.county,
        municipality=row.municipality,
        numerator=int(share * denominator),
        denominator=denominator,
        valid_from=on,
        source=source,
    )
