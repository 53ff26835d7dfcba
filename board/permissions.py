"""Who may do what with postings and with interest in them."""

from companies.permissions import can_decide_need, can_moderate_need
from organisations.permissions import is_member


def can_agree_to_posting(user, need) -> bool:
    """The company itself, or the lead who was told by the company."""
    return is_member(user, need.organisation_id) or can_decide_need(user, need)


def can_end_posting(user, need) -> bool:
    """The company alone takes its consent back here; a lead takes off the board, and says so when it was its wish."""
    return is_member(user, need.organisation_id)


def can_post_need(user, need) -> bool:
    """Whoever decides in the case, unless the person acts for the company."""
    return can_decide_need(user, need) and not is_member(user, need.organisation_id)


def can_view_interest(user, interest) -> bool:
    """The rule of `Interest.objects.visible_to`, for one row: the provider and who looks after the need. The company
    never learns of it here."""
    return is_member(user, interest.organisation_id) or can_moderate_need(user, interest.need)


def can_decide_interest(user, interest) -> bool:
    """The rule of `Interest.objects.moderated_by`, for one row."""
    return can_decide_need(user, interest.need)


def can_withdraw_interest(user, interest) -> bool:
    return is_member(user, interest.organisation_id)
