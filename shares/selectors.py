"""The register of a day and how it came about, computed from the events."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import QuerySet

from regions.models import Municipality
from shares.arithmetic import Shares, applied, common_whole, fraction_text, percent_text, total
from shares.enums import EntryStatus
from shares.models import Holder, JoiningDecision, ShareEvent, ShareMovement

MAX_SQUARES = 64
SQUARE_STEP = 25  # units from one square to the next


@dataclass(frozen=True)
class Square:
    """One part of the whole in the drawing of a group, in units of the drawing."""

    x: int
    y: int
    own: bool


@dataclass(frozen=True)
class Holding:
    """The share of one holder on a day, shown in parts of `whole`, unchanged `since`. `capital_eur` as in Register."""

    holder: Holder
    share: Fraction
    whole: int
    since: datetime.date | None = None
    capital_eur: int | None = None

    @property
    def fraction_display(self) -> str:
        """The share in parts of the whole register, not reduced: 12/32."""
        return fraction_text(self.share, self.whole)

    @property
    def percent_display(self) -> str:
        """The share in per cent, rounded half up to two places, in the active language: "3,13 %"."""
        return percent_text(self.share)

    @property
    def nominal_eur(self) -> int | None:
        """The share in whole euros of the share capital; None while the capital is not known."""
        return None if self.capital_eur is None else int(self.share * self.capital_eur)


@dataclass(frozen=True)
class ShareGroup:
    """All holders whose shares are equally large: together `numerator` of `denominator` parts, of which the
    groups before it have `offset`.
    """

    holders: list[Holding]
    numerator: int
    denominator: int
    offset: int

    @property
    def percent_display(self) -> str:
        return percent_text(Fraction(self.numerator, self.denominator))

    @property
    def squares(self) -> list[Square]:
        """The parts as squares in rows of eight; empty where they would be too many to look at."""
        if self.denominator > MAX_SQUARES:
            return []
        own = range(self.offset, self.offset + self.numerator)
        return [
            Square(x=SQUARE_STEP * (index % 8), y=SQUARE_STEP * (index // 8), own=index in own)
            for index in range(self.denominator)
        ]

    @property
    def squares_height(self) -> int:
        return SQUARE_STEP * math.ceil(self.denominator / 8)


@dataclass(frozen=True)
class Register:
    """The register on one day: shares by size, who has not decided on joining, and the share capital in euros where
    an event up to that day names it."""

    on: datetime.date
    holdings: list[Holding]
    undecided: list[JoiningDecision]
    capital_eur: int | None

    @cached_property
    def whole(self) -> int:
        return common_whole(each.share for each in self.holdings)

    @property
    def total(self) -> Fraction:
        return total(each.share for each in self.holdings)

    @property
    def total_display(self) -> str:
        return fraction_text(self.total, self.whole)

    @property
    def total_percent_display(self) -> str:
        return percent_text(self.total)

    @property
    def groups(self) -> list[ShareGroup]:
        """Holders grouped by size of share, largest first, in parts of one common denominator."""
        by_share: dict[Fraction, list[Holding]] = {}
        for row in self.holdings:
            by_share.setdefault(row.share, []).append(row)
        groups, offset = [], 0
        for share, rows in by_share.items():
            parts = int(share * len(rows) * self.whole)
            groups.append(ShareGroup(rows, parts, self.whole, offset))
            offset += parts
        return groups


def shares_on(on: datetime.date) -> Shares:
    """Return the exact shares in force on `on` by id of the holder: the movements up to that day, added up."""
    shares: Shares = {}
    for movement in ShareMovement.objects.filter(event__happened_on__lte=on):
        shares = applied(shares, {movement.holder_id: movement.change})
    return shares


def capital_on(on: datetime.date) -> int | None:
    """Return the share capital in euros that the last event up to `on` names; None where none does."""
    named = ShareEvent.objects.filter(happened_on__lte=on, capital_eur__isnull=False)
    return named.order_by("-happened_on", "-pk").values_list("capital_eur", flat=True).first()


def share_register(on: datetime.date) -> Register:
    """Return the register as of `on`, larger shares first, then by name of the municipality."""
    since: dict[int, datetime.date] = {}
    shares: Shares = {}
    for movement in ShareMovement.objects.filter(event__happened_on__lte=on).select_related("event"):
        shares = applied(shares, {movement.holder_id: movement.change})
        since[movement.holder_id] = movement.event.happened_on
    whole, capital = common_whole(shares.values()), capital_on(on)
    holdings = [
        Holding(holder, shares[holder.pk], whole, since[holder.pk], capital)
        for holder in all_holders().filter(pk__in=shares)
    ]
    latest = (
        JoiningDecision.objects.filter(as_of__lte=on)
        .exclude(municipality__share_holders__in=list(shares))
        .select_related("municipality")
        .order_by("municipality_id", "-as_of")
        .distinct("municipality_id")
    )
    return Register(
        on=on,
        holdings=sorted(holdings, key=_by_size),
        undecided=[decision for decision in latest if decision.status == EntryStatus.UNDECIDED],
        capital_eur=capital,
    )


def all_holders() -> QuerySet[Holder]:
    """Return everybody who holds a share, held one, or may get one."""
    return Holder.objects.select_related("county").prefetch_related("municipalities")


def shares_of(register: Register) -> Shares:
    return {row.holder.pk: row.share for row in register.holdings}


def _by_size(row: Holding) -> tuple[Fraction, str, str]:
    place = min((place.sort_key for place in row.holder.municipalities.all()), default="")
    return (-row.share, place, row.holder.name)


def register_dates() -> list[datetime.date]:
    """Return the days on which the register changed, oldest first."""
    return list(ShareEvent.objects.order_by("happened_on").values_list("happened_on", flat=True).distinct())


@dataclass(frozen=True)
class Change:
    """What an event did to one holder; None where nothing was held before, or is afterwards."""

    holder: Holder
    before: Holding | None
    after: Holding | None


@dataclass(frozen=True)
class Entry:
    """An event with what it did to each holder whose share changed, larger shares first."""

    event: ShareEvent
    changes: list[Change]


def compare(before: Shares, after: Shares, holders: dict[int, Holder]) -> list[Change]:
    """Return the holders of either side with both shares, each in the parts of its own whole; larger ones first."""
    wholes = common_whole(before.values()), common_whole(after.values())

    def holding(shares: Shares, whole: int, pk: int) -> Holding | None:
        return Holding(holders[pk], shares[pk], whole) if pk in shares else None

    rows = [
        Change(holders[pk], holding(before, wholes[0], pk), holding(after, wholes[1], pk)) for pk in {**before, **after}
    ]
    return sorted(rows, key=lambda row: _by_size(row.before or row.after))


def history() -> list[Entry]:
    """Return every event with its changes, the newest first."""
    holders = {holder.pk: holder for holder in all_holders()}
    events = ShareEvent.objects.select_related("entered_by__contact").prefetch_related("movements")
    return list(_entries(events, holders))[::-1]


def _entries(events, holders: dict[int, Holder]) -> Iterator[Entry]:
    shares: Shares = {}
    for event in events:
        moved = {movement.holder_id: movement.change for movement in event.movements.all()}
        after = applied(shares, moved)
        rows = [row for row in compare(shares, after, holders) if row.holder.pk in moved]
        yield Entry(event, rows)
        shares = after


def history_of(holder: Holder) -> list[tuple[ShareEvent, Change]]:
    """Return the events that changed the share of `holder`, the newest first, each with what it did to it."""
    return [(entry.event, change) for entry in history() for change in entry.changes if change.holder.pk == holder.pk]


@dataclass(frozen=True)
class HeldFor:
    """What is held for a municipality on a day, and where its council stands while nothing is."""

    municipality: Municipality
    on: datetime.date
    holdings: list[Holding]
    is_undecided: bool


def held_for(municipality: Municipality, on: datetime.date) -> HeldFor:
    """Return the shares that count for `municipality` on `on`, through whichever holder."""
    register = share_register(on)
    holdings = [row for row in register.holdings if municipality in row.holder.municipalities.all()]
    is_undecided = any(decision.municipality_id == municipality.pk for decision in register.undecided)
    return HeldFor(municipality, on, holdings, is_undecided)
