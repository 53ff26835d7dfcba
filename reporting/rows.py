"""The rows behind a number: facts with the case they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.models import Need
from core.models import CaseEvent
from events.models import Event
from organisations.models import Organisation
from reporting.counting import facts_behind
from reporting.measures import Measure

WORDS = {
    "consultation": _("Consultation"),
    "consultation_cancelled": _("Consultation taken back"),
    "need_registered": _("Need registered"),
    "need_closed_solved": _("Need solved"),
    "need_closed_unsolved": _("Need closed without a solution"),
    "need_withdrawn": _("Need withdrawn"),
    "need_expired": _("Need expired"),
    "proposal_made": _("Proposal made"),
    "introduced": _("Introduced to each other"),
    "first_meeting": _("First meeting"),
    "pilot_started": _("Pilot started"),
    "success": _("Successful"),
    "no_success": _("Without success"),
    "event_held": _("Event held"),
    "event_attended": _("Came to an event"),
    "event_attendance_undone": _("Attendance taken back"),
}


@dataclass(frozen=True)
class FactRow:
    """One fact: the day, what happened, and whom and what it concerns where that still exists."""

    day: date
    what: Any
    organisation: Organisation | None
    need: Need | None
    event: Event | None


class Rows(Sequence):
    """Facts by their keys, read a page at a time."""

    def __init__(self, keys: list[int]):
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, part):
        if isinstance(part, int):
            return self[part : part + 1][0]
        keys = self._keys[part]
        facts = CaseEvent.objects.in_bulk(keys)
        chosen = [facts[key] for key in keys if key in facts]
        firms = Organisation.objects.in_bulk({fact.organisation_id for fact in chosen if fact.organisation_id})
        needs = Need.objects.in_bulk({fact.need_id for fact in chosen if fact.need_id})
        events = Event.objects.in_bulk({fact.attributes["event"] for fact in chosen if fact.attributes.get("event")})
        return [
            FactRow(
                timezone.localdate(fact.occurred_at),
                WORDS.get(fact.kind, fact.kind),
                firms.get(fact.organisation_id),
                needs.get(fact.need_id),
                events.get(fact.attributes.get("event")),
            )
            for fact in chosen
        ]


def rows_behind(measure: Measure, series: str, place: str, begin: datetime, last: datetime) -> Rows:
    """Return the facts of `measure` from the day of `begin` to the day of `last`, both included."""
    end = timezone.make_aware(timezone.make_naive(last) + timedelta(days=1))
    return Rows(facts_behind(measure, series, place, begin, end))
