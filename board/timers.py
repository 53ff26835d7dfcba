"""An interest that nobody decides on is told to the other leads."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.escalation import Missed, escalate
from board.enums import InterestState
from board.models import Interest
from board.permissions import can_view_interest
from board.services.interests import INTEREST_WORKING_DAYS
from scheduling.models import Timer
from scheduling.moments import when_missed_at_work
from scheduling.registry import Planned, handler, rule
from scheduling.workdays import add_working_days


def due_on(interest: Interest) -> date:
    """Return the day by which the lead decides."""
    return add_working_days(timezone.localdate(interest.created_at), INTEREST_WORKING_DAYS)


@rule("board.Interest", among=lambda: Interest.objects.open(), parents=("need",))
def plan_interest(interest: Interest) -> Iterator[Planned]:
    if interest.state == InterestState.OPEN:
        day = due_on(interest)
        yield Planned("interest.escalate", when_missed_at_work(day), str(day))


@handler("interest.escalate")
def deadline_missed(interest: Interest, timer: Timer) -> None:
    need = interest.need
    missed = Missed(
        case=interest,
        number=need.number,
        what=lambda: _("A provider waits for an answer to its interest in a need on the board."),
        due_on=due_on(interest),
        assigned_to=need.assigned_to,
        region=need.region,
        biased_for=(need,),
        facts=lambda: [(_("Need"), f"{need.number}, {need.title}"), (_("Company"), need.organisation.name)],
        can_view=lambda user: can_view_interest(user, interest),
    )
    escalate(missed, kind=timer.kind, occasion=timer.round)
