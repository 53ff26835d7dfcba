"""How evenly the hub treats providers: who was shown, who is new, where they sit."""

from collections import Counter
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from charts.data import Datum, Series
from charts.trend import Trend
from cooperation import facts
from cooperation.definitions import LABEL, MEANING
from cooperation.inequality import gini, lorenz, top
from cooperation.periods import Period
from cooperation.places import Nearby, Nearness
from cooperation.sheets import Cell, Row, Sheet, share
from organisations.models import Organisation

SHOWN = (facts.PROPOSED, facts.SHORTLISTED, facts.ASKED, facts.INTRODUCED)
LARGEST = 5
NEWCOMER_DAYS = 180
LISTED = 20  # providers that are named
TENTHS = 10


class Neutrality:
    """The exposure of providers in a period. Project leads only: it names providers."""

    def __init__(self, period: Period, as_of):
        self.period, self.as_of, self.nearby = period, as_of, Nearby.read()
        self.exposures = facts.exposures(SHOWN, period, NEWCOMER_DAYS)

    @cached_property
    def of_stage(self) -> dict[str, Counter]:
        """How often each provider was shown, by stage; those on offer whom nobody was shown have zero."""
        everybody = facts.providers_on_offer(self.period) | {each.provider for each in self.exposures}
        found = {stage: Counter(dict.fromkeys(everybody, 0)) for stage in SHOWN}
        for each in self.exposures:
            found[each.stage][each.provider] += each.number
        return found

    def concentration(self) -> Sheet:
        rows = []
        for stage in SHOWN:
            values = list(self.of_stage[stage].values())
            total, coefficient = sum(values), gini(values)
            cells = (
                Cell(total),
                Cell(len(values)),
                Cell(sum(1 for value in values if value)),
                share(top(values, LARGEST), total),
                Cell(coefficient, decimals=2) if coefficient is not None else Cell(0, is_share=True),
            )
            rows.append(Row(str(LABEL[stage]), cells, str(MEANING[stage])))
        meaning = _(
            "Counted are all providers with a published offer in the period, also those nobody was shown. The Gini"
            " coefficient is the mean difference between two providers, divided by twice the mean: 0 where all are"
            " shown equally often, near 1 where one is shown always."
        )
        head = (
            _("how often"),
            _("providers on offer"),
            _("of these shown"),
            _("share of the top five"),
            _("Gini coefficient"),
        )
        return Sheet("concentration", _("Concentration"), meaning, _("Stage"), head, tuple(rows))

    def newcomers(self) -> Sheet:
        rows = []
        for stage in SHOWN:
            here = [each for each in self.exposures if each.stage == stage]
            total = sum(each.number for each in here)
            new = sum(each.as_newcomer for each in here)
            providers = len({each.provider for each in here if each.as_newcomer})
            rows.append(Row(str(LABEL[stage]), (Cell(providers), Cell(new), share(new, total))))
        meaning = _(
            "A provider is new for %(days)s days from the day on which its first offer was published. What counts is"
            " whether it was new on the day it was shown."
        ) % {"days": NEWCOMER_DAYS}
        head = (_("new providers shown"), _("times shown"), _("share of all"))
        return Sheet("newcomers", _("Newcomers"), meaning, _("Stage"), head, tuple(rows))

    def places(self) -> Sheet:
        """Where those who were shown sit, beside where those on offer do."""
        numbers: dict[str, Counter] = {stage: Counter() for stage in SHOWN}
        for each in self.exposures:
            numbers[each.stage][self.nearby(each.region)] += each.number
        on_offer = Counter(self.nearby(slug) for slug in self._region_of.values())
        lines = [(_("providers on offer"), on_offer), *((str(LABEL[stage]), numbers[stage]) for stage in SHOWN)]
        rows = [
            Row(label, (Cell(found.total()), *(share(found[near], found.total()) for near in Nearness)))
            for label, found in lines
        ]
        head = (_("how often"), *(str(near.label) for near in Nearness))
        meaning = _(
            "Partner regions are the cities with which there is an agreement. If a place has a larger share in what is"
            " shown than in what is on offer, providers from there are asked for more often. Providers on offer are"
            " counted where they sit today."
        )
        return Sheet("places", _("Local and metropolitan providers"), meaning, _("Stage"), head, tuple(rows))

    @cached_property
    def _region_of(self) -> dict[int, str]:
        everybody = list(self.of_stage[facts.PROPOSED])
        found = Organisation.objects.filter(pk__in=everybody).values_list("pk", "region__slug")
        return dict(found)

    def providers(self) -> Sheet:
        """Who was shown most often, by introductions, then by what leads to them."""
        stages = SHOWN[::-1]
        everybody = self.of_stage[facts.PROPOSED]
        order = sorted(everybody, key=lambda pk: (*(-self.of_stage[stage][pk] for stage in stages), pk))
        listed = [pk for pk in order if any(self.of_stage[stage][pk] for stage in SHOWN)][:LISTED]
        found = Organisation.objects.select_related("region").in_bulk(listed)
        rows = []
        for pk in listed:
            organisation = found.get(pk)
            cells = tuple(Cell(self.of_stage[stage][pk]) for stage in SHOWN)
            if organisation is None:
                rows.append(Row(_("erased provider"), cells))
            else:
                name = f"{organisation.name} ({organisation.region})"
                rows.append(Row(name, cells, url=reverse("organisations:detail", args=[pk])))
        head = tuple(str(LABEL[stage]) for stage in SHOWN)
        meaning = _("The %(number)s providers with the most introductions in the period.") % {"number": LISTED}
        return Sheet("providers", _("Who was shown most often"), meaning, _("Provider"), head, tuple(rows))

    def curve(self) -> Trend:
        """The Lorenz curve: which share of everything the least shown part of the providers has."""
        stages = [stage for stage in (facts.PROPOSED, facts.INTRODUCED) if self.of_stage[stage].total()]
        tenths = [_("%(number)s %%") % {"number": 100 * step // TENTHS} for step in range(TENTHS + 1)]
        series = [
            Series(
                str(LABEL[stage]),
                tuple(
                    Datum(name, 100 * held)
                    for name, held in zip(tenths, lorenz(list(self.of_stage[stage].values()), TENTHS), strict=True)
                ),
            )
            for stage in stages
        ]
        if series:
            even = tuple(Datum(name, 100 * step / TENTHS) for step, name in enumerate(tenths))
            series.append(Series(_("if all were shown equally often"), even))
        return Trend(
            key="lorenz",
            title=_("Which share the least shown providers have (Lorenz curve)"),
            unit=_("per cent"),
            source=_("facts of the portal"),
            as_of=self.as_of,
            series=tuple(series),
        )
