"""Short cuts to meetings in any state, taken through the services, and what their letters carry."""

from datetime import datetime, time, timedelta

import vobject
from django.utils import timezone

from mail.models import OutboxMessage
from matchmaking.models import Introduction
from meetings import attendance, services
from meetings.models import Meeting
from scheduling.clock import local, moment_of
from tests.cases import introduction_in
from tests.conftest import fresh

DETAILS = {"minutes": 60, "kind": "on_site", "place": "Kranichweg 3, Tor A"}


def in_days(days: int, hour: int = 10) -> datetime:
    """Return a time so many days from today, by the clock in Berlin."""
    return moment_of(local(timezone.now()).date() + timedelta(days=days), time(hour))


def proposed(people, *, introduction=None, days=(7, 8), actor=None, party="company") -> Meeting:
    """Return a meeting for which Anna's company has proposed times."""
    return services.propose(
        introduction or introduction_in("introduced", people),
        actor=actor or people.anna,
        party=party,
        slots=[in_days(day) for day in days],
        **DETAILS,
    )


def fixed(people, *, introduction=None, starts_at=None) -> Meeting:
    """Return a meeting that the lead has fixed, in a week unless told."""
    case = introduction or introduction_in("introduced", people)
    return services.arrange(case, actor=fresh(people.lead), starts_at=starts_at or in_days(7), **DETAILS)


def past(people, **options) -> Meeting:
    """Return a fixed meeting whose time has come, at any hour of the day: the two have known each other for a week."""
    meeting = fixed(people, **options)
    happened = timezone.now() - timedelta(hours=3)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=happened, set_at=happened - timedelta(days=5))
    Introduction.objects.filter(pk=meeting.introduction_id).update(introduced_at=happened - timedelta(days=7))
    meeting.refresh_from_db()
    return meeting


def meeting_in(state: str, people, **options) -> Meeting:
    if state == "proposed":
        return proposed(people, **options)
    if state in ("fixed", "cancelled"):
        meeting = fixed(people, **options)
        if state == "cancelled":
            services.cancel(meeting, actor=people.lead, reason="no_time")
        return meeting
    meeting = past(people, **options)
    answer = "took_place" if state == "held" else "provider_absent"
    attendance.report(meeting, party="lead", contact=people.lead.contact, actor=fresh(people.lead), answer=answer)
    return meeting


def entries(address: str = "") -> list:
    """Return the calendar entries in the outbox, to one address if given, as the parser reads them, in order."""
    found = []
    for message in OutboxMessage.objects.order_by("pk"):
        if message.attachments and (not address or address in message.to[0]):
            found += [vobject.readOne(each["content"]) for each in message.attachments]
    return found


def kinds_to(address: str) -> list[str]:
    return [
        message.kind.removeprefix("meeting.")
        for message in OutboxMessage.objects.order_by("pk")
        if address in message.to[0] and message.kind.startswith("meeting.")
    ]
