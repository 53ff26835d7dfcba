"""Who did what with an offer, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.models import LogEntry
from startups.models import Offer

DONE = {
    "create": _("Draft written"),
    "edit": _("Text changed"),
    "submit": _("Offer submitted"),
    "publish": _("Offer published"),
    "return_with_question": _("Provider asked"),
    "reject": _("Offer rejected"),
    "submit_material_edit": _("Change submitted for review"),
    "accept_revision": _("Change published"),
    "decline_revision": _("Change declined"),
    "drop_revision": _("Change dropped"),
    "suspend": _("Offer suspended"),
    "reconfirm": _("Confirmed as still correct"),
    "archive": _("Offer archived"),
    "remind": _("Provider reminded"),
    "write_teaser": _("Anonymous summary written"),
    "confirm_telltales": _("Confirmed that marked places give nothing away"),
    "declare_bias": _("Bias declared"),
    "withdraw_bias": _("Bias taken back"),
}


@dataclass(frozen=True)
class Event:
    """One line of the history: what happened, and the row of the log that says who and when."""

    label: Any
    entry: LogEntry


def history(offer: Offer) -> list[Event]:
    """Return what happened to the offer, newest first, with the acting people read along."""
    entries = LogEntry.objects.about(offer).select_related("actor__contact")
    return [Event(DONE[entry.verb], entry) for entry in entries]
