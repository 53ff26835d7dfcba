"""Events as everybody reads them, and as organisers write them down."""

import json
import re
from datetime import timedelta

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from core.models import LogEntry
from events.enums import Kind
from events.models import Event, Venue
from regions.models import Municipality
from tests.events.cases import at, event_in, venue

pytestmark = pytest.mark.django_db


def page(client, name: str, *args, **query) -> str:
    response = client.get(reverse(f"events:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def typed(**changes) -> dict:
    """Return what somebody types to write down a talk on one day."""
    begin = timezone.now() + timedelta(days=10)
    return {
        "kind": "talk",
        "title": "Fachimpuls Lager",
        "summary": "Wie ein Lager sich selbst zählt.",
        "description": "Mit Besuch vor Ort.",
        "language": "de",
        "organiser": "hub",
        "format": "on_site",
        "venue": str(venue().pk),
        "admission": "open",
        "capacity": "40",
        "most_companions": "1",
        "has_waiting_list": "on",
        "dates-TOTAL_FORMS": "1",
        "dates-INITIAL_FORMS": "0",
        "dates-0-starts_at": at(begin),
        "dates-0-ends_at": at(begin + timedelta(hours=2)),
        "dates-0-label": "",
        **changes,
    }


def test_drafts_are_nobodys_business(people, client):
    draft = event_in("draft", people, title="Noch geheim")
    assert "Noch geheim" not in page(client, "list")
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_the_list_shows_what_is_to_come_the_next_first(people, client):
    for days, title in ((20, "Später"), (5, "Bald"), (12, "Dazwischen")):
        event_in("published", people, days=(days,), title=title)
    event_in("cancelled", people, title="Fällt aus")
    found = re.findall(r"Bald|Dazwischen|Später|Fällt aus", page(client, "list"))
    assert list(dict.fromkeys(found)) == ["Bald", "Dazwischen", "Später"]


def test_each_filter_stands_alone_and_combines(people, client):
    talk = event_in(
        "published", people, title="Vortrag", venue=venue(municipality=Municipality.objects.get(name="Soest"))
    )
    event_in("published", people, title="Schulung am Netz", kind=Kind.TRAINING, format="online", venue=None)
    assert "Schulung am Netz" not in page(client, "list", kind="talk")
    assert "Vortrag" not in page(client, "list", format="online")
    assert "Vortrag" in page(client, "list", place=talk.venue.municipality.ags)
    assert "Keine Veranstaltung passt" in page(client, "list", kind="talk", format="online")


def test_words_find_an_event_also_by_a_part_of_a_compound(people, client):
    event_in("published", people, title="Lagerverwaltung ohne Zettel")
    event_in("published", people, title="Etwas anderes")
    found = page(client, "list", q="Lager")
    assert "ohne Zettel" in found
    assert "Etwas anderes" not in found


def test_a_month_shows_its_days_also_as_a_list(people, client):
    event = event_in("published", people, days=(10,))
    day = timezone.localtime(event.starts_at)
    found = page(client, "month", day.year, day.month)
    assert found.count(event.get_absolute_url()) == 2
    assert client.get(f"/events/calendar/{day.year}-13/").status_code == 404
    assert client.get("/events/calendar/1-1/").status_code == 404


def test_a_page_has_one_address(people, client):
    event = event_in("published", people)
    response = client.get(f"/events/falsch-{event.code}/")
    assert (response.status_code, response.url) == (301, event.get_absolute_url())


def test_search_engines_read_when_and_where(people, client):
    event = event_in("published", people, format="hybrid")
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', client.get(event.get_absolute_url()).content.decode()
    )
    (thing,) = json.loads(found[1])["@graph"]
    assert thing["@type"] == "Event"
    assert thing["startDate"] == event.starts_at.isoformat()
    assert [place["@type"] for place in thing["location"]] == ["Place", "VirtualLocation"]
    cancelled = event_in("cancelled", people)
    assert "EventCancelled" in client.get(cancelled.get_absolute_url()).content.decode()


def test_the_link_for_taking_part_online_is_not_public(people, client):
    event = event_in("published", people, format="online", venue=None, online_url="https://video.example.org/geheim")
    everything = (
        client.get(event.get_absolute_url()).content
        + client.get(reverse("events:event_file", args=[event.slug])).content
        + client.get(reverse("events:calendar_file")).content
    )
    assert b"geheim" not in everything


def test_a_calendar_that_is_followed_takes_the_filters_and_strikes_out_what_is_cancelled(people, client):
    kept = event_in("published", people, title="Bleibt")
    event_in("published", people, title="Andere Art", kind=Kind.TRAINING)
    gone = event_in("cancelled", people, title="Weg")
    calendar = vobject.readOne(client.get(reverse("events:calendar_file"), {"kind": "talk"}).content.decode())
    said = {str(entry.uid.value): entry.status.value for entry in calendar.vevent_list}
    assert said == {str(kept.dates.get().uid): "CONFIRMED", str(gone.dates.get().uid): "CANCELLED"}


def test_the_start_page_and_the_feed_name_what_comes_next(people, client):
    event = event_in("published", people, title="Auf der Startseite")
    assert "Auf der Startseite" in client.get("/").content.decode()
    feed = client.get(reverse("feed_events")).content.decode()
    assert event.get_absolute_url() in feed


def test_a_change_is_seen_at_once_by_visitors(people, client, settings):
    settings.PUBLIC_PAGE_SECONDS = 60
    event = event_in("published", people, title="Vorher")
    assert "Vorher" in client.get(event.get_absolute_url()).content.decode()
    event.title = "Nachher"
    event.save()
    response = client.get(event.get_absolute_url(), follow=True)
    assert "Nachher" in response.content.decode()


def test_a_lead_writes_an_event_down_and_publishes_it(people, sign_in, client):
    lead = sign_in("lead")
    response = lead.post(reverse("events:create"), typed())
    event = Event.objects.get()
    assert response.url == event.manage_url
    assert "Bereit zur Veröffentlichung" in lead.get(event.manage_url).content.decode()
    lead.post(reverse("events:publish", args=[event.pk]))
    event.refresh_from_db()
    assert event.state == "published"
    assert LogEntry.objects.filter(verb="publish", actor=people.lead).count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Titel"),
        ({"kind": "partner"}, "Seite an, auf der man mehr erfährt"),
        ({"dates-0-ends_at": "2020-01-01T10:00"}, "Das Ende liegt nach dem Beginn"),
        ({"opens_at": "2027-05-02T10:00", "closes_at": "2027-05-01T10:00"}, "endet erst, nachdem sie begonnen hat"),
        (
            {"dates-0-starts_at": "2027-03-28T02:30", "dates-0-ends_at": "2027-03-28T04:00"},
            "Diese Uhrzeit gibt es nicht",
        ),
        ({"organiser": "region-999999"}, "gültige"),
        ({"dates-TOTAL_FORMS": "99999"}, "Bitte prüfen"),
        ({"dates-TOTAL_FORMS": "x"}, "Bitte prüfen"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(changes, said, people, sign_in):
    response = sign_in("lead").post(reverse("events:create"), typed(**changes))
    shown = response.content.decode()
    assert response.status_code == 200
    assert said in shown
    assert "Wie ein Lager sich selbst zählt." in shown
    assert Event.objects.count() == 0


def test_further_dates_are_asked_for_without_losing_what_was_typed(people, sign_in):
    response = sign_in("lead").post(reverse("events:create"), typed(more="1"))
    shown = response.content.decode()
    assert shown.count('name="dates-') > 12
    assert "Wie ein Lager sich selbst zählt." in shown
    assert Event.objects.count() == 0


def test_topics_are_suggested_from_the_text(people, sign_in):
    shown = (
        sign_in("lead")
        .post(reverse("events:create"), typed(suggest="1", description="Lagerverwaltung und Lager"))
        .content
    )
    assert "Lager" in shown.decode()
    assert "Diese Themen haben wir erkannt" in shown.decode()


def test_a_municipality_hands_in_its_own_event_and_the_hub_publishes_it(people, sign_in):
    partner = sign_in("partner")
    own = people.partner.platform_roles.get().municipality
    assert "organiser" in partner.post(reverse("events:create"), typed()).content.decode()  # the hub is not theirs
    assert Event.objects.count() == 0
    partner.post(reverse("events:create"), typed(organiser=f"town-{own.pk}"))
    event = Event.objects.get()
    assert event.municipality == own
    assert partner.post(reverse("events:publish", args=[event.pk])).status_code == 403
    partner.post(reverse("events:submit", args=[event.pk]))
    event.refresh_from_db()
    assert event.state == "submitted"
    sign_in("lead").post(reverse("events:publish", args=[event.pk]))
    event.refresh_from_db()
    assert event.state == "published"


def test_foreign_events_are_not_theirs_to_know_of(people, sign_in):
    event = event_in("draft", people)
    for name in ("far_lead", "partner", "anna"):
        assert sign_in(name).get(event.manage_url).status_code == 404


def test_a_venue_says_how_people_get_in(people, sign_in, client):
    lead = sign_in("lead")
    lead.post(
        reverse("events:venue_create"),
        {
            "name": "Altes Rathaus",
            "city": "Werl",
            "is_step_free": "false",
            "access": "Drei Stufen.",
            "is_current": "on",
        },
    )
    house = Venue.objects.get(name="Altes Rathaus")
    event = event_in("published", people, venue=house)
    shown = client.get(event.get_absolute_url()).content.decode()
    assert "Nicht ohne Stufen erreichbar" in shown
    assert "Drei Stufen." in shown


def test_english_readers_get_english_texts_where_there_are_some(people, client):
    event = event_in("published", people, title_en="Talk on machine data", summary_en="How they learn to talk.")
    shown = client.get(event.get_absolute_url(), {"lang": "en"}).content.decode()
    assert "Talk on machine data" in shown
    assert '<div class="dzm-prose" lang="de">' in shown


def test_the_number_of_queries_does_not_grow_with_the_events(people, client, queries):
    def asked(name: str) -> int:
        client.get(reverse(f"events:{name}"))
        with queries() as seen:
            client.get(reverse(f"events:{name}"))
        return len(seen)

    event_in("published", people)
    few = {name: asked(name) for name in ("list", "month_now", "calendar_file")}
    for number in range(12):
        event_in("published", people, days=(5 + number,), title=f"Abend {number}")
    assert {name: asked(name) for name in few} == few
