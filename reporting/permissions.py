"""Who may read figures of municipalities."""


def can_read_figures(user) -> bool:
    """Municipal partners and project leads. Of which municipalities, says `selectors.municipalities_for`."""
    return user.is_municipal_partner or user.is_project_lead


def can_read_figures_of(user, municipality) -> bool:
    """The rule of `selectors.municipalities_for`, for one row."""
    if municipality.region.slug != "soest":
        return False
    own = any(granted.municipality_id == municipality.pk for granted in user.granted_roles if granted.municipality_id)
    return user.is_project_lead or own


def can_count_freely(user) -> bool:
    """Whoever reads the cases may count any period and see the rows behind a number: project leads."""
    return user is not None and user.is_project_lead


def can_read_count(user, counted) -> bool:
    """The rule of `FreeCount.objects.visible_to`."""
    return user.is_project_lead and counted.asked_by_id == user.pk
