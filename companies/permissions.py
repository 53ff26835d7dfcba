"""Who may see a need and take which step with it."""

from accounts.bias import is_biased
from companies.enums import NeedState
from contactlog.permissions import can_write_log
from organisations.permissions import is_member

ATTACHABLE = {NeedState.DRAFT, NeedState.RETURNED}


def can_moderate_need(user, need) -> bool:
    """Whether `user` looks after the case: a project lead, or the lead of the need's region. Whoever is biased
    looks on only, see `can_decide_need`."""
    return user.is_project_lead or need.region_id in user.led_region_ids


def can_decide_need(user, need) -> bool:
    """The rule of `Need.objects.moderated_by`, for one row: a lead who is not biased, once it was submitted."""
    return need.submitted_at is not None and can_moderate_need(user, need) and not is_biased(user, need)


def can_view_need(user, need) -> bool:
    """The rule of `Need.objects.visible_to`, for one row."""
    if is_member(user, need.organisation_id):
        return True
    if need.submitted_at is None and need.created_by_id not in (user.pk, None):
        return False
    return can_moderate_need(user, need)


def need_parties(user, need) -> set[str]:
    """Return the parties of the workflow that `user` is for this need: company, project_lead."""
    parties = set()
    if is_member(user, need.organisation_id):
        parties.add("company")
    if can_moderate_need(user, need) and not is_biased(user, need) and can_view_need(user, need):
        parties.add("project_lead")
    return parties


def can_take_need_step(user, transition_id: str, need) -> bool:
    """Whether `user` may take `transition_id` on `need`, as far as the person goes (not the state)."""
    return bool(need.workflow[transition_id].by & need_parties(user, need))


def can_edit_need(user, need) -> bool:
    """Whether `user` may change the text of the need in its present state."""
    editable = {
        NeedState.DRAFT,
        NeedState.SUBMITTED,
        NeedState.IN_QUALIFICATION,
        NeedState.RETURNED,
        NeedState.QUALIFIED,
        NeedState.MATCHING,
    }
    return need.state in editable and bool(need_parties(user, need))


def can_renew_need(user, need) -> bool:
    """The company says whether it still wants what it looks for. A lead who has asked writes down the talk instead,
    which counts as activity too."""
    return is_member(user, need.organisation_id)


def can_create_need(user, organisation) -> bool:
    """Members for their organisation; leads on behalf of organisations they look after."""
    return is_member(user, organisation.pk) or user.is_project_lead or organisation.region_id in user.led_region_ids


def can_view_attachment(user, attachment) -> bool:
    """The rule of `NeedAttachment.objects.visible_to`, for one row."""
    return can_view_need(user, attachment.need)


def can_change_attachments(user, need) -> bool:
    """Files are added and removed while the company writes: in the draft, and while a question is open."""
    return need.state in ATTACHABLE and bool(need_parties(user, need))


def can_share_attachments(user, need) -> bool:
    """The company alone decides which of its files a provider receives, as long as the case is open."""
    return need.is_open and is_member(user, need.organisation_id)


def can_capture_need(user, organisation) -> bool:
    """The rule of `selectors.organisations_to_capture_for`, for one row: whoever writes the contact log of an
    organisation also takes down its needs. Members register for themselves."""
    return can_write_log(user, organisation)


def can_view_capture_draft(user, draft) -> bool:
    """The rule of `CaptureDraft.objects.visible_to`, for one row."""
    return draft.user_id == user.pk
