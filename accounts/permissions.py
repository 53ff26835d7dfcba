"""Who may see and change what belongs to people."""


def can_view_absence(user, absence) -> bool:
    """The rule of `Absence.objects.visible_to`, for one row."""
    return user.moderates


def can_change_absence(user, absence) -> bool:
    """The rule of `Absence.objects.changed_by`, for one row."""
    return user.moderates and (user.is_project_lead or absence.user_id == user.pk)


def is_own_filter(user, saved) -> bool:
    """The rule of `SavedFilter.objects.of`, for one row."""
    return saved.user_id == user.pk
