"""Who may read and write the register beyond its public page."""


def can_read_history(user) -> bool:
    """Those who answer for an owner or a partner region, and project leads: events, deeds, histories, the paper."""
    return user.is_municipal_partner or user.moderates


def can_enter_events(user) -> bool:
    """Project leads: enter events and holders, simulate, and take the register out as data."""
    return user.is_project_lead
