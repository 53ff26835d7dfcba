import datetime

import pytest
import time_machine
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from companies.enums import NeedState
from companies.models import Need
from core.templatetags.portal import tone_of

NOW = datetime.datetime(2026, 11, 23, 23, 30, tzinfo=datetime.UTC)  # already the 24th in Berlin


def render(source: str, **context) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        (NeedState.DRAFT, ""),
        (NeedState.SUBMITTED, "run"),
        (NeedState.MATCHING, "run"),
        (NeedState.CLOSED_SOLVED, "done"),
        (NeedState.REJECTED, "end"),
    ],
)
def test_a_state_has_the_sign_of_its_place_in_the_workflow(state, tone):
    assert tone_of(Need(state=state)) == tone


def test_a_status_says_its_state_in_words():
    with translation.override("en"):
        html = render("{% status need %}", need=Need(state=NeedState.MATCHING))
    assert "dzm-status--run" in html
    assert "Introductions under way" in html


def test_words_and_tone_can_be_given_instead_of_an_object():
    assert 'class="dzm-status dzm-status--act">Frist' in render('{% status "Frist" tone="act" %}')


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-4, "4 days overdue"),
        (-1, "1 day overdue"),
        (0, "today"),
        (1, "tomorrow"),
        (3, "in 3 days"),
        (15, "9 December 2026"),
    ],
)
def test_a_deadline_is_told_as_a_distance_from_the_day_in_berlin(days, text):
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        date = datetime.date(2026, 11, 24) + datetime.timedelta(days=days)
        assert render("{{ date|relative_due }}", date=date) == text
        assert render("{{ date|is_overdue }}", date=date) == str(days < 0)


def test_a_moment_counts_for_its_day_in_berlin():
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        assert render("{{ at|relative_due }}", at=NOW) == "today"
        assert render("{{ at|day }}", at=NOW) == "Tuesday, 24 November 2026"


def test_a_passed_deadline_is_marked_and_keeps_its_date():
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        html = render("{% due date %}", date=datetime.date(2026, 11, 20))
    assert 'datetime="2026-11-20"' in html
    assert 'class="dzm-late"' in html
    assert 'title="Friday, 20 November 2026"' in html


def test_no_deadline_shows_nothing():
    assert render("{% due date %}{{ date|relative_due }}{{ date|day }}", date=None) == ""


@pytest.mark.parametrize(("value", "text"), [(36.4, "+36"), (0.2, "0"), (-3.6, "−4")])
def test_points_carry_their_sign(value, text):
    assert render("{{ value|points }}", value=value) == text


@pytest.mark.parametrize(("name", "letters"), [("Jana Maria Wortmann", "JW"), ("Cher", "C"), ("", "")])
def test_initials_are_first_and_last(name, letters):
    assert render("{{ name|initials }}", name=name) == letters


def test_a_ring_is_as_long_as_its_score():
    html = render("{% score_ring 50 partner=True %}")
    assert 'stroke-dasharray="131.9 263.9"' in html or 'stroke-dasharray="132.0 263.9"' in html
    assert "dzm-ring__fg--partner" in html
    assert ">50<" in html


def test_a_bar_is_measured_against_its_maximum_and_never_longer():
    assert 'width="25.0"' in render("{% bar 10 40 %}")
    assert 'width="100.0"' in render("{% bar 50 40 %}")
    assert "dzm-bar__minus" in render("{% bar value 40 %}", value=-4)


def test_a_region_of_a_partner_is_told_apart_in_words_and_colour():
    partner = type("Region", (), {"kind": "partner", "__str__": lambda self: "Dortmund"})()
    own = type("Region", (), {"kind": "county", "__str__": lambda self: "Kreis Soest"})()
    with translation.override("en"):
        assert render("{% tag_region region %}", region=partner).endswith(">Partner region Dortmund</span>")
    assert (
        render('{% tag_region region "Lippstadt" %}', region=own)
        == '<span class="dzm-tag">Kreis Soest, Lippstadt</span>'
    )


def test_a_filter_link_keeps_the_other_filters():
    request = RequestFactory().get("/", {"state": "submitted", "page": "3"})
    assert render("{% query_transform page=4 %}", request=request) == "?state=submitted&amp;page=4"
    assert render("{% query_transform state=None page=None %}", request=request) == "?"


def test_pagination_leaves_numbers_out_and_names_the_current_page():
    page = Paginator(range(200), 10).page(7)
    request = RequestFactory().get("/", {"state": "submitted"})
    html = render('{% include "_pagination.html" %}', page_obj=page, request=request)
    assert 'href="?state=submitted&amp;page=8"' in html
    assert 'aria-current="page"' in html
    assert html.count("…") == 2


def test_one_page_needs_no_pagination():
    page = Paginator(range(3), 10).page(1)
    assert render('{% include "_pagination.html" %}', page_obj=page).strip() == ""


def test_an_icon_is_decoration_unless_it_has_words():
    assert "kern-sr-only" not in render('{% icon "check" %}')
    assert '<span class="kern-sr-only">done</span>' in render('{% icon "check" label="done" %}')


@pytest.mark.parametrize(("language", "text"), [("de", "4.800 Euro"), ("en", "4,800 euros")])
def test_money_is_told_in_words_with_grouped_digits(language, text):
    with translation.override(language):
        assert render("{{ amount|euros }}", amount=4800) == text
