"""What organisations and their people cause here. Registered by the app's `ready()`."""

from django.dispatch import receiver

from core.models import LogEntry
from core.states import guard
from organisations.signals import member_left
from organisations.verification import require_verified
from startups.models import Offer


@guard("offer", "submit", "publish", "submit_material_edit", "reconfirm")
def the_organisation_is_verified(offer) -> None:
    require_verified(offer.organisation)


@receiver(member_left)
def offers_pass_to_the_successor(membership, successor, actor, **kwargs) -> None:
    """Who acts no more is not written to any more about offers of the organisation."""
    if successor is None:
        return
    open_offers = Offer.objects.exclude(state__in=Offer.workflow.terminal).filter(
        organisation=membership.organisation_id, contact=membership.contact_id
    )
    for offer in open_offers.select_for_update():
        Offer.objects.filter(pk=offer.pk).update(contact=successor.contact_id)
        LogEntry.objects.record(offer, "change_contact", actor=actor)
