"""Meetings in the demo: one whose time is still to be found, one that is fixed."""

from datetime import date, time, timedelta

from django.utils import timezone

from demo.clock import travel_to
from mail.services import silenced
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from meetings import services
from meetings.enums import Kind, Party
from scheduling.clock import local, moment_of
from scheduling.workdays import add_working_days

BEGUN_DAYS_AGO = 2
PROPOSED = ((3, time(10)), (4, time(14, 30)), (6, time(9)))  # working days from today, and the time
FIXED = (4, time(13))


def tell_meetings(special: Introduction) -> None:
    """Let the company of `special` have proposed times, one of which suits the provider, and the lead of another case
    have fixed one on the phone."""
    today = local(timezone.now()).date()
    with silenced(), travel_to(timezone.now() - timedelta(days=BEGUN_DAYS_AGO)):
        _propose(special, today)
        others = Introduction.objects.filter(state=IntroductionState.INTRODUCED).exclude(pk=special.pk)
        fixed = others.with_parties().select_related("need__assigned_to").order_by("pk").first()
        if fixed is not None:
            days, at = FIXED
            services.arrange(
                fixed,
                actor=fixed.need.assigned_to,
                starts_at=moment_of(add_working_days(today, days), at),
                minutes=60,
                kind=Kind.VIDEO,
                place="https://video.example/dzm-vermittlung",
            )


def _propose(introduction: Introduction, today: date) -> None:
    meeting = services.propose(
        introduction,
        actor=introduction.need.created_by,
        party=Party.COMPANY,
        slots=[moment_of(add_working_days(today, days), at) for days, at in PROPOSED],
        minutes=60,
        kind=Kind.ON_SITE,
        place="In unserem Betrieb, Anmeldung am Tor 1",
    )
    services.mark(
        meeting,
        party=Party.PROVIDER,
        contact=introduction.provider_contact,
        suiting=[meeting.slots.all()[1]],
        proposal=meeting.proposal,
    )
