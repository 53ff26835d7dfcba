"""Events in the demo: a talk, a training, a round table that comes again, an advisory hour, a matchmaking day, an event
of a partner, one that was cancelled and one that is over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from demo import guests
from demo.clock import travel_to
from demo.people import Cast
from events.enums import Admission, Format, Kind, Repeat
from events.models import Event, Question, Venue
from events.services import editing, publishing, series
from mail.services import silenced
from regions.models import FundedProject, Municipality, Region
from scheduling.clock import moment_of
from taxonomy.models import Topic


@dataclass(frozen=True)
class Planned:
    """An event of the demo: its columns, how many days from today each date is, from when to when, and its topics."""

    fields: dict[str, Any]
    days: tuple[int, ...]
    begin: time
    end: time
    topics: tuple[str, ...]
    labels: tuple[str, ...] = ()
    slot_minutes: int | None = None
    region: str = ""
    town: str = ""
    questions: tuple[Question, ...] = field(default_factory=tuple)


TALK = "talk"
PLANNED = {
    TALK: Planned(
        {
            "kind": Kind.TALK,
            "title": "Fachimpuls: Maschinendaten lesen, ohne die Maschine zu tauschen",
            "title_en": "Expert talk: reading machine data without replacing the machine",
            "summary": "Drei Betriebe zeigen, wie sie ältere Anlagen mit wenig Aufwand angebunden haben.",
            "summary_en": "Three firms show how they have connected older machines with little effort.",
            "description": "Viele Maschinen laufen seit zwanzig Jahren gut, sagen aber nichts über sich. An diesem "
            "Abend sehen Sie drei Lösungen aus der Region, mit Kosten, Dauer und dem, was nicht geklappt hat.\n\n"
            "Für wen: Leitung, Instandhaltung und IT in Betrieben mit eigener Fertigung.\n\n"
            "Danach ist Zeit für Gespräche.",
            "format": Format.HYBRID,
            "online_url": "https://video.example.org/maschinendaten",
            "room": "Saal im Erdgeschoss",
            "access_offers": "Gebärdensprache und Schriftdolmetschen",
            "capacity": 30,
            "online_capacity": 100,
            "most_companions": 2,
        },
        (18,),
        time(18),
        time(20, 30),
        ("iiot", "vorausschauende-wartung"),
        questions=(
            Question(text="Was möchten Sie an diesem Abend erfahren?", text_en="What do you want to learn?"),
            Question(text="Essen Sie vegetarisch?", text_en="Do you eat vegetarian?", kind="yes_no", is_required=True),
        ),
    ),
    "training": Planned(
        {
            "kind": Kind.TRAINING,
            "title": "Angebote schneller schreiben: Kurs in drei Abenden",
            "summary": "Sie bauen an eigenen Beispielen einen Ablauf, der Ihnen Stunden spart.",
            "description": "Bringen Sie zwei Angebote aus dem letzten Jahr mit. Wir arbeiten in kleinen Gruppen.\n\n"
            "Vorwissen ist nicht nötig. Ein Notebook genügt.",
            "room": "Seminarraum 2",
            "capacity": 12,
            "admission": Admission.APPROVAL,
        },
        (25, 32, 39),
        time(17),
        time(19),
        ("ki", "prozesse"),
        labels=("Ablauf aufnehmen", "Vorlagen bauen", "Im Alltag nutzen"),
    ),
    "advisory": Planned(
        {
            "kind": Kind.ADVISORY,
            "title": "Sprechstunde für Gründerinnen und Gründer",
            "summary": "Eine halbe Stunde mit einer Projektleitung, unter vier Augen.",
            "description": "Sie erzählen, wo Sie stehen. Wir sagen, wer bei uns oder bei Partnern helfen kann.",
            "format": Format.HYBRID,
            "online_url": "https://video.example.org/sprechstunde",
        },
        (12,),
        time(14),
        time(17),
        (),
        slot_minutes=30,
    ),
    "matchmaking": Planned(
        {
            "kind": Kind.MATCHMAKING,
            "title": "Matchmaking-Tag: Betriebe treffen Startups",
            "summary": "Kurze Gespräche zu zweit, vorher aufeinander abgestimmt.",
            "description": "Sie sagen vorher, wen Sie treffen möchten und wen nicht. Daraus entsteht Ihr Plan.",
            "capacity": 60,
        },
        (40,),
        time(10),
        time(16),
        ("iiot", "ki"),
    ),
    "partner": Planned(
        {
            "kind": Kind.PARTNER,
            "title": "Digitalabend der Partnerregion",
            "summary": "Startups aus Dortmund stellen sich vor; die Anmeldung läuft über den Partner.",
            "external_url": "https://partner.example.org/digitalabend",
            "admission": Admission.NONE,
        },
        (21,),
        time(18),
        time(21),
        (),
        region="dortmund",
    ),
}
ROUND_TABLE = Planned(
    {
        "kind": Kind.ROUND_TABLE,
        "title": "Runder Tisch Digitalisierung",
        "summary": "Betriebe, Hochschulen und Städte besprechen, was gerade ansteht.",
        "description": "Ein fester Kreis trifft sich alle zwei Monate. Neue Gesichter sind willkommen.",
        "room": "Besprechungsraum",
        "capacity": 25,
    },
    (9,),
    time(16),
    time(18),
    ("iiot", "prozesse"),
)


def tell_events(cast: Cast) -> None:
    """Write down and publish the events, as the people in the demo would do it."""
    venues = _venues()
    with silenced():
        for planned in PLANNED.values():
            publishing.publish(_event(planned, venues[0], cast), actor=cast.lead)
        first = _event(ROUND_TABLE, venues[1], cast)
        until = timezone.localdate() + timedelta(days=9 + 200)
        further = series.make_series(first, repeat=Repeat.MONTHS, interval=2, last_day=until, actor=cast.lead)
        for event in (first, *further):
            publishing.publish(event, actor=cast.lead)
        publishing.cancel(further[0], note="In dieser Woche ist Messe.", actor=cast.lead)
        _past(venues[0], cast)
        town = Municipality.objects.get(name="Lippstadt")
        waiting = _event(_of_town(), venues[1], cast, municipality=town)
        publishing.submit(waiting, actor=cast.lead2)


def _venues() -> tuple[Venue, Venue]:
    town = Municipality.objects.get(name="Lippstadt")
    hub = Venue.objects.create(
        name="Digitales Zentrum Mittelstand",
        street="Musterweg 1",
        postcode="59555",
        city="Lippstadt",
        municipality=town,
        seats=120,
        is_step_free=True,
        access="Aufzug im Eingang links, Türen 90 cm breit, barrierefreie Toilette im Erdgeschoss. "
        "Im Saal gibt es eine Induktionsschleife.\nVom Bahnhof sind es zehn Minuten zu Fuß.",
        access_en="Lift at the entrance on the left, doors 90 cm wide, accessible toilet on the ground floor. "
        "The hall has an induction loop.\nTen minutes' walk from the station.",
    )
    founders = Venue.objects.create(
        name="Gründerhaus",
        street="Beispielplatz 4",
        postcode="59494",
        city="Soest",
        municipality=Municipality.objects.get(name="Soest"),
        seats=30,
        is_step_free=False,
        access="Der Besprechungsraum liegt im ersten Stock ohne Aufzug.",
    )
    return hub, founders


def _event(planned: Planned, venue: Venue, cast: Cast, *, today: date | None = None, **more: Any) -> Event:
    fields = {"format": Format.ON_SITE, "venue": venue, **planned.fields, **more}
    if planned.region:
        fields |= {"region": Region.objects.get(slug=planned.region), "venue": None}
    if planned.fields["kind"] == Kind.TALK:
        fields["funded_project"] = FundedProject.objects.first()
    event = editing.create_event(
        Event(**fields),
        editing.Parts(
            list(_times(planned, today or timezone.localdate())),
            Topic.objects.filter(slug__in=planned.topics),
            planned.slot_minutes,
        ),
        actor=cast.lead,
    )
    if planned.questions:
        editing.write_questions(event, planned.questions, [], actor=cast.lead)
    return event


def _times(planned: Planned, today: date) -> Iterator[editing.Time]:
    for number, ahead in enumerate(planned.days):
        day = today + timedelta(days=ahead)
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)  # nobody meets at a weekend
        label = planned.labels[number] if planned.labels else ""
        yield editing.Time(None, moment_of(day, planned.begin), moment_of(day, planned.end), label)


def _past(venue: Venue, cast: Cast) -> None:
    """A talk that took place a month ago."""
    long_ago = timezone.now() - timedelta(days=60)
    talk = Planned(
        {
            "kind": Kind.TALK,
            "title": "Fachimpuls: Was ein Handwerksbetrieb von einem Startup haben kann",
            "summary": "Ein Abend mit drei Beispielen und vielen Fragen.",
            "description": "Was tun, wenn das Büro abends die meiste Zeit kostet? Drei Betriebe haben es ausprobiert.",
            "capacity": 80,
        },
        (30,),
        time(18),
        time(20),
        (),
    )
    with travel_to(long_ago):
        event = _event(talk, venue, cast)
        publishing.publish(event, actor=cast.lead)
        registered = guests.register_members(event, cast)
    with travel_to(event.starts_at):
        guests.come(registered, cast)
    publishing.finish(Event.objects.get(pk=event.pk))


def _of_town() -> Planned:
    return Planned(
        {
            "kind": Kind.TALK,
            "title": "Wirtschaftsfrühstück: Förderung für digitale Vorhaben",
            "summary": "Kurz und früh: welche Programme es gibt und wie man sie beantragt.",
            "description": "Die Stadt lädt ein, das Zentrum berichtet. Für Betriebe jeder Größe.",
            "capacity": 30,
        },
        (30,),
        time(8),
        time(9, 30),
        (),
    )
