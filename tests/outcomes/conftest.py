"""A case whose sides are asked, and a clock that walks from day to day."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from mail.links import absolute, sign_links
from mail.models import OutboxMessage
from matchmaking.models import Introduction
from outcomes.models import FollowUp, Survey
from scheduling.sweeping import sweep
from tests.cases import introduction_in

INTRODUCED = datetime(2027, 1, 11, 10, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def case(people, time_machine) -> Introduction:
    """An introduction between Anna's company and Clara's startup, on a Monday in January."""
    time_machine.move_to(INTRODUCED, tick=False)
    return introduction_in("introduced", people)


@pytest.fixture
def walk(time_machine) -> Callable:
    """`walk(200, {31: act})` goes to the morning of each day after the introduction, lets the timers run and, on the
    days named, somebody act at noon. It returns the letters about outcomes: day, kind, recipient."""

    def _walk(last_day: int, acts: dict[int, Callable] | None = None, first_day: int = 1) -> list[tuple[int, str, str]]:
        for day in range(first_day, last_day + 1):
            time_machine.move_to(_at(day, time(9)), tick=False)
            sweep()
            if act := (acts or {}).get(day):
                time_machine.move_to(_at(day, time(12)), tick=False)
                act()
        return letters()

    return _walk


def _at(day: int, hour: time) -> datetime:
    date = INTRODUCED.date() + timedelta(days=day)
    return datetime.combine(date, hour, tzinfo=timezone.get_default_timezone())


def letters() -> list[tuple[int, str, str]]:
    found = OutboxMessage.objects.filter(kind__startswith="outcome.").order_by("created_at", "pk")
    return [(_day(each.created_at), each.kind.removeprefix("outcome."), each.to[0].split()[0]) for each in found]


def _day(moment: datetime) -> int:
    return (timezone.localdate(moment) - INTRODUCED.date()).days


def side(case: Introduction, name: str) -> FollowUp:
    return case.follow_ups.get(side=name)


def survey(case: Introduction, name: str, checkpoint: int) -> Survey:
    return Survey.objects.get(follow_up__introduction=case, follow_up__side=name, checkpoint=checkpoint)


def signed(link) -> str:
    """Return the address as the mail carries it."""
    return sign_links(absolute(link.path)).removeprefix(settings.BASE_URL)


def asked_survey(case: Introduction, name: str = "company") -> Survey:
    """Return a question to a side of `case`, also where it was never introduced; for tests that walk every address."""
    asked, _created = FollowUp.objects.get_or_create(introduction=case, side=name)
    today = timezone.localdate()
    contact = case.need.contact if name == "company" else case.offer.contact
    days = {"asked_on": today, "closes_on": today + timedelta(days=14)}
    return asked.surveys.get_or_create(checkpoint=14, defaults={"contact": contact, **days})[0]
