"""Making somebody responsible for needs, one or several."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies.models import Need
from contactlog.handover import kind_of
from contactlog.services.handover import hand_over
from core.models import LogEntry
from core.states import InvalidTransition, require


@transaction.atomic
def assign(need: Need, owner, *, actor) -> None:
    """Make `owner` responsible for an open need. No company is told; a colleague who gives a case away and the one who
    gets it are, and can hand it back (`contactlog.services.handover`). Raises GuardFailed and InvalidTransition.
    """
    kind, giver = kind_of("need"), need.assigned_to
    require(need.is_open, _("The case has ended."))
    require(giver != owner, _("This person is responsible already."))
    require(
        kind.may_receive(owner, need),
        _("%(name)s may not decide on it: another region, or biased.") % {"name": owner.get_full_name()},
    )
    if giver is not None:
        hand_over([(kind, need)], giver=giver, receiver=owner, actor=actor)
        return
    if not Need.objects.filter(pk=need.pk, assigned_to=None).update(assigned_to=owner):
        raise InvalidTransition(f"need {need.pk} has somebody responsible")
    LogEntry.objects.record(need, "assign", actor=actor, details={"to": owner.pk})
