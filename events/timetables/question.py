"""A matchmaking day as `events.pairing` sees it: participants, wishes, and what the engine thinks of pairs."""

from itertools import product

from django.db.models import Max

from events.enums import AppointmentState, Side
from events.models import Appointment, PairingDay, PairingPerson, PairingWish, Timetable
from events.pairing.day import Day, Meeting, Pair, Participant, Wish
from matchmaking.engine import Document, rank
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction

SIDES = {Side.SEEKER: 0, Side.PROVIDER: 1}
# Proposals that a lead or a side has put aside say nothing for a meeting.
_NOTHING = [
    IntroductionState.DISMISSED,
    IntroductionState.DECLINED_COMPANY,
    IntroductionState.DECLINED_PROVIDER,
]


def day_of(frame: PairingDay, source: Timetable | None = None, *, scored: bool = True) -> Day:
    """Return the question of a matchmaking day: who is registered at this moment, with pinned and cancelled meetings
    of `source`. Without `scored` the engine is not asked, which is enough to check the rules."""
    people = list(frame.people.coming().select_related("registration"))
    rows = list(source.appointments.all()) if source else []
    wishes: dict[Pair, Wish] = {
        (wish.wisher_id, wish.wished_id): Wish(wish.kind) for wish in PairingWish.objects.filter(wisher__day=frame)
    }
    wishes |= {row.pair: Wish.NO for row in rows if row.state == AppointmentState.CANCELLED}
    return Day(
        participants=tuple(_participant(frame, person) for person in people),
        slots=frame.slots,
        wishes=wishes,
        scores=_scores(frame, people) if scored else {},
        tables=frame.tables,
        everybody=frame.everybody,
        pinned=tuple(as_meeting(row) for row in rows if row.is_pinned and row.state == AppointmentState.PLANNED),
    )


def as_meeting(row: Appointment) -> Meeting:
    return Meeting(row.slot, row.table, *row.pair)


def meetings_of(timetable: Timetable) -> list[Meeting]:
    """Return the meetings that are planned in a timetable."""
    return [as_meeting(row) for row in timetable.appointments.filter(state=AppointmentState.PLANNED)]


def _participant(frame: PairingDay, person: PairingPerson) -> Participant:
    present = frozenset(range(frame.slots)) - frozenset(person.away)
    return Participant(person.pk, present, frame.most if person.most is None else person.most, SIDES[person.side])


def _scores(frame: PairingDay, people: list[PairingPerson]) -> dict[Pair, float]:
    """Return pair -> 0 to 1: the better of what the engine says about the profiles of the day, and of the proposals
    stored for the needs and offers of the two organisations. Nobody at the day reads it."""
    scores = _of_profiles(frame, people)
    for pair, score in _of_organisations(frame, people).items():
        scores[pair] = max(score, scores.get(pair, 0.0))
    return scores


def _of_profiles(frame: PairingDay, people: list[PairingPerson]) -> dict[Pair, float]:
    told = [person for person in people if person.profile.strip()]
    seekers, providers = ([p for p in told if frame.everybody or p.side == side] for side in SIDES)
    if not seekers or not providers:
        return {}
    needs, offers = ([Document(str(p.pk), p.profile) for p in side] for side in (seekers, providers))
    scores: dict[Pair, float] = {}
    for ranking in rank(needs, offers, top=len(offers)):
        for found in ranking.pairs:
            first, second = sorted((int(ranking.need_id), int(found.offer_id)))
            if first != second:
                scores[first, second] = max(found.score / 100, scores.get((first, second), 0.0))
    return scores


def _of_organisations(frame: PairingDay, people: list[PairingPerson]) -> dict[Pair, float]:
    by_organisation: dict[int, list[PairingPerson]] = {}
    for person in people:
        if person.registration.organisation_id:
            by_organisation.setdefault(person.registration.organisation_id, []).append(person)
    known = Introduction.objects.filter(
        need__organisation__in=by_organisation, offer__organisation__in=by_organisation, score__isnull=False
    ).exclude(state__in=_NOTHING)
    rows = known.order_by().values_list("need__organisation", "offer__organisation").annotate(best=Max("score"))
    scores: dict[Pair, float] = {}
    for company, provider, best in rows:
        for one, other in product(by_organisation[company], by_organisation[provider]):
            if one.pk != other.pk and (frame.everybody or one.side != other.side):
                pair = min(one.pk, other.pk), max(one.pk, other.pk)
                scores[pair] = max(best / 100, scores.get(pair, 0.0))
    return scores
