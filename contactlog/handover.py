"""What can be passed from lead to lead. Each room registers its own kind of case in `ready()`; nothing here knows
what a need is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.bias import is_biased


@dataclass(frozen=True)
class Transferable:
    """A kind of case that somebody is responsible for.

    `column` holds the account. `held_by(user)` returns the open rows of a person as a queryset, `region_of(row)` says
    who may moderate the row, and `cases_of(row)` lists everything a bias for which rules a receiver out.
    `describe(row)` returns facts for a list.
    """

    slug: str
    label: Any
    model: type[models.Model]
    column: str
    held_by: Callable[[Any], models.QuerySet]
    region_of: Callable[[models.Model], Any]
    cases_of: Callable[[models.Model], Iterable[models.Model]]
    describe: Callable[[models.Model], Iterable[str]] = lambda row: ()

    def may_receive(self, user, row: models.Model) -> bool:
        """Whether `user` may moderate the region of `row` and is impartial."""
        moderates = user.is_project_lead or self.region_of(row).pk in user.led_region_ids
        return moderates and not is_biased(user, *self.cases_of(row))

    def key(self, row: models.Model) -> str:
        return f"{self.slug}-{row.pk}"


_kinds: dict[str, Transferable] = {}


def transferable(kind: Transferable) -> None:
    """Register a kind of case that leads can hand over."""
    _kinds[kind.slug] = kind


def kinds() -> list[Transferable]:
    return list(_kinds.values())


def kind_of(slug: str) -> Transferable:
    return _kinds[slug]


def held_by(user) -> list[tuple[Transferable, list[models.Model]]]:
    """Return what `user` is responsible for, by kind; kinds of which there is nothing are left out."""
    held = [(kind, list(kind.held_by(user))) for kind in kinds()]
    return [(kind, rows) for kind, rows in held if rows]
