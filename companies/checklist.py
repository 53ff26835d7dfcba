"""What the next step of a need asks for, each with the place where it is filled in."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.models import Need, NeedIntake, NeedTeaser
from companies.services import qualification_problems

INTAKE_FIELDS = ("process_today", "affected_staff", "decision_maker", "data_limits", "tried")


@dataclass(frozen=True)
class Item:
    """One line: what it is, whether it is there, and where to fill it in. `is_needed` when the step fails without."""

    label: Any
    is_done: bool
    url: str
    is_needed: bool = True


def qualification_checklist(need: Need, teaser: NeedTeaser | None) -> list[Item]:
    """Return what qualifying asks for, what is needed soon after, in the order of the page."""
    missing = qualification_problems(need)
    edit = reverse("companies:need_edit", args=[need.pk])
    return [
        Item(_("Topics chosen"), "topics" not in missing, f"{edit}#topics"),
        Item(_("Goal written down"), "goal" not in missing, f"{edit}#id_goal"),
        Item(_("Time frame chosen"), "time_frame" not in missing, f"{edit}#id_time_frame_0"),
        Item(_("Company has agreed to the registration"), not need.lacks_consent, "#consent"),
        Item(
            _("Organisation checked"),
            need.organisation.is_verified,
            reverse("organisations:detail", args=[need.organisation_id]),
        ),
        Item(_("Municipality known"), need.municipality_id is not None, f"{edit}#id_municipality", is_needed=False),
        Item(_("Anonymous summary checked"), bool(teaser and teaser.checked_at), "#teaser", is_needed=False),
    ]


def intake_checklist(need: Need, intake: NeedIntake | None) -> list[Item]:
    """Return what the intake conversation asks about: known or still open."""
    edit = reverse("companies:need_edit", args=[need.pk])
    known = [
        Item(_("Problem"), bool(need.description.strip()), f"{edit}#id_description", is_needed=False),
        Item(_("Programs and machines"), bool(need.systems.strip()), f"{edit}#id_systems", is_needed=False),
        Item(_("Budget"), need.budget != "unknown", f"{edit}#id_budget_0", is_needed=False),
    ]
    own = [
        Item(
            NeedIntake._meta.get_field(name).verbose_name,
            bool(intake and getattr(intake, name).strip()),
            f"#intake_{name}",
            is_needed=False,
        )
        for name in INTAKE_FIELDS
    ]
    return [*known, *own]
