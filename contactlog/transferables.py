"""What of this room leads hand over: the organisations they look after, and their open next steps."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from contactlog.handover import Transferable, transferable
from contactlog.models import ContactEntry
from organisations.models import Organisation

transferable(
    Transferable(
        slug="organisation",
        label=_("Organisations"),
        model=Organisation,
        column="owner",
        held_by=lambda user: (
            Organisation.objects.current().filter(owner=user).by_name().select_related("region", "municipality")
        ),
        region_of=lambda organisation: organisation.region,
        cases_of=lambda organisation: [organisation],
        describe=lambda organisation: [organisation.place],
    )
)
transferable(
    Transferable(
        slug="step",
        label=_("Open next steps"),
        model=ContactEntry,
        column="next_step_for",
        held_by=lambda user: (
            ContactEntry.objects.with_open_step()
            .filter(next_step_for=user)
            .select_related("organisation__region")
            .order_by("next_step_on", "pk")
        ),
        region_of=lambda entry: entry.organisation.region,
        cases_of=lambda entry: [entry.organisation],
        describe=lambda entry: [
            entry.organisation.name,
            *([date_format(entry.next_step_on, "SHORT_DATE_FORMAT")] if entry.next_step_on else []),
        ],
    )
)
