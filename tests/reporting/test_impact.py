"""What anybody reads of the county: figures that betray nobody, as a page, as open data, and in a catalogue."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from reporting.freezing import freeze_due
from reporting.impact.selectors import impact
from reporting.models import Cell
from tests.reporting.cases import LIPPSTADT, registered

pytestmark = pytest.mark.django_db
PAGE, CATALOGUE = reverse("impact:page"), reverse("impact:catalogue")


@pytest.fixture
def frozen():
    """A year with five needs in spring, one in summer and six in autumn, the lonely one on a topic of its own."""
    for who in range(1, 6):
        registered(who, "2025-02-10", LIPPSTADT)
    registered(6, "2025-05-10", LIPPSTADT, topics=["bi"])
    for who in range(7, 13):
        registered(who, "2025-10-10", LIPPSTADT)
    freeze_due(date(2026, 1, 12))


def read(client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    return unescape(response.content.decode())


def test_everybody_reads_the_newest_year(frozen, client):
    page = read(client)
    assert "Was das Zentrum bewirkt" in page
    assert "<dt>Gemeldete Bedarfe</dt><dd>12</dd>" in page
    assert 'id="chart-needs"' in page
    assert 'id="chart-topics"' in page


def test_a_lonely_need_is_nowhere_to_be_read(frozen, client):
    rows = client.get(reverse("impact:file", args=["json"])).json()
    summer = [row for row in rows if row["period"] in ("2025-05", "2025-Q2") and row["figure"] == "needs"]
    assert summer
    assert all(row["protected"] and row["value"] is None for row in summer)
    assert not [row for row in rows if row["class"] == "bi" and row["value"]]


def test_before_anything_is_frozen_the_page_says_so(client):
    assert "Es gibt noch keine Zahlen" in read(client)
    assert client.get(CATALOGUE).json()["dcat:dataset"] == []


def test_years_in_which_nothing_happened_do_not_hide_what_happens_now(frozen, client):
    """A hub that begins in autumn after an empty year shows its quarters, until a year shows something."""
    Cell.objects.filter(snapshot__kind__in=["year", "half"]).delete()
    assert impact().newest.slug == "2025-Q4"
    assert "4. Quartal 2025" in read(client)


def test_months_stand_there_until_a_quarter_is_over(client):
    for who in range(1, 5):
        registered(who, "2025-01-10")
    freeze_due(date(2025, 3, 12))
    assert "Februar 2025" in read(client)


def test_a_new_freeze_makes_the_kept_page_anew(client, django_capture_on_commit_callbacks):
    for who in range(1, 5):
        registered(who, "2025-01-10")
    with django_capture_on_commit_callbacks(execute=True):
        freeze_due(date(2025, 2, 12))
    assert "Januar 2025" in read(client)
    with django_capture_on_commit_callbacks(execute=True):
        freeze_due(date(2025, 3, 12))
    assert "Februar 2025" in read(client)


def test_open_data_holds_codes_and_says_what_is_protected(frozen, client):
    text = client.get(reverse("impact:file", args=["csv"])).content.decode("utf-8-sig")
    assert text.splitlines()[0] == "period;first;last;figure;breakdown;class;value;protected"
    assert "2025-02;2025-02-01;2025-02-28;needs;topic;e-rechnung;5;nein" in text.splitlines()
    assert client.get(reverse("impact:file", args=["xml"])).status_code == 404


# --- The catalogue: the must-fields of DCAT-AP.de that GovData's shapes ask for -----------------------------


def iri(value) -> str:
    """Return the IRI of a node; anything else is no IRI."""
    assert set(value) == {"@id"}
    assert value["@id"].startswith(("http://", "https://", "mailto:"))
    return value["@id"]


def test_the_catalogue_has_all_that_the_profile_demands(frozen, client, settings):
    settings.OPEN_DATA_CONTRIBUTOR = "http://dcat-ap.de/def/contributors/example"
    response = client.get(CATALOGUE, {"fresh": 1})
    assert response.headers["Content-Type"] == "application/ld+json"
    found = response.json()
    for prefix in ("dcat", "dct", "dcatde", "foaf", "vcard"):
        assert found["@context"][prefix].startswith("http")
    assert found["dct:publisher"]["foaf:name"]
    assert found["dct:title"]["@value"]
    assert found["dct:description"]["@value"]
    (dataset,) = found["dcat:dataset"]
    assert iri(dataset["dct:publisher"]) == found["dct:publisher"]["@id"]
    assert iri(dataset["dcatde:contributorID"]) == "http://dcat-ap.de/def/contributors/example"
    assert iri(dataset["dcat:contactPoint"]["vcard:hasEmail"]).startswith("mailto:")
    assert dataset["dct:title"]["@value"]
    assert dataset["dct:description"]["@value"]
    assert iri(dataset["dcat:theme"]).startswith("http://publications.europa.eu/resource/authority/data-theme/")
    assert dataset["dct:identifier"]
    assert dataset["dct:modified"]["@value"]
    files = dataset["dcat:distribution"]
    assert len(files) == 2
    for each in files:
        address = iri(each["dcat:accessURL"])
        assert client.get("/" + address.split("/", 3)[3]).status_code == 200
        assert iri(each["dct:license"]).startswith("http://dcat-ap.de/def/licenses/")
        assert iri(each["dct:format"]).startswith("http://publications.europa.eu/resource/authority/file-type/")


def test_without_a_contributor_nothing_is_invented(frozen, client):
    (dataset,) = client.get(CATALOGUE).json()["dcat:dataset"]
    assert "dcatde:contributorID" not in dataset
