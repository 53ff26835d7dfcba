"""Who did what with a need, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Channel
from companies.enums import Source
from companies.models import Need
from core.models import LogEntry

DONE = {
    "create": _("Draft written"),
    "edit": _("Text changed"),
    "record_consent": _("Consent of the company recorded"),
    "submit": _("Need submitted"),
    "start_qualification": _("Case taken over"),
    "assign": _("Somebody made responsible"),
    "hand_over": _("Handed over to a colleague"),
    "return_with_question": _("Company asked"),
    "answer_question": _("Question answered"),
    "qualify": _("Need qualified"),
    "reject_at_intake": _("Need rejected"),
    "reject": _("Need rejected"),
    "reject_after_silence": _("Need rejected"),
    "start_matching": _("First proposal shortlisted"),
    "back_to_qualified": _("No introduction under way any more"),
    "reopen_after_edit": _("Taken back to qualification"),
    "pause": _("Case put on hold"),
    "resume": _("Resumed"),
    "close_solved": _("Closed as solved"),
    "close_unsolved": _("Closed as unsolved"),
    "withdraw": _("Need withdrawn"),
    "expire_unanswered": _("Ended after silence"),
    "expire_inactive": _("Ended after silence"),
    "expire_draft": _("Ended after silence"),
    "remind": _("Company reminded"),
    "renew": _("Confirmed as still needed"),
    "escalate": _("Deadline passed, told to the other leads"),
    "write_intake": _("Intake conversation written down"),
    "write_teaser": _("Anonymous summary written"),
    "confirm_telltales": _("Confirmed that marked places give nothing away"),
    "add_attachment": _("File attached"),
    "remove_attachment": _("File removed"),
    "share_attachment": _("File released for the time after the introduction"),
    "keep_attachment": _("Release of a file taken back"),
    "declare_bias": _("Bias declared"),
    "withdraw_bias": _("Bias taken back"),
    "bias_hand_over": _("Given to somebody who is not biased"),
}


@dataclass(frozen=True)
class Event:
    """One line of the history: what happened, and the row of the log that says who and when."""

    label: Any
    entry: LogEntry
    source: Any = ""  # how the company asked for it, where a lead acted on its behalf


def history(need: Need) -> list[Event]:
    """Return what happened to the need, newest first, with the acting people read along."""
    entries = LogEntry.objects.about(need).select_related("actor__contact")
    return [Event(DONE[entry.verb], entry, _source(entry.on_behalf_source)) for entry in entries]


def last_time(need: Need, verb: str) -> datetime | None:
    """Return when `verb` was last done with the need; None if never, or longer ago than the log is kept."""
    return LogEntry.objects.about(need).filter(verb=verb).values_list("at", flat=True).first()


def _source(code: str) -> Any:
    if code == Channel.LINK:
        return Channel.LINK.label
    return Source(code).label if code in Source.values else ""
