"""Who looks after data protection."""


def can_look_after_privacy(user) -> bool:
    """Project leads and the operator read the record of processing and work on requests and incidents."""
    return user.is_project_lead or user.is_superuser
