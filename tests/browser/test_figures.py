"""The figures of a municipality in a real browser: accessible and within the window."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.facts import record_event
from regions.models import Municipality
from reporting.services import publish
from tests.browser.steps import axe, overflow, sign_in


def publish_figures() -> None:
    """Count 90 firms in six municipalities, and publish the edition that has them."""
    moment, number = timezone.now() - timedelta(days=100), 0
    for place in Municipality.objects.of_hub()[:6]:
        for size in ("micro", "small", "medium"):
            for _firm in range(5):
                number += 1
                attributes = {"ags": place.ags, "region": "soest", "size_class": size, "sectors": ["25"]}
                record_event("organisation_verified", attributes=attributes, organisation_id=number, at=moment)
    publish()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_figures_of_a_municipality_are_to_be_read(open_page, people, width, tmp_path):
    publish_figures()
    page = open_page(width)
    sign_in(page, "partner@example.org")
    page.goto(reverse("reporting:municipality"))
    page.screenshot(path=tmp_path / "figures.png", full_page=True)
    assert not axe(page)
    assert not overflow(page)
