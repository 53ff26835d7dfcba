"""Who may look at the gallery of charts."""


def can_see_gallery(user) -> bool:
    """Whoever looks after cases: the invented figures would only confuse everybody else."""
    return user.moderates
