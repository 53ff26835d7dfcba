"""The steps a lead takes with an introduction: the form each needs and the words around it. The sides' own steps
(answer, withdraw) have their own pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from matchmaking import forms
from matchmaking.models import Introduction
from matchmaking.permissions import can_take_introduction_step


@dataclass(frozen=True)
class StepPanel:
    """One step on the page of an introduction: its transition, form, address and words."""

    transition: str
    form_class: Callable[..., django_forms.Form]
    title: Any
    hint: Any
    button: Any

    @property
    def url_name(self) -> str:
        return f"matchmaking:introduction_{self.transition}"


# In the order of the page: the step that usually comes next first. Asking the company has a section of its own.
PANELS = [
    StepPanel(
        "shortlist",
        forms.ShortlistForm,
        _("Take into the shortlist"),
        _("The company is not told yet. You ask it in the next step."),
        _("Shortlist"),
    ),
    StepPanel(
        "record_meeting",
        forms.MeetingForm,
        _("Record the first meeting"),
        _("Both sides can do this too."),
        _("Record meeting"),
    ),
    StepPanel(
        "start_pilot",
        forms.PilotForm,
        _("Record the start of a pilot project"),
        _("Both sides receive a short message."),
        _("Record pilot project"),
    ),
    StepPanel(
        "record_success",
        forms.SuccessForm,
        _("Record success"),
        _("The case ends. Both sides are told the outcome."),
        _("Record success"),
    ),
    StepPanel(
        "start_follow_up",
        forms.FollowUpForm,
        _("Start the follow-up"),
        _("The contact goes on without a pilot project. You ask again later what has come of it."),
        _("Start follow-up"),
    ),
    StepPanel(
        "record_no_success",
        forms.NoSuccessForm,
        _("Record an end without result"),
        _("The case ends. Both sides are told."),
        _("Record end"),
    ),
    StepPanel(
        "snooze",
        forms.SnoozeForm,
        _("Set aside for later"),
        _("Until then the proposal stays out of your list."),
        _("Set aside"),
    ),
    StepPanel(
        "dismiss",
        forms.DismissForm,
        _("Dismiss"),
        _("Nobody but the project leads learns of it."),
        _("Dismiss proposal"),
    ),
    StepPanel(
        "make_obsolete",
        forms.ObsoleteForm,
        _("End because need or offer has changed"),
        _("Whoever was asked already receives a neutral message."),
        _("End introduction"),
    ),
]
PANEL_OF = {panel.transition: panel for panel in PANELS}


def steps_open_to(user, introduction: Introduction) -> set[str]:
    """Return the ids of the transitions `user` may take in the present state."""
    leaving = introduction.workflow.leaving(introduction.state)
    return {step.id for step in leaving if can_take_introduction_step(user, step.id, introduction)}


def panels_for(user, introduction: Introduction, bound=None) -> list[tuple[StepPanel, django_forms.Form]]:
    """Return the panels of the page with their forms; `bound` is a form that came back with errors."""
    possible = steps_open_to(user, introduction)
    return [
        (panel, bound if isinstance(bound, panel.form_class) else panel.form_class(auto_id=f"{panel.transition}_%s"))
        for panel in PANELS
        if panel.transition in possible or isinstance(bound, panel.form_class)
    ]
