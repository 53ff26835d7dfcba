"""Who may see and act for an organisation."""

from organisations.enums import MemberRole


def active_memberships(user) -> list:
    """Return the active memberships of `user`, read once per request."""
    if not hasattr(user, "_active_memberships"):
        contact = getattr(user, "contact", None)
        user._active_memberships = (
            list(contact.memberships.filter(is_active=True).select_related("organisation__region")) if contact else []
        )
    return user._active_memberships


def is_member(user, organisation_id: int | None) -> bool:
    """Whether `user` acts for the organisation, as admin or member."""
    return any(m.organisation_id == organisation_id for m in active_memberships(user))


def is_organisation_admin(user, organisation_id: int) -> bool:
    return any(m.organisation_id == organisation_id and m.role == MemberRole.ADMIN for m in active_memberships(user))


def can_view_organisation(user, organisation) -> bool:
    return user.is_project_lead or organisation.region_id in user.led_region_ids or is_member(user, organisation.pk)


def can_edit_organisation(user, organisation) -> bool:
    return user.is_project_lead or is_organisation_admin(user, organisation.pk)
