"""Who may see an introduction, and which side of it."""

from accounts.bias import is_biased
from companies.permissions import can_decide_need, can_moderate_need
from organisations.permissions import is_member


def can_moderate_introduction(user, introduction) -> bool:
    """A case is looked after by the lead of the need's region; project leads look after all."""
    return can_moderate_need(user, introduction.need)


def can_decide_introduction(user, introduction) -> bool:
    """The rule of `Introduction.objects.moderated_by`, for one row: a bias for the need counts here too."""
    return can_decide_need(user, introduction.need) and not is_biased(user, introduction)


def is_company_side(user, introduction) -> bool:
    """A member of the seeking company, once the company was asked."""
    return introduction.company_asked_at is not None and is_member(user, introduction.need.organisation_id)


def is_provider_side(user, introduction) -> bool:
    """A member of the provider, once the provider was asked."""
    return introduction.provider_asked_at is not None and is_member(user, introduction.offer.organisation_id)


def leads_a_party(user, introduction) -> bool:
    """The region lead of one of the two parties."""
    regions = user.led_region_ids
    return introduction.need.region_id in regions or introduction.offer.organisation.region_id in regions


def can_view_introduction(user, introduction) -> bool:
    """The rule of `Introduction.objects.visible_to`, for one row."""
    return (
        user.is_project_lead
        or is_company_side(user, introduction)
        or is_provider_side(user, introduction)
        or leads_a_party(user, introduction)
    )


def can_see_company(user, introduction) -> bool:
    """Whether `user` may learn who the company is: its own people, those who moderate, and the other side
    and its region lead only once both have agreed."""
    return (
        is_member(user, introduction.need.organisation_id)
        or can_moderate_introduction(user, introduction)
        or (introduction.contact_data_released and can_view_introduction(user, introduction))
    )


def can_see_provider(user, introduction) -> bool:
    """Whether `user` may learn who the provider is; mirror of `can_see_company`. The lead of the provider's
    region knows the own member."""
    return (
        is_member(user, introduction.offer.organisation_id)
        or can_moderate_introduction(user, introduction)
        or introduction.offer.organisation.region_id in user.led_region_ids
        or (introduction.contact_data_released and can_view_introduction(user, introduction))
    )


def introduction_parties(user, introduction) -> set[str]:
    """Return the parties of the workflow that `user` is: company, provider, project_lead."""
    parties = set()
    if is_company_side(user, introduction):
        parties.add("company")
    if is_provider_side(user, introduction):
        parties.add("provider")
    if can_decide_introduction(user, introduction):
        parties.add("project_lead")
    return parties


def can_take_introduction_step(user, transition_id: str, introduction) -> bool:
    """Whether `user` may take `transition_id`, as far as the person goes (not the state).

    A question comes from the side that is being asked at that moment, not from the other one.
    """
    parties = introduction_parties(user, introduction)
    if transition_id == "ask_question":
        asked = {"awaiting_company": "company", "awaiting_provider": "provider"}.get(introduction.state)
        return asked in parties
    return bool(introduction.workflow[transition_id].by & parties)
