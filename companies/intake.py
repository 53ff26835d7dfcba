"""The internal record of the intake conversation."""

from django.db import transaction

from companies.models import Need
from core.models import LogEntry


@transaction.atomic
def save_intake(need: Need, form, *, actor) -> None:
    """Save the valid IntakeForm `form`; nobody is told."""
    form.instance.need, form.instance.written_by = need, actor
    form.save()
    LogEntry.objects.record(need, "write_intake", actor=actor, details={"fields": sorted(form.changed_data)})
