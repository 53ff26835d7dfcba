"""The local-customer meter: which share of what the hub does reaches providers of the county and of Südwestfalen."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from charts.bars import Bars
from charts.data import Datum, Series, single
from charts.trend import Trend
from cooperation import facts
from cooperation.counting import Count, Numbers, tally
from cooperation.definitions import LABEL, MEANING, ONCE
from cooperation.disclosure import Published, published
from cooperation.facts import STAGES, UNKNOWN, Flow
from cooperation.links import cases_url
from cooperation.periods import ALL, Month, Period, before, last_quarters, of
from cooperation.places import LOCAL as NEAR
from cooperation.places import Nearby, Nearness
from cooperation.reading import exact, kept
from cooperation.scope import Scope
from cooperation.sheets import Cell, Row, Sheet, share
from core.spans import SpanKind
from taxonomy.models import Topic

QUARTERS = 8
MEASURED = (facts.PROPOSED, facts.INTRODUCED, facts.SUCCESS)  # proposals, introductions, outcomes
LOCAL, OTHERS, EVERY = "local", "others", "every"

Part = tuple[str, str, str]  # topic, stage, LOCAL or OTHERS or EVERY


class _Counter:
    """Puts flows into the cells of the meter."""

    def __init__(self, nearby: Nearby):
        self.nearby = nearby
        self.topics = {**{topic.slug: topic.label for topic in Topic.objects.all()}, UNKNOWN: _("not stated")}

    def cells(self, flow: Flow) -> list[tuple[Part, Month]]:
        topic = flow.topic if flow.topic in self.topics or not flow.topic else UNKNOWN
        where = LOCAL if self.nearby.is_local(flow.offering) else OTHERS
        return [((topic, flow.stage, part), flow.month) for part in (where, EVERY)]

    def series(self) -> Iterator[tuple[str, str, Iterable[Flow]]]:
        """Yield stage, topic ("" is all) and what is counted of it with who took part, one after another: who took part
        in all of ten years is more than fits. A topic of which nothing was counted comes without flows."""
        for stage in STAGES:
            yield stage, "", facts.flows([stage], by_organisation=True)
        for stage in MEASURED:
            missing = dict.fromkeys(self.topics)
            flows = facts.flows([stage], by_topic=True, by_organisation=True, topics=self.topics)
            for topic, own in groupby(flows, key=attrgetter("topic")):
                missing.pop(topic)
                yield stage, topic, own
            for topic in missing:
                yield stage, topic, ()

    def in_county(self, flow: Flow) -> list[tuple[str, Month]]:
        return [(flow.stage, flow.month)] if self.nearby(flow.offering) == Nearness.COUNTY else []


class Meter:
    """The numbers of the meter, exact or as all readers see them."""

    def __init__(self, scope: Scope):
        self.scope, self.nearby = scope, Nearby.read()
        if scope.period is None:
            return
        counter = _Counter(self.nearby)
        self._topics = counter.topics
        if scope.is_exact:
            counts, county = counted_up_to_now(self.nearby)
            self._exact, self._county = Numbers(counts), Numbers(county)
        else:
            self._published = what_all_see(self.nearby, scope.first, scope.last)

    def numbers(self, stage: str, period: Period, topic: str = "") -> tuple[int | None, int | None, Period]:
        """Return how many there are, how many of them are local, and the period that is about: of the whole time, the
        last for which both may be shown."""
        every, local = ((topic, stage, part) for part in (EVERY, LOCAL))
        if self.scope.is_exact:
            return self._exact(every, period), self._exact(local, period), period
        if period.key == ALL:
            earlier = self._published.latest([every, local], period)
            # That there once was nothing says nothing about today.
            if earlier and (earlier.last == self._newest(topic) or self._published.number(every, earlier)):
                period = earlier
        return self._published.number(every, period), self._published.number(local, period), period

    def _newest(self, topic: str) -> Month:
        """Return the last month with which numbers were published; topics wait for the end of the quarter."""
        last = self.scope.last
        quarter = of(last, SpanKind.QUARTER)
        return before(quarter.first) if topic and quarter.last != last else last

    @property
    def edition(self) -> str:
        """Return what is the same as long as all readers see the same; "" where the numbers are exact."""
        return "" if self.scope.is_exact else self._published.edition

    # --- Tables ----------------------------------------------------------------------------------

    def sheet(self) -> Sheet:
        """The share of local providers by stage in the period."""
        head = [_("all"), _("local"), _("share of local")]
        if self.scope.is_exact:
            head.insert(2, _("of these Kreis Soest"))
        rows = tuple(self._row(stage) for stage in STAGES)
        return Sheet("stages", _("Share of local providers"), self.meaning, _("Stage"), tuple(head), rows)

    def _row(self, stage: str) -> Row:
        every, local, period = self.numbers(stage, self.scope.period)
        until = None if period == self.scope.period or every is None else period.end
        links = {"": "", LOCAL: "", Nearness.COUNTY: ""}
        if self.scope.is_exact:
            links = {near: cases_url(period, stage, **({"near": near} if near else {})) for near in links}
        cells = [Cell(every, url=links[""], until=until), Cell(local, url=links[LOCAL])]
        if self.scope.is_exact:
            cells.append(Cell(self._county(stage, period), url=links[Nearness.COUNTY]))
        return Row(str(LABEL[stage]), (*cells, share(local, every)), str(MEANING[stage]))

    @property
    def meaning(self) -> str:
        told = _("Local is a provider from Kreis Soest or another county of Südwestfalen. The share is that of all.")
        return f"{told} {ONCE}"

    def topics(self) -> Sheet:
        """The same by topic of the need, for proposals, introductions and outcomes."""
        rows = []
        for slug, label in self._topics.items():
            cells = []
            for stage in MEASURED:
                every, local, period = self.numbers(stage, self.scope.period, slug)
                until = None if period == self.scope.period or every is None else period.end
                cells += [Cell(every, until=until), share(local, every)]
            if any(cell.value != 0 for cell in cells):
                rows.append(Row(str(label), tuple(cells)))
        meaning = _(
            "A need with several topics counts for each of them, so topics do not add up to the whole."
            " Protected numbers by topic are told for quarters and longer, not for months."
        )
        return Sheet("topics", _("By topic"), meaning, _("Topic"), _heads(), tuple(rows))

    def quarters(self) -> Sheet:
        rows = []
        for quarter in self._quarters:
            cells = []
            for stage in MEASURED:
                every, local, _period = self.numbers(stage, quarter)
                cells += [Cell(every), share(local, every)]
            rows.append(Row(quarter.label, tuple(cells)))
        return Sheet("quarters", _("By quarter"), self.meaning, _("Quarter"), _heads(), tuple(rows))

    @property
    def _quarters(self) -> list[Period]:
        return last_quarters(self.scope.first, self.scope.last, QUARTERS)

    # --- Charts ----------------------------------------------------------------------------------

    def trend(self) -> Trend:
        quarters = self._quarters
        series = tuple(
            Series(str(LABEL[stage]), tuple(self._datum(each.short, stage, each) for each in quarters))
            for stage in MEASURED
            if quarters
        )
        title = _("Share of local providers by quarter")
        return Trend(key="local-trend", title=title, series=series, **self._about(quarters))

    def by_topic(self) -> Bars:
        """The share of introductions by topic; topics without any are left out, as are those that
        are protected, which the table names."""
        data = []
        for slug, label in self._topics.items():
            every, local, period = self.numbers(facts.INTRODUCED, self.scope.period, slug)
            if every and local is not None:
                data.append(self._datum(str(label), facts.INTRODUCED, period, slug))
        title = _("Share of local providers in introductions, by topic")
        return Bars(key="local-topics", title=title, is_sorted=True, series=single(data), **self._about([]))

    def _datum(self, label: str, stage: str, period: Period, topic: str = "") -> Datum:
        every, local, _period = self.numbers(stage, period, topic)
        if every == 0:
            return Datum(label, None, reason=_("none counted"))
        hidden = every is None or local is None
        return Datum(label, None if hidden else 100 * local / every)

    def _about(self, quarters: list[Period]) -> dict:
        as_of = quarters[-1].end if quarters else self.scope.as_of
        return {"unit": _("per cent"), "source": _("facts of the portal"), "as_of": as_of}


def counted_up_to_now(nearby: Nearby) -> tuple[dict, dict]:
    """Return the exact counts of the meter, and those of providers from the county."""
    counter = _Counter(nearby)
    key = f"local:{'+'.join(sorted(nearby.slugs(NEAR)))}"
    topics = hashlib.sha256("+".join(sorted(counter.topics)).encode()).hexdigest()
    counts = exact(key, counter.cells) | exact(f"{key}:{topics}", counter.cells, by_topic=True, stages=MEASURED)
    county = "+".join(sorted(nearby.slugs({Nearness.COUNTY})))
    return counts, exact(f"county:{county}", counter.in_county)


def what_all_see(nearby: Nearby, first: Month, last: Month, *, anew: bool = False) -> Published:
    """Return what all readers see of the meter."""

    def compute() -> Published:
        counter = _Counter(nearby)
        shown = {}
        for stage, topic, flows in counter.series():
            shown |= _published(tally(flows, counter.cells), topic, stage, first, last).shown
        return Published(shown)

    key = f"cooperation:local:{first}:{last}:{'+'.join(sorted(nearby.slugs(NEAR)))}"
    return kept(key, compute, anew=anew)


def _published(own: dict[tuple[Part, Month], Count], topic: str, stage: str, first: Month, last: Month) -> Published:
    """Return what may be shown of one stage: what is local and what is not make up all of it. Topics are small, so
    they are told by quarter, not by month."""
    every, local, others = ((topic, stage, part) for part in (EVERY, LOCAL, OTHERS))
    shortest = SpanKind.QUARTER if topic else SpanKind.MONTH
    sums = [(every, (local, others))]
    return published(own, [every, local, others], first, last, sums=sums, shortest=shortest)


def _heads() -> tuple[str, ...]:
    """Return the heads of two columns for each stage that is measured: how many, and which share of them is local."""
    pairs = [(str(LABEL[stage]), _("%(stage)s: share of local") % {"stage": LABEL[stage]}) for stage in MEASURED]
    return tuple(head for pair in pairs for head in pair)
