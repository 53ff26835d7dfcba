"""Who may see and act for an organisation."""

from accounts.bias import is_biased
from organisations.enums import MemberRole
from organisations.models import Membership


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


def looks_after(user, organisation) -> bool:
    """Whether `user` is a project lead, or the lead of the organisation's region."""
    return user.is_project_lead or organisation.region_id in user.led_region_ids


def is_current(organisation) -> bool:
    """Whether the organisation was not merged into another; the rule of `Organisation.objects.current`."""
    return organisation.merged_into_id is None


def can_view_organisation(user, organisation) -> bool:
    """The rule of `Organisation.objects.visible_to`, for one row: one that was merged into another appears nowhere."""
    return is_current(organisation) and (looks_after(user, organisation) or is_member(user, organisation.pk))


def can_edit_organisation(user, organisation) -> bool:
    return user.is_project_lead or is_organisation_admin(user, organisation.pk)


def can_register_organisation(user) -> bool:
    """People who come for their organisation. The house itself has other ways."""
    return not (user.granted_roles or user.is_superuser)


def can_join_organisation(user, organisation) -> bool:
    """The rule of `Organisation.objects.joinable_by`, for one row."""
    return is_current(organisation) and organisation.is_verified and not is_member(user, organisation.pk)


def can_verify_organisation(user, organisation) -> bool:
    """The rule of `Organisation.objects.verified_by`, for one row: nobody decides on the own organisation, or on
    one for which they are biased."""
    own = is_member(user, organisation.pk)
    fair = not own and not is_biased(user, organisation)
    return is_current(organisation) and looks_after(user, organisation) and fair


def organisation_parties(user, organisation) -> set[str]:
    """Return the parties of the verification that `user` is: organisation, project_lead, region_lead."""
    parties = set()
    if is_organisation_admin(user, organisation.pk):
        parties.add("organisation")
    if can_verify_organisation(user, organisation):
        if user.is_project_lead:
            parties.add("project_lead")
        if organisation.region_id in user.led_region_ids:
            parties.add("region_lead")
    return parties


def can_take_verification_step(user, transition_id: str, organisation) -> bool:
    """Whether `user` may take `transition_id`, as far as the person goes (not the state)."""
    return bool(organisation.workflow[transition_id].by & organisation_parties(user, organisation))


def has_admin(organisation) -> bool:
    """Whether somebody who can sign in decides on the people of the organisation."""
    return Membership.objects.who_decide().filter(organisation=organisation).exists()


def can_manage_people(user, organisation) -> bool:
    """Admins decide who acts for their organisation; where there is none, whoever looks after it does."""
    if is_organisation_admin(user, organisation.pk):
        return True
    return looks_after(user, organisation) and not has_admin(organisation)


def can_leave_organisation(user, organisation) -> bool:
    return is_member(user, organisation.pk)


def can_withdraw_request(user, request) -> bool:
    return request.contact.user_id == user.pk


def can_merge_organisations(user) -> bool:
    """Merging is up to project leads; which organisations, says `can_merge_organisation`."""
    return user.is_project_lead


def can_merge_organisation(user, organisation) -> bool:
    """The rule of `Organisation.objects.merged_by`, for one row."""
    return can_merge_organisations(user) and can_verify_organisation(user, organisation)


def can_compare_pair(user, pair) -> bool:
    """The rule of `OrganisationPair.objects.compared_by`, for one row."""
    return can_merge_organisation(user, pair.lower) and can_merge_organisation(user, pair.higher)
