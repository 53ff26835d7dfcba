import pytest

from companies.enums import NeedState
from tests import cases

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
