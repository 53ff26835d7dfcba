"""Whatever happens to the shares, every day adds up to exactly 1, and no earlier day ever changes."""

import datetime
from fractions import Fraction

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shares.arithmetic import REGISTER_START, total
from shares.models import Holder
from shares.selectors import register_dates, shares_on
from tests.shares.steps import increased, transferred

pytestmark = pytest.mark.django_db
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["transfer", "increase"]),
        st.integers(0, 400),  # days after the step before
        st.integers(0, 30),  # which holder gives
        st.integers(0, 30),  # which holder gets
        st.fractions(min_value=Fraction(1, 50), max_value=1, max_denominator=50),  # of what the giver holds
        st.integers(1, 100),  # new parts of a capital of 100
    ),
    max_size=4,
)


def _step(kind: str, on: datetime.date, giver: int, getter: int, part: Fraction, added: int) -> None:
    names = list(Holder.objects.values_list("name", flat=True))
    to = names[getter % len(names)]
    if kind == "increase":
        increased(100, added, to=to, on=on)
        return
    held = shares_on(on)
    givers = [holder for holder in Holder.objects.filter(pk__in=held) if holder.name != to]
    if givers:
        chosen = givers[giver % len(givers)]
        transferred(held[chosen.pk] * part, giver=chosen.name, to=to, on=on)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_day_adds_up_to_one_and_past_days_never_change(steps):
    seen: dict[datetime.date, dict] = {}
    with transaction.atomic():
        on = REGISTER_START
        for kind, days, *rest in steps:
            on += datetime.timedelta(days=days)
            earlier = {day: shares for day, shares in seen.items() if day < on}
            _step(kind, on, *rest)
            assert {day: shares_on(day) for day in earlier} == earlier
            seen = {**earlier, **{day: shares_on(day) for day in (on - datetime.timedelta(days=1), on)}}
        for day in register_dates():
            assert total(shares_on(day).values()) == 1
            assert min(shares_on(day).values()) > 0
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(True)
