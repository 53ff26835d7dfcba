"""Addresses of the cases behind a number."""

from django.urls import reverse

from cooperation.periods import Period


def cases_url(period: Period, stage: str, **where: str) -> str:
    """Return the address of the cases that reached `stage` in `period`, between the regions that `where` names."""
    return reverse("cooperation:cases", query={"period": period.key, "stage": stage, **where})
