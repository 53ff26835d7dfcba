"""The register of incidents and its clock."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from privacy.models import Incident

pytestmark = pytest.mark.django_db

DATA = {
    "title": "Liste an falsche Adresse",
    "description": "Eine Liste ging an eine falsche Adresse.",
    "noticed_at": "2026-11-20T09:30",
    "risk": "risk",
}


def incident(people, **fields) -> Incident:
    now = timezone.now()
    return Incident.objects.create(
        **{"title": "x", "noticed_at": now, "risk": "risk", "created_by": people.lead, **fields}
    )


def test_the_clock_runs_for_72_hours(people):
    fresh = incident(people)
    late = incident(people, noticed_at=timezone.now() - timedelta(hours=73))
    assert fresh.report_by - fresh.noticed_at == timedelta(hours=72)
    assert (fresh.is_late, late.is_late) == (False, True)
    assert not incident(people, risk="none", noticed_at=late.noticed_at).is_late
    assert not incident(people, reported_at=timezone.now(), noticed_at=late.noticed_at).is_late


def test_staff_record_an_incident_and_see_by_when_to_report(people, sign_in):
    client = sign_in("lead")
    response = client.post(reverse("privacy:incident_create"), DATA)
    page = client.get(response.url).content.decode()
    by = date_format(timezone.localtime(Incident.objects.get().report_by), "DATETIME_FORMAT")
    assert by.startswith("23. November 2026")
    assert by in page
    assert "Liste an falsche Adresse" in client.get(reverse("privacy:incidents")).content.decode()


@pytest.mark.parametrize("change", [{"title": ""}, {"noticed_at": "gestern"}, {"people_affected": "-1"}, {"risk": "x"}])
def test_bad_input_keeps_what_was_typed(people, sign_in, change):
    response = sign_in("lead").post(reverse("privacy:incident_create"), DATA | change)
    assert response.status_code == 200
    assert DATA["description"] in response.content.decode()
    assert not Incident.objects.exists()


def test_an_incident_with_a_risk_is_reported_before_it_is_closed(people, sign_in):
    shown, client = incident(people), sign_in("operator")
    client.post(reverse("privacy:incident_close", args=[shown.pk]))
    shown.refresh_from_db()
    assert shown.closed_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.update(closed_at=timezone.now())
    Incident.objects.update(reported_at=timezone.now())
    client.post(reverse("privacy:incident_close", args=[shown.pk]))
    shown.refresh_from_db()
    assert shown.closed_at
