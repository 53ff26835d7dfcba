"""Passing cases to another lead, and taking that back by handing them back."""

from collections.abc import Iterable

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contactlog.handover import Transferable, kind_of
from contactlog.models import Handover, HandoverItem
from contactlog.notifications import cases_handed_over
from core.models import LogEntry
from core.states import GuardFailed, require
from organisations.models import Organisation

Chosen = Iterable[tuple[Transferable, models.Model]]


def refusals(chosen: Chosen, receiver) -> list[str]:
    """Return one sentence per case that `receiver` must not get: another region, or biased."""
    return [
        _("%(name)s may not decide on “%(case)s”: another region, or biased.")
        % {"name": receiver.get_full_name(), "case": title_of(row)}
        for kind, row in chosen
        if not kind.may_receive(receiver, row)
    ]


def title_of(row: models.Model) -> str:
    """Return how a case is called in lists: a next step by its words, everything else by itself."""
    return getattr(row, "next_step", "") or str(row)


@transaction.atomic
def hand_over(chosen: Chosen, *, giver, receiver, actor, note: str = "", back_of: Handover | None = None) -> Handover:
    """Make `receiver` responsible for the chosen cases of `giver`, tell them by mail, and return the hand-over.

    All or nothing. Raises GuardFailed when nothing is chosen, when the receiver may not have one of them, or when one
    of them is no longer with the giver.
    """
    chosen = list(chosen)
    require(chosen, _("Choose at least one case."))
    require(receiver.pk != giver.pk, _("Choose somebody else."))
    if problems := refusals(chosen, receiver):
        raise GuardFailed(problems)
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                giver=giver,
                receiver=receiver,
                actor=actor,
                note=note.strip(),
                handed_at=timezone.now(),
                back_of=back_of,
            )
    except IntegrityError:
        raise GuardFailed([_("These cases have been handed back already.")]) from None
    for kind, row in chosen:
        _pass_on(kind, row, handover)
    HandoverItem.objects.bulk_create(
        HandoverItem(handover=handover, kind=kind.slug, row_id=row.pk) for kind, row in chosen
    )
    cases_handed_over(handover, len(chosen))
    return handover


def _pass_on(kind: Transferable, row: models.Model, handover: Handover) -> None:
    """Write the new person, but only where the old one still stands: two hand-overs at once must not both win."""
    still = kind.model._base_manager.filter(pk=row.pk, **{kind.column: handover.giver})
    require(
        still.update(**{kind.column: handover.receiver}),
        _("“%(case)s” is no longer with this person. Look at the list again.") % {"case": title_of(row)},
    )
    details = {"handover": handover.pk, "to": handover.receiver_id, "from": handover.giver_id}
    LogEntry.objects.record(row, "hand_over", actor=handover.actor, details=details)


def still_there(handover: Handover) -> list[tuple[Transferable, models.Model]]:
    """Return the cases of a hand-over that the receiver still holds: the ones that can go back."""
    found = []
    for item in handover.items.all():
        kind = kind_of(item.kind)
        row = kind.held_by(handover.receiver).filter(pk=item.row_id).first()
        if row is not None:
            found.append((kind, row))
    return found


def hand_back(handover: Handover, *, actor) -> Handover:
    """Give back what the receiver still holds. Raises GuardFailed as `hand_over` does."""
    return hand_over(
        still_there(handover), giver=handover.receiver, receiver=handover.giver, actor=actor, back_of=handover
    )


@transaction.atomic
def set_owner(organisation: Organisation, owner, *, actor) -> None:
    """Let `owner` (None: nobody) look after the organisation. Raises GuardFailed for somebody who may not."""
    if owner is not None and (problems := refusals([(kind_of("organisation"), organisation)], owner)):
        raise GuardFailed(problems)
    before = organisation.owner_id
    organisation.owner = owner
    organisation.save(update_fields=["owner"])
    details = {"from": before, "to": owner.pk if owner else None}
    LogEntry.objects.record(organisation, "set_owner", actor=actor, details=details)
