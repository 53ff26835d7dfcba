"""The logo of an organisation."""

from django.core.files.base import ContentFile
from django.db import transaction

from core.models import LogEntry
from files.images import square
from files.storing import delete_on_commit
from organisations.models import Organisation, OrganisationLogo
from organisations.signals import organisation_changed

EDGES = {"small": 96, "large": 512}  # pixels


@transaction.atomic
def save_logo(organisation: Organisation, *, actor, picture: bytes | None, alt: str) -> None:
    """Draw `picture` anew in both sizes and put it in the place of the former logo; without one only the
    description changes."""
    logo = _locked(organisation)
    if logo is None and picture is None:
        return
    if logo is None:
        logo = OrganisationLogo(organisation=organisation)
    elif picture is None and logo.alt == alt:
        return
    logo.alt, logo.uploaded_by = alt, actor
    if picture is not None:
        if logo.pk:
            delete_on_commit(logo.small, logo.large)
        for name, edge in EDGES.items():
            getattr(logo, name).save("logo.webp", ContentFile(square(picture, edge)), save=False)
    logo.save()
    LogEntry.objects.record(organisation, "save_logo", actor=actor)
    organisation_changed.send(Organisation, organisation=organisation)


@transaction.atomic
def remove_logo(organisation: Organisation, *, actor) -> None:
    """Delete the logo for good."""
    logo = _locked(organisation)
    if logo is None:
        return
    LogEntry.objects.record(organisation, "remove_logo", actor=actor)
    delete_on_commit(logo.small, logo.large)
    logo.delete()
    organisation_changed.send(Organisation, organisation=organisation)


def _locked(organisation: Organisation) -> OrganisationLogo | None:
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    return OrganisationLogo.objects.filter(organisation=organisation).first()
