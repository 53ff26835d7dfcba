import datetime

import pytest
from django.urls import reverse

from core.models import LogEntry
from regions.models import Municipality, Region, Shareholding

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator_client(sign_in):
    return sign_in("operator")


def transfer(**changes):
    return {
        "giver": Shareholding.objects.get(holder="Kreis Soest", valid_until=None).pk,
        "holder": "Gemeinde Möhnesee",
        "holder_kind": "municipality",
        "county": "",
        "municipality": Municipality.objects.get(name="Möhnesee").pk,
        "numerator": 1,
        "denominator": 32,
        "valid_from": "2021-07-01",
        "source": "Ratsbeschluss",
    } | changes


def test_adding_a_share_in_the_admin_is_a_transfer(operator_client):
    response = operator_client.post(reverse("admin:regions_shareholding_add"), transfer())
    assert response.status_code == 302
    on = Shareholding.objects.as_of(datetime.date(2021, 7, 1))
    assert on.get(holder="Kreis Soest").fraction_display == "11/32"
    assert on.get(holder="Gemeinde Möhnesee").fraction_display == "1/32"
    assert LogEntry.objects.filter(verb="transfer_share", actor__email="operator@example.org").count() == 1


def test_a_receiver_in_the_admin_may_hold_a_share_already(operator_client):
    lippstadt = Municipality.objects.get(name="Lippstadt").pk
    data = transfer(holder="Stadt Lippstadt", municipality=lippstadt)
    assert operator_client.post(reverse("admin:regions_shareholding_add"), data).status_code == 302
    assert Shareholding.objects.get(holder="Stadt Lippstadt", valid_until=None).fraction_display == "9/32"


@pytest.mark.parametrize(
    "changes", [{"numerator": 13}, {"denominator": 0}, {"municipality": ""}, {"valid_from": "2018-02-15"}]
)
def test_an_impossible_transfer_is_explained_in_the_form(operator_client, changes):
    response = operator_client.post(reverse("admin:regions_shareholding_add"), transfer(**changes))
    assert response.status_code == 200
    assert response.context["errors"]
    assert Shareholding.objects.count() == 14


def test_amounts_and_dates_of_a_stored_share_cannot_be_changed(operator_client):
    row = Shareholding.objects.get(holder="Gemeinde Ense")
    url = reverse("admin:regions_shareholding_change", args=[row.pk])
    operator_client.post(url, {"numerator": 5, "valid_from": "2020-01-01", "source": "Handelsregister"})
    row.refresh_from_db()
    assert (row.fraction_display, row.valid_from.year, row.source) == ("1/32", 2018, "Handelsregister")


@pytest.mark.parametrize("model", [Region, Municipality, Shareholding])
def test_reference_rows_cannot_be_deleted(operator_client, model):
    row = model.objects.first()
    url = reverse(f"admin:regions_{model._meta.model_name}_delete", args=[row.pk])
    assert operator_client.post(url, {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_file_fields_of_a_municipality_are_read_only_and_its_postcodes_are_not(operator_client):
    ense = Municipality.objects.get(name="Ense")
    response = operator_client.get(reverse("admin:regions_municipality_change", args=[ense.pk]))
    form = response.context["adminform"].form
    assert form.fields == {}
    inlines = {formset.opts.model._meta.model_name for formset in response.context["inline_admin_formsets"]}
    assert inlines == {"municipalityalias", "postcode"}
