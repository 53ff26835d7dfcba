import datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

import regions.reference
from regions.models import (
    CooperationAgreement,
    FundedProject,
    Municipality,
    MunicipalityAlias,
    Postcode,
    Region,
)

pytestmark = pytest.mark.django_db


def test_load_gives_the_tree_of_regions():
    area = Region.objects.get(slug="suedwestfalen")
    counties = area.children.order_by("ags")
    assert list(counties.values_list("ags", "slug")) == [
        ("05958", "hochsauerlandkreis"),
        ("05962", "maerkischer-kreis"),
        ("05966", "olpe"),
        ("05970", "siegen-wittgenstein"),
        ("05974", "soest"),
    ]
    assert counties.aggregate(Sum("population"))["population__sum"] == area.population == 1_389_636
    assert set(Region.objects.filter(parent=None).values_list("slug", "kind")) == {
        ("suedwestfalen", "area"),
        ("duesseldorf", "partner"),
        ("dortmund", "partner"),
        ("other", "other"),
    }


def test_load_gives_fourteen_municipalities_and_two_partner_cities():
    hub = Municipality.objects.of_hub()
    assert hub.count() == 14
    assert hub.filter(kind="town").count() == hub.filter(kind="municipality").count() == 7
    assert hub.aggregate(Sum("population"))["population__sum"] == 306_068
    assert Region.objects.get(slug="soest").population == 306_068
    assert set(hub.values_list("population_on", flat=True)) == {datetime.date(2022, 12, 31)}
    assert hub.aggregate(Sum("area_km2"))["area_km2__sum"] == pytest.approx(Decimal("1328.63"), abs=Decimal("0.05"))
    assert set(Municipality.objects.of_partners().values_list("ags", "name")) == {
        ("05111000", "Düsseldorf"),
        ("05913000", "Dortmund"),
    }


def test_municipalities_sort_as_germans_expect():
    names = list(Municipality.objects.of_hub().values_list("name", flat=True))
    assert names.index("Möhnesee") < names.index("Rüthen") < names.index("Soest")


def test_lippstadt_has_four_postcodes_and_every_other_municipality_one():
    counts = {place.name: place.postcodes.count() for place in Municipality.objects.of_hub()}
    assert counts.pop("Lippstadt") == 4
    assert set(counts.values()) == {1}


@pytest.mark.parametrize("spelling", ["Wickede (Ruhr)", "Wickede/Ruhr", "wickede/ruhr"])
def test_a_municipality_is_found_under_its_other_spellings(spelling):
    assert Municipality.objects.named(spelling).get().ags == "05974056"


def test_only_the_duesseldorf_agreement_has_the_hub_as_a_party():
    digihub = CooperationAgreement.objects.get(partner_region__slug="duesseldorf")
    assert (digihub.party_a, digihub.party_b) == ("digihub Düsseldorf/Rheinland", "DZM GmbH")
    assert digihub.hub_is_party
    assert digihub.signed_on is None
    dortmund = CooperationAgreement.objects.get(partner_region__slug="dortmund")
    assert (dortmund.party_a, dortmund.party_b) == (
        "Wirtschaftsförderung Dortmund",
        "Südwestfalen Agentur GmbH",
    )
    assert not dortmund.hub_is_party
    assert (dortmund.signed_on, dortmund.place) == (datetime.date(2018, 6, 25), "Arnsberg")


def test_the_grant_and_the_employment_of_its_staff_have_their_own_dates():
    dnm = FundedProject.objects.get(slug="dnm")
    assert dnm.amount_eur == 200_000
    assert dnm.applicant == "Cartec GmbH"
    assert dnm.notice_on == datetime.date(2017, 12, 12)
    assert (dnm.starts_on, dnm.ends_on) == (datetime.date(2018, 1, 1), datetime.date(2019, 12, 31))
    assert (dnm.staff_starts_on, dnm.staff_ends_on) == (datetime.date(2018, 6, 1), None)


def test_a_second_load_changes_nothing():
    assert {name: tally.changed for name, tally in regions.reference.load().items() if tally.changed} == {}


def test_a_load_repairs_what_belongs_to_the_files():
    Municipality.objects.filter(name="Ense").update(population=1)
    tallies = regions.reference.load()
    assert tallies["municipalities"].updated == 1
    assert Municipality.objects.get(name="Ense").population == 12_326


def test_a_load_leaves_the_work_of_staff_alone():
    ense = Municipality.objects.get(name="Ense")
    MunicipalityAlias.objects.create(municipality=ense, name="Ense-Bremen")
    Postcode.objects.create(municipality=ense, code="59470")
    CooperationAgreement.objects.filter(slug="digitaler-brueckenschlag").update(title="Neuer Titel")
    regions.reference.load()
    assert MunicipalityAlias.objects.filter(name="Ense-Bremen").exists()
    assert ense.postcodes.count() == 2
    assert CooperationAgreement.objects.get(slug="digitaler-brueckenschlag").title == "Neuer Titel"
