"""The end of entries in the contact log."""

from datetime import date

from django.conf import settings
from django.db import models

from contactlog.models import ContactEntry, ContactEntryVersion
from core.retention import job, period_start_before


def _forget(batch: list[ContactEntry]) -> None:
    """Take person and texts out of entries; that there was a contact, and whether it counts, stays."""
    pks = [entry.pk for entry in batch]
    ContactEntryVersion.objects.filter(entry__in=pks).delete()
    without_step = {"next_step": "", "next_step_on": None, "next_step_for": None, "next_step_done_at": None}
    ContactEntry.objects.filter(pk__in=pks).update(contact=None, summary="", confidential_note="", **without_step)


@job("contact_log", _forget)
def old_entries(today: date) -> list[models.QuerySet]:
    """Entries that still say something; consultations stay as long as a grant may have to be proven."""
    before = period_start_before("contact_log", today)
    rows = ContactEntry.objects.filter(occurred_at__lt=before).exclude(summary="")
    if settings.GRANT_RETENTION_UNTIL and today <= settings.GRANT_RETENTION_UNTIL:
        rows = rows.filter(counts_as_consultation=False)
    return [rows]
