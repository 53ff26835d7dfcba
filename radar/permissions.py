"""Who reads the radar, and who looks for providers."""

from companies.permissions import can_decide_need, can_moderate_need
from radar.unmet import is_unmet


def can_read_radar(user) -> bool:
    """Leads read it of today; municipal partners read what was protected at the beginning of the month."""
    return user.moderates or user.is_municipal_partner


def can_scout(user) -> bool:
    """Leads: the list of unmet needs, whom to ask, and what has been begun."""
    return user.moderates


def can_export_list(user) -> bool:
    """Leads take out what they read; the list names no company."""
    return can_scout(user)


def can_see_unmet_need(user, need) -> bool:
    """The rule of `selectors.unmet_needs_for`, for one row."""
    return can_scout(user) and can_moderate_need(user, need) and is_unmet(need)


def can_view_task(user, task) -> bool:
    """The rule of `ScoutingTask.objects.visible_to`, for one row."""
    return can_moderate_need(user, task.need)


def can_begin_scouting(user, need) -> bool:
    """Whoever may decide the need: a lead who is not biased."""
    return can_scout(user) and can_decide_need(user, need)


def can_take_task_step(user, transition_id: str, task) -> bool:
    """Whether `user` may take `transition_id`, as far as the person goes (not the state)."""
    return "project_lead" in task.workflow[transition_id].by and can_begin_scouting(user, task.need)
