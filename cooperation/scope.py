"""What a reader has asked for: the period, and protected or exact numbers."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.forms import Form
from django.utils import timezone

from cooperation.facts import first_month
from cooperation.forms import EXACT, PeriodForm, ViewForm
from cooperation.periods import ALL, Month, Period, before, parse, whole
from cooperation.permissions import can_read_exact


@dataclass(frozen=True)
class Scope:
    """`last` is the last month that is counted: the present one for exact numbers, else the last that is over. `period`
    is None while there is no such month."""

    form: Form | None
    is_exact: bool
    first: Month | None
    last: Month
    period: Period | None
    is_valid: bool = True

    @property
    def as_of(self) -> datetime.date:
        """The day up to which the period is counted."""
        today = timezone.localdate()
        end = self.period.end if self.period else today
        return min(end, today)

    @property
    def query(self) -> str:
        """The same question as part of an address."""
        asked = {} if self.period is None or self.period.key == ALL else {"period": self.period.key}
        return urlencode(asked | ({"view": EXACT} if self.is_exact else {}))


def scope_of(user, asked: Mapping[str, str], *, only_exact: bool = False) -> Scope:
    """Return what `user` asked for by `asked`. Exact numbers are for those who may read them; a period that is not on
    the list is said to be wrong, and the whole time is shown."""
    may_choose = can_read_exact(user)
    is_exact = only_exact or (may_choose and asked.get("view") == EXACT)
    first, today = first_month(), timezone.localdate().replace(day=1)
    last = today if is_exact else before(today)
    if first is None or first > last:
        kind = None if only_exact or not may_choose else ViewForm
        form = kind(asked, first=last, last=last, running=False) if kind else None
        return Scope(form, is_exact, first, last, None)
    kind = ViewForm if may_choose and not only_exact else PeriodForm
    form = kind(asked, first=first, last=last, running=is_exact)
    valid = form.is_valid()
    period = (parse(form.cleaned_data.get("period", "")) if valid else None) or whole(first, last)
    return Scope(form, is_exact, first, last, period, valid)
