"""Merging two organisations that are one, and taking it back.

Both rows are locked in the order of their ids, so that two merges with a common organisation decide one after the
other. The one that gives way is not deleted: it points at the other one, and its page leads there.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.merging import Drift, How, Journal, MergeRule, apply_rules, find_drift, obstacles_between, rules_of, take_back
from core.models import LogEntry
from core.states import GuardFailed, announce, require
from organisations.enums import MemberRole
from organisations.merging import CHOICES, Choice
from organisations.models import Membership, Organisation, OrganisationAlias, OrganisationMerge

WINNER, LOSER = "winner", "loser"


@dataclass(frozen=True)
class ComparedField:
    """One field of both sides. `suggested` is the side that a lead would choose as a rule: the one that has it."""

    choice: Choice
    of_winner: tuple
    of_loser: tuple
    suggested: str

    @property
    def differs(self) -> bool:
        return self.of_winner != self.of_loser


@dataclass(frozen=True)
class Moved:
    """What happens to the rows of one relation: how many move, and how many both sides have."""

    rule: MergeRule
    moving: int
    twins: int
    staying: int
    already: int  # rows of the surviving side

    @property
    def total(self) -> int:
        return self.moving + self.twins + self.staying


@dataclass(frozen=True)
class Preview:
    winner: Organisation
    loser: Organisation
    fields: list[ComparedField]
    moved: list[Moved]
    obstacles: list[Any]
    seen: str  # changes with everything that is shown: a form names what its person has looked at


def preview(winner: Organisation, loser: Organisation) -> Preview:
    """Return both sides next to each other, and what a merge would do. Writes nothing."""
    fields = [_compare(choice, winner, loser) for choice in CHOICES]
    moved = [_count(rule, winner.pk, loser.pk) for rule in rules_of(Organisation)]
    shown = [
        [winner.pk, loser.pk, winner.merged_into_id, loser.merged_into_id],
        [(each.of_winner, each.of_loser) for each in fields],
        [(each.moving, each.twins, each.staying) for each in moved],
    ]
    seen = hashlib.sha256(DjangoJSONEncoder().encode(shown).encode()).hexdigest()
    return Preview(winner, loser, fields, moved, obstacles_between(winner, loser), seen)


def _compare(choice: Choice, winner: Organisation, loser: Organisation) -> ComparedField:
    suggested = LOSER if choice.is_filled(loser) and not choice.is_filled(winner) else WINNER
    return ComparedField(choice, choice.values(winner), choice.values(loser), suggested)


def _count(rule: MergeRule, winner: int, loser: int) -> Moved:
    rows, twins = rule.rows_of(loser).count(), len(rule.pair_twins(winner, loser))
    kept = rule.how == How.KEEP
    return Moved(rule, 0 if kept else rows - twins, twins, rows if kept else 0, rule.rows_of(winner).count())


def lock_both(first: int, second: int) -> dict[int, Organisation]:
    """Return both organisations by id, locked until the transaction ends."""
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=[first, second]).order_by("pk")
    return {row.pk: row for row in rows}


def merge(winner: Organisation, loser: Organisation, choices: dict[str, str], *, actor, seen: str = "") -> Any:
    """Merge `loser` into `winner` and return the OrganisationMerge.

    `choices` says by key of CHOICES which side's value survives ("winner" or "loser", the suggestion unless told).
    Nobody is written to; cases of the surviving side are matched again. Raises GuardFailed when one of them was
    merged meanwhile, when something stands in the way, or when `seen` is not what the preview says any more.
    """
    with transaction.atomic():
        return _merge(winner.pk, loser.pk, choices, actor, seen)


def _merge(winner_id: int, loser_id: int, choices: dict[str, str], actor, seen: str) -> OrganisationMerge:
    require(winner_id != loser_id, _("Choose two different organisations."))
    locked = lock_both(winner_id, loser_id)
    require(len(locked) == 2, _("One of the organisations does not exist any more."))
    winner, loser = locked[winner_id], locked[loser_id]
    for side in (winner, loser):
        merged = _("%(name)s has been merged into another organisation already.") % {"name": side.name}
        require(side.merged_into_id is None, merged)
    looked_at = preview(winner, loser)
    if looked_at.obstacles:
        raise GuardFailed(looked_at.obstacles)
    changed = _("Something has changed since you compared them. Look at both sides again; your choice is kept.")
    require(not seen or seen == looked_at.seen, changed)

    had_admin = _with_admin([winner.pk, loser.pk])
    _let_admins_change()
    journal = Journal()
    names = [winner.name, loser.name]
    taken = {}
    for field in looked_at.fields:
        if choices.get(field.choice.key, field.suggested) == LOSER:
            taken |= {column: getattr(loser, column) for column in field.choice.written}
    if taken:
        journal.change(Organisation, winner.pk, **taken)
    apply_rules(journal, winner, loser, actor=actor)
    journal.change(Organisation, loser.pk, merged_into_id=winner.pk)
    winner.refresh_from_db()
    known = set(winner.aliases.values_list("name", flat=True))
    for name in dict.fromkeys(names):
        if name != winner.name and name not in known:
            journal.create(OrganisationAlias(organisation=winner, name=name))
    merged = OrganisationMerge.objects.create(
        winner=winner,
        loser=loser,
        merged_by=actor,
        changes=journal.changes,
        created=journal.created,
        had_admin=had_admin,
    )
    moved = Counter(change["model"] for change in journal.changes)
    LogEntry.objects.record(winner, "merge", actor=actor, details={"loser": loser.pk, "rows": dict(moved)})
    announce(winner, "merge", actor=actor)
    return merged


def undo(merged: OrganisationMerge, *, actor) -> None:
    """Put everything back as it was before the merge. What came to the surviving organisation since stays there.

    Raises GuardFailed, and names what, when something changed since that stands in the way.
    """
    with transaction.atomic():
        _undo(merged, actor)


def _undo(merged: OrganisationMerge, actor) -> None:
    sides = lock_both(merged.winner_id, merged.loser_id)
    merged = OrganisationMerge.objects.select_for_update(of=("self",)).get(pk=merged.pk)
    require(merged.undone_at is None, _("This merge has been undone already."))
    _require_last(merged, sides)
    problems = [_in_words(drift) for drift in find_drift(merged.changes, merged.created)]
    if problems:
        raise GuardFailed(problems)
    _let_admins_change()
    take_back(merged.changes, merged.created)
    left_alone = set(merged.had_admin) - set(_with_admin(list(sides)))
    if left_alone:
        names = ", ".join(sides[pk].name for pk in sorted(left_alone))
        raise GuardFailed(
            [_("Administrations have changed since: nobody would be left to administer %(names)s.") % {"names": names}]
        )
    merged.undone_at, merged.undone_by = timezone.now(), actor
    merged.save(update_fields=["undone_at", "undone_by"])
    winner, loser = (Organisation.objects.get(pk=pk) for pk in (merged.winner_id, merged.loser_id))
    LogEntry.objects.record(winner, "undo_merge", actor=actor, details={"loser": loser.pk, "merge": merged.pk})
    for side in (winner, loser):
        announce(side, "undo_merge", actor=actor)


def _require_last(merged: OrganisationMerge, sides: dict[int, Organisation]) -> None:
    """Merges of one organisation are undone in reverse order."""
    later = OrganisationMerge.objects.filter(
        Q(winner__in=sides) | Q(loser__in=sides), undone_at__isnull=True, pk__gt=merged.pk
    ).select_related("winner", "loser")
    problem = _("Undo the later merge of %(loser)s into %(winner)s first.")
    names = [problem % {"loser": each.loser.name, "winner": each.winner.name} for each in later.order_by("-pk")]
    if names:
        raise GuardFailed(names)


def _in_words(drift: Drift) -> str:
    """Return what happened to a row since the merge, in words for the lead."""
    labels = {rule.model: rule.label for rule in rules_of(Organisation)}
    noun = labels.get(drift.model, drift.model._meta.verbose_name)
    if drift.row is None:
        return _("%(noun)s: an entry has been deleted since.") % {"noun": noun}
    if drift.model is not Organisation:
        return _("%(noun)s: “%(name)s” has been changed since.") % {"noun": noun, "name": drift.row}
    fields = [str(choice.label) for choice in CHOICES if set(choice.written) & set(drift.names)]
    return _("“%(name)s” has been changed since: %(fields)s.") % {"name": drift.row, "fields": ", ".join(fields)}


def _with_admin(pks: list[int]) -> list[int]:
    admins = Membership.objects.active().filter(organisation__in=pks, role=MemberRole.ADMIN)
    return sorted(admins.order_by().values_list("organisation", flat=True).distinct())


def _let_admins_change() -> None:
    """Tell the trigger membership_keeps_an_admin, until the transaction ends, that admins change sides: here it is
    this module that watches that nobody is left without."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.merging', 'on', true)")


def has_admin_after(looked_at: Preview) -> bool:
    """Whether somebody would administer the surviving organisation."""
    return bool(_with_admin([looked_at.winner.pk, looked_at.loser.pk]))


def count_moved(merged: OrganisationMerge) -> list[tuple[Any, int]]:
    """Return how many rows of each relation a merge has changed, by its label."""
    counted = Counter(change["model"] for change in merged.changes)
    rules = {rule.model._meta.label: rule.label for rule in rules_of(Organisation) if rule.how != How.KEEP}
    return [(label, counted[model]) for model, label in rules.items() if counted[model]]
