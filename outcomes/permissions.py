"""Who sees what a side was asked, and who answers."""

from matchmaking.enums import Side
from matchmaking.permissions import can_moderate_introduction, is_company_side, is_provider_side


def can_answer_survey(user, survey) -> bool:
    """A member of the side that is asked, as far as the person goes (not the day)."""
    belongs = is_company_side if survey.follow_up.side == Side.COMPANY else is_provider_side
    return belongs(user, survey.introduction)


def can_view_survey(user, survey) -> bool:
    """The rule of `Survey.objects.visible_to`, for one row. The other side sees neither question nor answer."""
    return can_answer_survey(user, survey) or can_moderate_introduction(user, survey.introduction)
