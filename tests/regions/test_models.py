import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from regions.models import FundedProject, Municipality, Postcode, Region

pytestmark = pytest.mark.django_db

START = datetime.date(2018, 2, 15)


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
