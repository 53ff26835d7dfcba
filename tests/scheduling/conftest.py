"""A rule of the tests' own, for a kind of row that has none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.models import Organisation
from scheduling import registry
from scheduling.registry import Kind, Part, Planned, Rule


@dataclass
class Agenda:
    """What is planned for organisations in this test, by their key, and what was done."""

    planned: dict[int, list[Planned]] = field(default_factory=dict)
    done: list[tuple[str, int, str]] = field(default_factory=list)
    disturb: Callable = lambda obj, timer: None

    def plan(self, organisation, kind: str, *, hours: float, round: str = "1", series: str = "") -> None:
        """Plan `kind` so many hours from now, in the past where negative."""
        planned = Planned(kind, timezone.now() + timedelta(hours=hours), round, series)
        self.planned.setdefault(organisation.pk, []).append(planned)

    def do(self, obj, timer) -> None:
        self.done.append((timer.kind, obj.pk, timer.round))
        self.disturb(obj, timer)


@pytest.fixture
def agenda(monkeypatch) -> Agenda:
    it = Agenda()
    rule = Rule(lambda obj: it.planned.get(obj.pk, []), Organisation.objects.all)
    monkeypatch.setitem(registry._rules, "organisations.organisation", rule)
    for kind, part in {"test.act": Part.NONE, "test.remind": Part.REMINDER, "test.end": Part.END}.items():
        monkeypatch.setitem(registry._kinds, kind, Kind(it.do, part))
    return it
