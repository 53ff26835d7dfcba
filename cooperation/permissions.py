"""Who may read figures of partner regions, of local providers, and of neutrality."""


def can_read_agreements(user) -> bool:
    """Those who work for one side of an agreement. Of which, says `selectors.agreements_for`."""
    return user.moderates


def can_read_agreement(user, agreement) -> bool:
    """The rule of `selectors.agreements_for`, for one row."""
    return user.is_project_lead or agreement.partner_region_id in user.led_region_ids


def can_read_local(user) -> bool:
    """Project and region leads, and municipal partners."""
    return user.moderates or user.is_municipal_partner


def can_read_exact(user) -> bool:
    """Project leads: unprotected numbers, the cases behind them, and how neutral the hub is."""
    return user.is_project_lead
