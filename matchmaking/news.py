"""What is new to a lead: proposals that came, or came back, since that person last looked at the list of the need."""

from datetime import date

from django.db.models import Count, DateTimeField, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.models import Need
from matchmaking.enums import IntroductionState, Placing
from matchmaking.models import ProposalLook


def waiting_proposals(today: date, prefix: str = "") -> Q:
    """Return what lets a lead decide now: neither set aside nor of a provider that is fully booked. `prefix` leads to
    the introduction ("introductions__")."""
    asleep = Q(**{f"{prefix}snoozed_until__isnull": False, f"{prefix}snoozed_until__gt": today})
    full = Q(**{f"{prefix}placing": Placing.FULL})
    return Q(**{f"{prefix}state": IntroductionState.SUGGESTED}) & ~full & ~asleep


def with_new_proposals(needs: QuerySet[Need], user, today: date) -> QuerySet[Need]:
    """Annotate `proposals` (that wait for a decision), `new_proposals` (of those, not looked at by `user`), and
    `best_new`, the highest score among the new ones. What was set aside is new again on its day."""
    looks = ProposalLook.objects.filter(need=OuterRef("pk"), user=user).values("looked_at")
    waiting = waiting_proposals(today, "introductions__")
    came = Q(last_look__isnull=True) | Q(introductions__created_at__gt=F("last_look"))
    woke = Q(introductions__snoozed_until__gt=TruncDate("last_look"))
    return needs.annotate(last_look=Subquery(looks, output_field=DateTimeField())).annotate(
        proposals=Count("introductions", filter=waiting),
        new_proposals=Count("introductions", filter=waiting & (came | woke)),
        best_new=Max("introductions__score", filter=waiting & (came | woke)),
    )


def proposal_facts(need: Need) -> list[str]:
    """Return what a list says about the new proposals of a need that carries the annotations."""
    number = need.new_proposals
    if not number:
        return []
    facts = [ngettext("%(number)d new proposal", "%(number)d new proposals", number) % {"number": number}]
    if need.best_new is not None:
        facts.append(_("best fit %(score)s") % {"score": number_format(round(need.best_new))})
    return facts


def note_look(need: Need, user) -> None:
    """Remember that `user` has the proposals of `need` on the screen now."""
    ProposalLook.objects.bulk_create(
        [ProposalLook(need=need, user=user, looked_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["need", "user"],
        update_fields=["looked_at"],
    )
