"""Whether the limits hold that keep a few providers from taking every place: computed from the rows as they are now."""

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.sheets import Cell, Row, Sheet
from matchmaking.documents import Load, loads_of
from matchmaking.enums import IntroductionState, Placing
from matchmaking.models import Introduction
from matchmaking.services.common import BEING_OFFERED, MAX_SHORTLISTED
from organisations.models import Organisation
from startups.models import Offer


@dataclass(frozen=True)
class Standing:
    """How busy a provider is, and how many suggestions of it are proposed to leads."""

    load: Load
    proposed: int

    @property
    def is_asked_too_often(self) -> bool:
        return self.load.asked > self.load.capacity

    @property
    def has_too_much_ahead(self) -> bool:
        return self.load.asked + self.load.promised > self.load.capacity

    @property
    def is_proposed_too_often(self) -> bool:
        return self.proposed > self.load.places

    @property
    def is_above(self) -> bool:
        return self.is_asked_too_often or self.has_too_much_ahead or self.is_proposed_too_often


def standings() -> dict[int, Standing]:
    """Return where every provider with an offer stands this quarter, on the day it is asked."""
    providers = set(Offer.objects.filter(published_at__isnull=False).values_list("organisation_id", flat=True))
    proposed = dict(
        Introduction.objects.filter(state=IntroductionState.SUGGESTED, placing=Placing.PROPOSED)
        .order_by()
        .values_list("offer__organisation_id")
        .annotate(number=Count("pk"))
    )
    return {pk: Standing(load, proposed.get(pk, 0)) for pk, load in loads_of(providers | set(proposed)).items()}


def caps(found: dict[int, Standing]) -> Sheet:
    """Each limit with how many it was checked for, and how many stand above it."""
    held = Introduction.objects.filter(state__in=BEING_OFFERED).order_by().values("need").annotate(number=Count("pk"))
    needs = list(held.values_list("number", flat=True))
    everybody = found.values()
    checks = [
        (
            _("Contacts a provider was asked for"),
            _("No more than it wants per quarter. What it refused, or what ended before, does not count."),
            len(found),
            sum(each.is_asked_too_often for each in everybody),
        ),
        (
            _("Contacts that are on their way to a provider"),
            _("Asked for, in a shortlist, or waiting for the company: together no more than it wants per quarter."),
            len(found),
            sum(each.has_too_much_ahead for each in everybody),
        ),
        (
            _("Proposals of a provider"),
            _("No more than it has places left, at the time places were last shared out."),
            len(found),
            sum(each.is_proposed_too_often for each in everybody),
        ),
        (
            _("Proposals in the shortlist of a need"),
            _("No more than %(number)s, those the company was asked about among them.") % {"number": MAX_SHORTLISTED},
            len(needs),
            sum(number > MAX_SHORTLISTED for number in needs),
        ),
    ]
    rows = tuple(Row(label, (Cell(checked), Cell(over)), meaning) for label, meaning, checked, over in checks)
    meaning = _(
        "Checked with the rows of today and the capacity stated today, whatever period is chosen. Above a limit is not"
        " forbidden to a project lead, but it is shown."
    )
    return Sheet("caps", _("Limits"), meaning, _("Limit"), (_("checked"), _("above the limit")), rows)


def above(found: dict[int, Standing]) -> Sheet:
    """The providers that stand above one of their limits, with the numbers that say so."""
    over = {pk: each for pk, each in found.items() if each.is_above}
    names = Organisation.objects.select_related("region").in_bulk(list(over))
    rows = tuple(
        Row(
            f"{names[pk].name} ({names[pk].region})",
            tuple(
                Cell(number)
                for number in (each.load.capacity, each.load.asked, each.load.promised, each.load.places, each.proposed)
            ),
            url=reverse("organisations:detail", args=[pk]),
        )
        for pk, each in sorted(over.items(), key=lambda item: (names[item[0]].name, item[0]))
    )
    head = (_("contacts per quarter"), _("asked for"), _("on their way"), _("places left"), _("proposed"))
    meaning = _("Numbers of this quarter. A provider stands here when one of them is above what it wants.")
    return Sheet("above", _("Providers above a limit"), meaning, _("Provider"), head, rows)
