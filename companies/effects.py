"""What organisations and their people cause here. Registered by the app's `ready()`."""

from django.dispatch import receiver

from companies.models import Need
from core.models import LogEntry
from core.states import guard
from organisations.signals import member_left
from organisations.verification import require_verified


@guard("need", "submit", "qualify", "start_matching")
def the_organisation_is_verified(need) -> None:
    require_verified(need.organisation)


@receiver(member_left)
def needs_pass_to_the_successor(membership, successor, actor, **kwargs) -> None:
    """Who acts no more is not written to any more about cases of the organisation."""
    if successor is None:
        return
    open_needs = Need.objects.exclude(state__in=Need.workflow.terminal).filter(
        organisation=membership.organisation_id, contact=membership.contact_id
    )
    for need in open_needs.select_for_update():
        Need.objects.filter(pk=need.pk).update(contact=successor.contact_id)
        LogEntry.objects.record(need, "change_contact", actor=actor)
