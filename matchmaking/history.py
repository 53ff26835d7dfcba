"""Who did what with an introduction, when and why, in words for the lead."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Channel
from accounts.models import Contact
from core.models import LogEntry
from matchmaking.enums import DeclineReason, DismissReason, NoSuccessReason, ObsoleteReason, Outcome
from matchmaking.models import Introduction

DONE = {
    "suggest": _("Suggested"),
    "snooze": _("Set aside until a later day"),
    "wake": _("Brought back to the list"),
    "shortlist": _("Shortlisted"),
    "reorder": _("Moved within the shortlist"),
    "change_reason": _("Reason for the company changed"),
    "dismiss": _("Dismissed"),
    "undo_dismissal": _("Dismissal taken back"),
    "ask_company": _("Company asked"),
    "company_agrees": _("The company agreed"),
    "company_declines": _("The company declined"),
    "provider_agrees": _("The provider agreed, contact data released"),
    "provider_declines": _("The provider declined"),
    "ask_question": _("Question to the hub"),
    "answer_question": _("Question answered"),
    "remind": _("Asked side reminded"),
    "escalate": _("Deadline passed, told to the other leads"),
    "confirm_telltales": _("Confirmed that marked places give nothing away"),
    "change_contact": _("Somebody else answers"),
    "lapse": _("Time limit passed"),
    "make_obsolete": _("Ended"),
    "record_meeting": _("First meeting recorded"),
    "start_pilot": _("Pilot started"),
    "start_follow_up": _("Follow-up started"),
    "record_success": _("Success recorded"),
    "record_no_success": _("End without result recorded"),
    "withdraw_consent": _("Consent withdrawn"),
    "declare_bias": _("Bias declared"),
    "withdraw_bias": _("Bias taken back"),
}
REASONS = {
    "dismiss": DismissReason,
    "company_declines": DeclineReason,
    "provider_declines": DeclineReason,
    "make_obsolete": ObsoleteReason,
    "record_success": Outcome,
    "record_no_success": NoSuccessReason,
}


@dataclass(frozen=True)
class Event:
    """One line of the history: what happened, why, and the row of the log that says who and when. `answered_by_link`
    is the person who needed no account for it."""

    label: Any
    entry: LogEntry
    reason: Any = ""
    answered_by_link: Contact | None = None


def history(introduction: Introduction) -> list[Event]:
    """Return what happened, newest first, with the acting people read along."""
    entries = list(LogEntry.objects.about(introduction).select_related("actor__contact"))
    by_link = [entry.details["contact"] for entry in entries if entry.on_behalf_source == Channel.LINK]
    contacts = Contact.objects.in_bulk(by_link) if by_link else {}
    return [
        Event(DONE[entry.verb], entry, _reason(entry), contacts.get(entry.details.get("contact"))) for entry in entries
    ]


def _reason(entry: LogEntry) -> Any:
    return REASONS[entry.verb](entry.reason).label if entry.reason else ""
