"""Who may look after an entry, and who decides about it."""

from organisations.permissions import can_verify_organisation, is_member, is_organisation_admin


def can_keep_entry(user, organisation) -> bool:
    """Members see what is missing, what was counted, and confirm that the entry is correct."""
    return is_member(user, organisation.pk)


def can_choose_visibility(user, organisation) -> bool:
    """Whether an organisation is shown to everybody is decided by its administrators."""
    return is_organisation_admin(user, organisation.pk)


def can_take_down(user, organisation) -> bool:
    """Who may verify an organisation may take its entry down, and nobody who is biased or belongs to it."""
    return can_verify_organisation(user, organisation)
