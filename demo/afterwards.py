"""A round table that took place, and what came of it: guests, offers, feedback, slides, minutes, what was taken on."""

from datetime import date, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from demo.clock import travel_to
from demo.people import Cast
from events.enums import Format, Kind
from events.following import feedback, minutes, notes, outcome
from events.models import Event, Registration, Venue
from events.registering.services import Wishes, register
from events.services import editing, publishing
from files.uploads import check_upload
from mail.services import silenced
from scheduling.clock import moment_of

GUESTS = 6
HELD_DAYS_AGO = 16  # so long that nobody is asked any more
SLIDES = "Beispiele aus drei Betrieben\n\n1. Daten lesen\n2. Angebote schreiben\n3. Lager im Blick\n"
TEXT = (
    "Drei Betriebe haben berichtet, wie sie mit Daten aus alten Maschinen arbeiten.\n\n"
    "Gesprochen wurde vor allem über die Kosten des Anfangs und darüber, wer im Betrieb Zeit dafür hat.\n\n"
    "Beim nächsten Mal geht es um Förderung."
)
SAID = ((5, ""), (4, "Mehr Zeit für Gespräche."), (5, ""), (3, "Ein Beispiel aus einem kleinen Betrieb."))


def tell_afterwards(cast: Cast) -> None:
    """Hold a round table some days ago and write down what came of it."""
    day = timezone.localdate() - timedelta(days=HELD_DAYS_AGO)
    with silenced():
        event, guests = _invited(cast, day)
        with travel_to(moment_of(day, time(18))):
            _during(event, cast)
        with travel_to(moment_of(day + timedelta(days=1), time(9))):
            publishing.finish(Event.objects.get(pk=event.pk))
            _after(Event.objects.get(pk=event.pk), guests, cast)


def _invited(cast: Cast, day: date) -> tuple[Event, list[Registration]]:
    with travel_to(moment_of(day - timedelta(days=30), time(10))):
        event = editing.create_event(
            Event(
                kind=Kind.ROUND_TABLE,
                title="Runder Tisch Daten im Betrieb",
                title_en="Round table: data at work",
                summary="Drei Betriebe zeigen, was sie mit Daten aus alten Maschinen machen.",
                description="Ein Abend mit kurzen Berichten und viel Zeit für Fragen.",
                format=Format.ON_SITE,
                venue=Venue.objects.order_by("pk").first(),
                capacity=25,
            ),
            editing.Parts([editing.Time(None, moment_of(day, time(17)), moment_of(day, time(19)))], []),
            actor=cast.lead,
        )
        publishing.publish(event, actor=cast.lead)
        people = [members[0].contact for members in cast.members.values() if members][:GUESTS]
        event = Event.objects.get(pk=event.pk)
        return event, [register(event, contact, Wishes(), actor=contact.user) for contact in people]


def _during(event: Event, cast: Cast) -> None:
    notes.note_offer(
        event,
        text="Wir können zeigen, wie wir unsere Drehmaschinen ohne Umbau auslesen. Ein Besuch dauert eine Stunde.",
        name="Jana Beispiel",
        email="jana@betrieb.example",
        organisation_name="Beispiel Metallbau",
    )
    notes.note_offer(event, text="Übersetzt technische Anleitungen.", name="Ole Muster", actor=cast.lead)


def _after(event: Event, guests: list[Registration], cast: Cast) -> None:
    upload = check_upload(SimpleUploadedFile("beispiele.txt", SLIDES.encode()))
    outcome.add_file(event, title="Folien der drei Betriebe", upload=upload, is_public=True, actor=cast.lead)
    outcome.write_summary(
        event,
        text="Sechs Betriebe haben sich ausgetauscht. Zwei besuchen sich im nächsten Monat.",
        text_en="Six firms have talked with each other. Two will visit each other next month.",
        publish=True,
        actor=cast.lead,
    )
    for (usefulness, missing), registration in zip(SAID, guests, strict=False):
        feedback.answer(registration, usefulness=usefulness, missing=missing, may_call=usefulness == 3)
    minutes.write(event, text=TEXT, actor=cast.lead)
    today = timezone.localdate()
    for text, owner, name, days in (
        ("Liste der Förderprogramme schicken", guests[0].contact if guests else None, "Frau Muster", 18),
        ("Raum für das nächste Treffen suchen", None, "Herr Probe", 9),
    ):
        due_on = today + timedelta(days=days)
        minutes.add_item(event, text=text, owner=owner, owner_name=name, due_on=due_on, actor=cast.lead)
    minutes.approve(event, actor=cast.lead)
