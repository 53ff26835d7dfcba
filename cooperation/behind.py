"""The cases behind a number, for project leads."""

from collections.abc import Mapping
from dataclasses import dataclass

from cooperation.agreements import directions
from cooperation.definitions import LABEL
from cooperation.facts import INTRODUCED, first_month, introductions_behind
from cooperation.periods import ALL, Period, before, parse, whole
from cooperation.places import LOCAL, Nearby, Nearness
from regions.models import CooperationAgreement

ANY = "local"  # the nearness of all that is local


@dataclass(frozen=True)
class Behind:
    """A number of a page: the stage and the period it counts, where, and the ids of its introductions."""

    stage: str
    period: Period
    where: str
    ids: list[int]

    @property
    def stage_label(self) -> str:
        return str(LABEL[self.stage])


def behind(asked: Mapping[str, str], today) -> Behind | None:
    """Return what an address asks for; None for what no page leads to."""
    stage, nearby, first = asked.get("stage", INTRODUCED), Nearby.read(), first_month()
    key = asked.get("period", ALL)
    period = whole(first or today.replace(day=1), today.replace(day=1)) if key == ALL else parse(key)
    if stage not in LABEL or period is None or before(period.first) > today:
        return None
    where, seeking, offering = "", None, None
    if near := asked.get("near"):
        if near not in (ANY, *Nearness.values):
            return None
        kinds = LOCAL if near == ANY else {Nearness(near)}
        offering = nearby.slugs(kinds)
        where = ", ".join(str(each.label) for each in Nearness if each in kinds)
    elif slug := asked.get("agreement"):
        agreement = CooperationAgreement.objects.select_related("partner_region").filter(slug=slug).first()
        found = {each.key: each for each in directions(agreement, nearby)} if agreement else {}
        direction = found.get(asked.get("direction", ""))
        if direction is None:
            return None
        where, seeking, offering = direction.label, direction.seeking.slugs, direction.offering.slugs
    return Behind(stage, period, where, introductions_behind(stage, period, seeking=seeking, offering=offering))
