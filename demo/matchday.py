"""The matchmaking day of the demo: who takes part, whom they want to meet, and a published timetable."""

from datetime import timedelta
from random import Random

from demo.guests import register_members
from demo.people import Cast
from events.enums import Basis, Kind, Side, WishKind
from events.models import Event, PairingPerson
from events.services import pairing
from events.timetables import computing, editing
from mail.services import silenced

PROFILES = {
    Side.SEEKER: "Wir fertigen in Serie und suchen jemanden, der uns Wege und Zettel erspart.",
    Side.PROVIDER: "Wir haben eine Lösung, die bei kleinen Betrieben schon läuft, und zeigen sie gern.",
}
FRAME = {"minutes": 20, "pause": 5, "slots": 8, "tables": 8, "most": 6, "everybody": False}
SEED = 18


def tell_matchday(cast: Cast) -> None:
    """Let members take part, wish, and read a timetable that a lead has published."""
    event = Event.objects.filter(kind=Kind.MATCHMAKING).upcoming().first()
    with silenced():
        register_members(event, cast)
        moments = {"starts_at": event.starts_at, "wishes_until": event.starts_at - timedelta(days=3)}
        day = pairing.set_frame(event, FRAME | moments, actor=cast.lead)
        pairing.invite(day, actor=cast.lead)
        people = list(day.people.select_related("registration", "day__event"))
        rng = Random(SEED)
        for number, person in enumerate(people):
            _tell(person, Side.PROVIDER if number % 2 else Side.SEEKER)
        for person in people:
            _wish(person, people, rng)
        timetable = computing.request(day, Basis.ANEW, actor=cast.lead)
        computing.work(timetable.pk)
        timetable.refresh_from_db()
        editing.publish(timetable, actor=cast.lead)


def _tell(person: PairingPerson, side: str) -> None:
    pairing.tell(person, {"side": side, "profile": PROFILES[Side(side)], "shows_name": True, "away": [], "most": None})


def _wish(person: PairingPerson, people: list[PairingPerson], rng: Random) -> None:
    """One must, some gladly, one no, all on the other side."""
    others = [other for other in people if other.side != person.side]
    chosen = rng.sample(others, k=min(4, len(others)))
    kinds = [WishKind.MUST, WishKind.GLADLY, WishKind.GLADLY, WishKind.NO]
    pairing.wish(person, {other.pk: kind.value for other, kind in zip(chosen, kinds, strict=False)})
