"""Who keeps the registers of funded projects and makes the proof of a grant."""

from transfer.permissions import can_export


def can_keep_projects(user) -> bool:
    """Project leads: they answer for the proof. Operators, towns and partner regions have no part in it."""
    return user.is_project_lead


def can_view_entry(user, entry) -> bool:
    """One row of a register.

    The rule of `ProjectIndicator.objects.visible_to`, the rule of `Milestone.objects.visible_to`,
    the rule of `Activity.objects.visible_to`, the rule of `CostPosition.objects.visible_to`,
    the rule of `Voucher.objects.visible_to`, the rule of `PublicityItem.objects.visible_to`,
    the rule of `Cooperation.objects.visible_to`, the rule of `SupportLetter.objects.visible_to`.
    """
    return can_keep_projects(user)


def can_view_pack(user, pack) -> bool:
    """The rule of `FunderPack.objects.visible_to`, for one row."""
    return can_keep_projects(user)


def can_take_hours_out(user) -> bool:
    """The one file that names staff needs the right of exports besides."""
    return can_keep_projects(user) and can_export(user)
