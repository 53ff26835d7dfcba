"""Registering an organisation, and keeping its data up to date."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.services import contact_of
from core.facts import record_event
from core.models import LogEntry
from core.states import InvalidTransition, require
from organisations import notifications
from organisations.enums import MemberRole, Verification
from organisations.facts import organisation_attributes
from organisations.models import Membership, Organisation
from organisations.signals import organisation_changed
from regions.models import Municipality, Region

MOST_UNVERIFIED = 3  # organisations that one person may have in the queue


def register_organisation(form, *, actor, form_key: UUID | None = None) -> Organisation:
    """Save the valid OrganisationForm `form`; `actor` becomes its first admin, the leads are told.

    `form_key` names the form on the person's screen: when it has been saved already, also at the same moment,
    the organisation it created is returned and nothing is written. Raises GuardFailed when the person has too
    many organisations that wait for the check.
    """
    try:
        return _register(form, actor, form_key)
    except IntegrityError:
        earlier = earlier_organisation(actor, form_key)
        if earlier is None:
            raise
        return earlier


def earlier_organisation(actor, form_key: UUID | None) -> Organisation | None:
    """Return what this very form has created already."""
    return Organisation.objects.filter(created_by=actor, form_key=form_key).first() if form_key else None


@transaction.atomic
def _register(form, actor, form_key: UUID | None) -> Organisation:
    waiting = Organisation.objects.current().filter(created_by=actor).exclude(verification=Verification.VERIFIED)
    require(
        waiting.count() < MOST_UNVERIFIED,
        _("You have registered several organisations that the hub has not checked yet. Please write to us."),
    )
    contact = contact_of(actor)
    organisation = form.save(commit=False)
    organisation.created_by, organisation.form_key = actor, form_key
    organisation.save()
    form.save_m2m()
    Membership.objects.create(organisation=organisation, contact=contact, role=MemberRole.ADMIN)
    LogEntry.objects.record(organisation, "register", actor=actor, to_state=organisation.verification)
    record_event(
        "organisation_registered", attributes=organisation_attributes(organisation), organisation_id=organisation.pk
    )
    notifications.organisation_registered(organisation, contact)
    return organisation


@transaction.atomic
def enter_organisation(
    *,
    actor,
    name: str,
    kind: str,
    municipality: Municipality | None,
    region: Region,
    form_key: UUID | None = None,
    postcode: str = "",
    website: str = "",
    size_class: str = "",
) -> Organisation:
    """Enter an organisation that a lead has spoken with, or that somebody without an account (`actor` None) has named.
    It waits for the check like any other and has nobody who administers it yet; nobody is told. Raises IntegrityError
    when `form_key` has been saved already."""
    organisation = Organisation.objects.create(
        name=name,
        kind=kind,
        wants_to_offer=False,
        municipality=municipality,
        region=region,
        created_by=actor,
        form_key=form_key,
        postcode=postcode,
        website=website,
        size_class=size_class,
    )
    LogEntry.objects.record(organisation, "register", actor=actor, to_state=organisation.verification)
    record_event(
        "organisation_registered", attributes=organisation_attributes(organisation), organisation_id=organisation.pk
    )
    return organisation


@transaction.atomic
def edit_organisation(form, *, actor) -> None:
    """Save the valid OrganisationForm `form` of an existing organisation.

    Raises InvalidTransition when the organisation has left the state for which the form was filled in.
    """
    organisation = form.instance
    state = Organisation.objects.select_for_update().values_list("verification", flat=True).get(pk=organisation.pk)
    if state != organisation.verification:
        raise InvalidTransition(f"organisation {organisation.pk} is {state} now")
    organisation = form.save(commit=False)
    organisation.save(update_fields=form.written_columns)
    form.save_m2m()
    LogEntry.objects.record(organisation, "edit", actor=actor, details={"fields": sorted(form.changed_data)})
    organisation_changed.send(Organisation, organisation=organisation)
