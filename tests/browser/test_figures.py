"""The figures of a municipality in a real browser: accessible and within the window."""

from datetime import date

import pytest
from django.urls import reverse

from regions.models import Municipality
from reporting.freezing import freeze_due
from tests.browser.steps import axe, overflow, sign_in
from tests.reporting.cases import registered


def publish_figures() -> None:
    """Freeze a year in which 180 firms of six municipalities registered their needs."""
    number = 0
    for place in Municipality.objects.of_hub()[:6]:
        for size in ("micro", "small", "medium"):
            for month in (2, 10):
                for _firm in range(5):
                    number += 1
                    registered(number, f"2025-{month:02}-10", place.ags, size=size)
    freeze_due(date(2026, 1, 12))


@pytest.mark.parametrize("width", [390, 1280])
def test_the_figures_of_a_municipality_are_to_be_read(open_page, people, width, tmp_path):
    publish_figures()
    page = open_page(width)
    sign_in(page, "partner@example.org")
    page.goto(reverse("reporting:municipality"))
    page.screenshot(path=tmp_path / "figures.png", full_page=True)
    assert not axe(page)
    assert not overflow(page)
