"""The moderated introduction: suggested by the engine, moderated by a person, agreed by both sides."""

from django.utils.translation import gettext_lazy as _

from core.states import Workflow, arrow
from matchmaking.enums import IntroductionState

BEFORE_BOTH_AGREED = "suggested shortlisted awaiting_company awaiting_provider"
ASKED = "awaiting_company awaiting_provider"
IN_CONTACT = "introduced first_meeting pilot follow_up"
REACHED_INTRODUCTION = f"{IN_CONTACT} success no_success"

INTRODUCTION = Workflow(
    name="introduction",
    initial=IntroductionState.SUGGESTED,
    terminal=frozenset(
        {
            "dismissed",
            "declined_company",
            "declined_provider",
            "lapsed",
            "success",
            "no_success",
            "withdrawn",
            "obsolete",
        }
    ),
    transitions=dict(
        [
            arrow("snooze", "suggested", None, "project_lead", _("Set aside for later")),
            arrow("wake", "suggested", None, "project_lead", _("Bring back to the list")),
            arrow("shortlist", "suggested", "shortlisted", "project_lead", _("Shortlist")),
            arrow("dismiss", "suggested shortlisted", "dismissed", "project_lead", _("Dismiss")),
            arrow("undo_dismissal", "dismissed", "suggested", "project_lead", _("Undo")),
            arrow("ask_company", "shortlisted", "awaiting_company", "project_lead", _("Ask the company")),
            arrow("company_agrees", "awaiting_company", "awaiting_provider", "company", _("Yes")),
            arrow("company_declines", "awaiting_company", "declined_company", "company", _("No")),
            arrow("provider_agrees", "awaiting_provider", "introduced", "provider", _("Yes")),
            arrow("provider_declines", "awaiting_provider", "declined_provider", "provider", _("No")),
            arrow("ask_question", ASKED, None, "company provider", _("Ask the hub")),
            arrow("lapse", ASKED, "lapsed", "system", _("Lapse")),
            arrow("make_obsolete", BEFORE_BOTH_AGREED, "obsolete", "system project_lead", _("End")),
            arrow(
                "record_meeting",
                "introduced",
                "first_meeting",
                "project_lead company provider",
                _("Record the first meeting"),
            ),
            arrow(
                "start_pilot",
                "introduced first_meeting follow_up",
                "pilot",
                "project_lead",
                _("Pilot started"),
            ),
            arrow(
                "start_follow_up",
                "introduced first_meeting pilot",
                "follow_up",
                "system project_lead",
                _("Start follow-up"),
            ),
            arrow("record_success", IN_CONTACT, "success", "project_lead", _("Record success")),
            arrow("record_no_success", IN_CONTACT, "no_success", "project_lead", _("Record end without result")),
            arrow(
                "withdraw_consent",
                f"awaiting_provider {IN_CONTACT}",
                "withdrawn",
                "company provider",
                _("Withdraw consent"),
            ),
        ]
    ),
    fulfilled=frozenset({"success"}),
)
