"""What organisations and their people cause here. Registered by the app's `ready()`."""

from django.dispatch import receiver

from accounts.consents import on_withdrawal
from accounts.enums import Channel, ConsentPurpose
from companies.consents import missing_consent
from companies.enums import NeedState, Source
from companies.models import Need
from companies.services import submission_problems, submit_need, withdraw_need
from core.models import LogEntry
from core.states import effect, guard, require
from organisations.signals import member_left
from organisations.verification import require_verified


@guard("need", "submit", "qualify", "start_matching")
def the_organisation_is_verified(need) -> None:
    require_verified(need.organisation)


@guard("need", "submit", "qualify", "start_matching")
def the_company_has_agreed(need) -> None:
    require(Need.objects.agreed().filter(pk=need.pk).exists(), missing_consent())


@effect("organisation", "verify")
def needs_without_account_are_handed_in(organisation, actor) -> None:
    """What somebody without an account has handed in waited for the check only."""
    for need in organisation.needs.waiting_for_check().select_related("consent", "region", "municipality", "contact"):
        need.organisation = organisation
        if not submission_problems(need):
            submit_need(need, actor=None, on_behalf_source=Channel.LINK)


@effect("organisation", "verify")
def captured_needs_are_handed_in(organisation, actor) -> None:
    """What the company has agreed to waited for the check only."""
    drafts = organisation.needs.filter(state=NeedState.DRAFT).exclude(source=Source.PORTAL).agreed()
    for need in drafts.select_related("consent", "region", "municipality", "contact"):
        need.organisation = organisation
        if not submission_problems(need):
            submit_need(need, actor=actor, on_behalf_source=need.source)


@on_withdrawal(ConsentPurpose.NEED_ON_BEHALF)
def the_need_is_withdrawn(consent, actor) -> bool:
    """Who takes back the consent takes back the need; what has come to a contact stays with the lead."""
    need = Need.objects.select_related("organisation__region", "region", "contact").filter(consent=consent).first()
    if need and need.is_open:
        withdraw_need(need, actor=actor)
    return False


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
