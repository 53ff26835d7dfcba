import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from regions.models import FundedProject, Municipality, Postcode, Region, Shareholding
from regions.shares import over_common_denominator, percent_text

pytestmark = pytest.mark.django_db

START = datetime.date(2018, 2, 15)


@pytest.mark.parametrize(
    ("share", "german", "english"),
    [
        (Fraction(1, 32), "3,13 %", "3.13 %"),
        (Fraction(12, 32), "37,5 %", "37.5 %"),
        (Fraction(8, 32), "25 %", "25 %"),
        (Fraction(11, 32), "34,38 %", "34.38 %"),
        (Fraction(1, 3), "33,33 %", "33.33 %"),
        (Fraction(1, 20_000), "0,01 %", "0.01 %"),
        (Fraction(1), "100 %", "100 %"),
    ],
)
def test_percentages_are_rounded_half_up_without_needless_zeros(share, german, english):
    with translation.override("de"):
        assert percent_text(share) == german
    with translation.override("en"):
        assert percent_text(share) == english


@pytest.mark.parametrize(
    ("pairs", "total"),
    [([(12, 32), (8, 32), (12, 32)], (32, 32)), ([(1, 3), (1, 4)], (7, 12)), ([], (0, 1))],
)
def test_shares_are_added_over_their_common_denominator(pairs, total):
    assert over_common_denominator(pairs) == total


def test_a_share_is_in_force_from_its_first_day_to_the_day_before_its_end():
    row = Shareholding.objects.get(holder="Gemeinde Ense")
    end = datetime.date(2020, 1, 1)
    Shareholding.objects.filter(pk=row.pk).update(valid_until=end)
    Shareholding.objects.create(
        holder="Nachfolge", holder_kind="company", municipality=row.municipality, numerator=1, denominator=32,
        valid_from=end,
    )  # fmt: skip
    before, after = (
        Shareholding.objects.as_of(end - datetime.timedelta(days=1)),
        Shareholding.objects.as_of(end),
    )
    assert row in before
    assert row not in after
    assert before.count() == after.count() == 14
    assert not Shareholding.objects.as_of(START - datetime.timedelta(days=1)).exists()
    assert Shareholding.objects.as_of(START).count() == 14


def _shareholding(**changes):
    values = {
        "holder": "Gemeinde Ense",
        "holder_kind": "municipality",
        "municipality": Municipality.objects.get(name="Ense"),
        "numerator": 1,
        "denominator": 32,
        "valid_from": START,
    }
    return Shareholding(**(values | changes))


@pytest.mark.parametrize(
    ("constraint", "changes", "message"),
    [
        ("shareholding_on_behalf_of_one", {"municipality": None}, "county or of one municipality"),
        ("shareholding_is_a_part", {"numerator": 0}, "more than nothing"),
        ("shareholding_is_a_part", {"numerator": 33}, "at most the whole"),
        ("shareholding_ends_after_start", {"valid_until": START}, "ends after the day it begins"),
        (
            "shareholding_periods_do_not_overlap",
            {"valid_from": datetime.date(2019, 1, 1)},
            "already has a share",
        ),
    ],
)
def test_the_database_and_the_form_refuse_an_incoherent_share(constraint, changes, message):
    broken = _shareholding(**({"holder": "Jemand"} if "overlap" not in constraint else {}) | changes)
    with translation.override("en"), pytest.raises(ValidationError, match=message):
        broken.validate_constraints()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        broken.save()


def test_a_share_is_not_held_on_behalf_of_two():
    with pytest.raises(IntegrityError, match="shareholding_on_behalf_of_one"), transaction.atomic():
        _shareholding(holder="Jemand", county=Region.objects.get(slug="soest")).save()


def test_one_holder_may_hold_again_from_the_day_the_first_period_ends():
    Shareholding.objects.filter(holder="Gemeinde Ense").update(valid_until=datetime.date(2019, 1, 1))
    _shareholding(valid_from=datetime.date(2019, 1, 1)).save()
    assert Shareholding.objects.filter(holder="Gemeinde Ense").count() == 2


@pytest.mark.parametrize(
    ("constraint", "broken"),
    [
        ("region_county_has_area_and_key", lambda: Region(slug="x", kind="county", name="X")),
        ("region_population_has_date", lambda: Region(slug="x", kind="other", name="X", population=1)),
        (
            "municipality_coordinates_on_earth",
            lambda: _municipality(latitude=151.5),
        ),
        ("municipality_keys_are_digits", lambda: _municipality(ags="0597401X")),
        (
            "postcode_has_five_digits",
            lambda: Postcode(code="5950", municipality=Municipality.objects.get(name="Ense")),
        ),
        ("fundedproject_ends_after_start", lambda: _project(ends_on=datetime.date(2017, 1, 1))),
        (
            "fundedproject_staff_ends_after_start",
            lambda: _project(staff_starts_on=START, staff_ends_on=datetime.date(2018, 1, 1)),
        ),
        ("fundedproject_amount_is_positive", lambda: _project(amount_eur=Decimal(0))),
    ],
)
def test_the_database_refuses_incoherent_reference_rows(constraint, broken):
    obj = broken()
    with pytest.raises(ValidationError):
        obj.validate_constraints()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        obj.save()


def _municipality(**changes):
    place = Municipality.objects.get(name="Ense")
    for name, value in changes.items():
        setattr(place, name, value)
    return place


def _project(**changes):
    project = FundedProject.objects.get(slug="dnm")
    for name, value in changes.items():
        setattr(project, name, value)
    return project


def test_the_region_elsewhere_speaks_the_readers_language():
    with translation.override("en"):
        assert str(Region.objects.get(slug="other")) == "Elsewhere"


def test_official_names_carry_the_kind_of_municipality():
    assert Municipality.objects.get(name="Ense").official_name == "Gemeinde Ense"
    assert Municipality.objects.get(name="Soest").official_name == "Stadt Soest"
    assert Municipality.objects.get(name="Dortmund").official_name == "Stadt Dortmund"
