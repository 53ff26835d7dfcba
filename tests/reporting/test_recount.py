"""The command that compares what is frozen with the facts of today."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from reporting.freezing import freeze_due
from tests.reporting.cases import registered

pytestmark = pytest.mark.django_db


def test_without_late_entries_nothing_differs():
    for who in range(1, 5):
        registered(who, "2025-01-05")
    freeze_due(date(2025, 4, 12))
    out = StringIO()
    call_command("recount_figures", "--all-series", stdout=out)
    assert out.getvalue() == "4 periods, 0 differences\n"


def test_what_was_noted_late_is_named():
    registered(1, "2025-01-05")
    freeze_due(date(2025, 2, 12))
    registered(2, "2025-01-06")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("recount_figures", stdout=out)
    assert "2025-01 needs total 05974028: 1 frozen, 2 today" in out.getvalue()
