import pytest
from django.urls import reverse

from regions.models import Municipality, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator_client(sign_in):
    return sign_in("operator")


@pytest.mark.parametrize("model", [Region, Municipality])
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
