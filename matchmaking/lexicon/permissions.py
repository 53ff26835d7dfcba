"""Who works on the lexicon."""


def can_edit_lexicon(user) -> bool:
    """Project leads and the operator: the lexicon counts for all regions."""
    return user.is_project_lead or user.is_superuser
