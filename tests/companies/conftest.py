import pytest
from django.utils import timezone

from companies.enums import NeedState
from tests import cases
from tests.factories import NeedFactory

ALL_STATES = list(NeedState)


@pytest.fixture
def need_in(people):
    """`need_in("qualified")` returns a need of Anna's company that came to that state the regular way; further
    columns are written afterwards."""

    def _need_in(state: str, *, organisation=None, author=None, **columns):
        need = cases.need_in(state, people, organisation=organisation, author=author)
        for name, value in columns.items():
            setattr(need, name, value)
        if columns:
            need.save()
        return need

    return _need_in


def submitted_rows(people, number: int) -> None:
    """Write many submitted needs of Anna's company, without the letters that go with them."""
    now = timezone.now()
    for count in range(number):
        NeedFactory(
            organisation=people.company,
            contact=people.anna.contact,
            state=NeedState.SUBMITTED,
            number=f"B-2018-{count:04d}",
            submitted_at=now,
            response_due_on=now.date(),
            assigned_to=people.lead,
        )
