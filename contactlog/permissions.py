"""Who may read and write the contact log. The organisation's own people never do, whatever else they are: their own
data reach them by the export every person is entitled to. Editors and municipal partners look after nobody."""

from accounts.bias import is_biased
from organisations.permissions import is_member, looks_after


def can_view_log(user, organisation) -> bool:
    """Project leads for every organisation, region leads for those of their region; nobody about the own one, and
    nobody about one that was merged into another (its entries have moved there)."""
    if organisation.merged_into_id is not None:
        return False
    return looks_after(user, organisation) and not is_member(user, organisation.pk)


def can_view_entry(user, entry) -> bool:
    """The rule of `ContactEntry.objects.visible_to`, for one row."""
    return can_view_log(user, entry.organisation)


def can_write_log(user, organisation) -> bool:
    """Whether `user` may add, change and withdraw entries: whoever is biased looks on only."""
    return can_view_log(user, organisation) and not is_biased(user, organisation)


def can_read_note(user, entry) -> bool:
    """The rule of `ContactEntry.objects.noted_for`, for one row: confidential means that whoever has a stake in the
    firm does not read it either."""
    return can_write_log(user, entry.organisation)


def can_take_entry_step(user, transition_id: str, entry) -> bool:
    """Whether `user` may take `transition_id`, as far as the person goes (not the state)."""
    return "project_lead" in entry.workflow[transition_id].by and can_write_log(user, entry.organisation)


def can_view_handover(user, handover) -> bool:
    """The rule of `Handover.objects.visible_to`, for one row."""
    return user.is_project_lead or user.pk in (handover.giver_id, handover.receiver_id)


def can_hand_back(user, handover) -> bool:
    """Both sides may; a hand-over is taken back once, and what takes it back is none itself."""
    is_side = user.pk in (handover.giver_id, handover.receiver_id)
    return user.moderates and is_side and handover.back_of_id is None and not hasattr(handover, "handed_back")
