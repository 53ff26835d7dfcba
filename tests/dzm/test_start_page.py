"""The start page: what the centre does, live figures that betray nobody, and what is new."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from core.spans import Span
from dzm.start import public_figures
from events import announcements
from events.announcements import Announcement
from landscape.services import choose_visibility, refresh
from regions.models import Municipality
from reporting.models import Snapshot
from tests.cases import offer_in

pytestmark = pytest.mark.django_db
DAY = timezone.datetime(2026, 9, 30).date()


def _frozen(value: int, *, slug: str = "2026-Q3", is_shown: bool = True) -> None:
    """Freeze a number of needs of the whole county."""
    span = Span.parse(slug)
    kept = {"fewest": 3, "largest_share": "0.80", "sha256": "0" * 64}
    snapshot = Snapshot.objects.create(kind=span.kind, first=span.first, **kept)
    snapshot.cells.create(measure="needs", value=value, is_shown=is_shown)


def _labels() -> dict[str, int]:
    return {str(figure.label): figure.value for figure in public_figures()}


def test_what_could_point_to_a_firm_is_frozen_and_says_of_which_day(client):
    _frozen(148)
    (needs,) = [figure for figure in public_figures() if figure.as_of == DAY]
    assert needs.value == 148
    html = client.get(reverse("home")).content.decode()
    assert "148" in html
    assert "30. September 2026" in html


def test_a_figure_that_is_protected_is_left_out():
    _frozen(148, is_shown=False)
    assert 148 not in _labels().values()


def test_where_the_last_period_hides_a_figure_those_before_still_count():
    _frozen(9)
    _frozen(2, slug="2026-Q2", is_shown=False)
    assert 9 in _labels().values()


def test_what_is_public_anyway_is_counted_now(people):
    before = _labels()
    offer = offer_in("published", people)
    refresh(offer.organisation)
    after = _labels()
    assert sum(after.values()) - sum(before.values()) == 2  # the entry, and its offer


def test_a_new_offer_stands_there_with_a_link(client, people):
    offer = offer_in("published", people)
    refresh(offer.organisation)
    html = client.get(reverse("home")).content.decode()
    assert offer.title in html
    assert offer.organisation.name in html


def test_an_offer_of_somebody_who_is_not_listed_does_not(client, people):
    offer = offer_in("published", people)
    choose_visibility(offer.organisation, actor=people.clara, visibility="hidden", booked_until=None)
    html = client.get(reverse("home")).content.decode()
    assert offer.title not in html
    assert offer.organisation.name not in html


def test_the_map_leads_to_the_landscape_of_a_place(client, people):
    offer = offer_in("published", people)
    refresh(offer.organisation)
    html = client.get(reverse("home")).content.decode()
    assert f'href="{reverse("landscape:directory")}?place=' in html


def test_the_start_page_costs_a_fixed_number_of_queries(client, people, queries):
    client.get(reverse("home"))
    with queries() as few:
        client.get(reverse("home"))
    for _number in range(4):
        refresh(offer_in("published", people).organisation)
    client.get(reverse("home"))
    with queries() as many:
        client.get(reverse("home"))
    assert len(many) - len(few) <= 2  # the entries and topics of the offers that are there now


def test_the_start_page_opens_before_the_reference_data_is_loaded(client, monkeypatch):
    for audience in ("of_hub", "of_partners"):
        monkeypatch.setattr(type(Municipality.objects), audience, lambda manager: manager.none())
    response = client.get(reverse("home"))
    assert response.status_code == 200
    assert "dzm-map" not in response.content.decode()


def test_the_next_dates_stand_there_once_a_room_announces_some(client, monkeypatch):
    assert "Neue Termine stehen hier" in client.get(reverse("home")).content.decode()
    at = timezone.now() + timedelta(days=3)
    later = Announcement("Runder Tisch", at + timedelta(days=1), "Warstein", "/events/2/")
    first = Announcement("Fachimpuls E-Rechnung", at, "Lippstadt", "/events/1/", "18 Plätze frei")
    monkeypatch.setattr(announcements, "_sources", [lambda limit: [later], lambda limit: [first]])
    html = client.get(reverse("home")).content.decode()
    assert html.index("Fachimpuls E-Rechnung") < html.index("Runder Tisch")
    assert "18 Plätze frei" in html
    assert [each.title for each in announcements.upcoming(1)] == ["Fachimpuls E-Rechnung"]


def test_machines_read_who_runs_the_portal(client, settings):
    settings.OPERATOR = {**settings.OPERATOR, "name": "DZM </script> GmbH"}
    html = client.get(reverse("home")).content.decode()
    assert '"@type": "Organization"' in html
    assert "DZM </script>" not in html


def test_the_map_is_well_formed_and_its_numbers_stand_in_the_list_behind_it(client, people):
    refresh(offer_in("published", people).organisation)
    html = client.get(reverse("home")).content.decode()
    drawings = [piece.split("</svg>")[0] for piece in html.split('<svg class="dzm-map')[1:]]
    assert len(drawings) == 2
    for drawing in drawings:
        root = ElementTree.fromstring('<svg class="dzm-map' + drawing + "</svg>")
        circles = [circle for circle in root.iter("circle") if "dzm-map__place" in circle.get("class")]
        assert len(circles) == 16
        assert all("," not in value for circle in circles for value in circle.attrib.values())
        assert [text.text for text in root.iter("text") if "dzm-map__count" in text.get("class")].count("1") == 1
    table = html[html.index("<table") : html.index("</table>")]
    assert table.count('<th scope="row">') == 16
    assert table.count('<td class="num">1</td>') == 1
