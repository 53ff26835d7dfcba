"""Who may see a meeting, and what may be done with it on whose behalf."""

from core.states import InvalidTransition
from matchmaking.permissions import (
    can_moderate_introduction,
    can_view_introduction,
    introduction_parties,
    is_company_side,
    is_provider_side,
)
from matchmaking.workflow import IN_CONTACT
from meetings.enums import Party

_AS = {"company": Party.COMPANY, "provider": Party.PROVIDER, "project_lead": Party.LEAD}


def can_view_meeting(user, meeting) -> bool:
    """The rule of `Meeting.objects.visible_to`, for one row."""
    case = meeting.introduction
    return can_view_introduction(user, case) and (case.contact_data_released or can_moderate_introduction(user, case))


def can_see_reports(user, meeting) -> bool:
    """Whether `user` may read why a meeting is off and who did not come: whoever looks after the case, and stands on
    neither side of it."""
    case = meeting.introduction
    is_on_a_side = is_company_side(user, case) or is_provider_side(user, case)
    return can_moderate_introduction(user, case) and not is_on_a_side


def parties_of(user, introduction) -> list[Party]:
    """Return on whose behalf `user` may act at meetings of `introduction`, the own side first."""
    parties = introduction_parties(user, introduction)
    if not introduction.contact_data_released:
        parties &= {"project_lead"}
    return [party for name, party in _AS.items() if name in parties]


def can_take_meeting_step(user, transition_id: str, meeting) -> bool:
    """Whether `user` may take `transition_id`, as far as the person goes (not the state)."""
    allowed = {_AS[name] for name in meeting.workflow[transition_id].by & set(_AS)}
    return bool(allowed & set(parties_of(user, meeting.introduction)))


def require_contact(introduction) -> None:
    """Raise InvalidTransition unless the two sides are in contact: before there is nobody to meet, afterwards
    nothing to meet for."""
    if introduction.state not in IN_CONTACT.split() or not introduction.contact_data_released:
        raise InvalidTransition(f"introduction {introduction.pk} is not in contact")
