"""Who may look into the outbox.

This room stands below `accounts`, so it asks the user for `is_project_lead` and `moderates` only. Messages carry
case content, hence the operator (a superuser without these roles) sees none of them. Rooms above register who decides
about their cases (`mail.occasions.decided_by`): leads of a region release the letters of the cases they moderate, and
nobody decides about a letter concerning a case they are biased about.
"""

from mail.occasions import deciders


def can_view_outbox(user) -> bool:
    return user.is_project_lead


def can_view_message(user, message) -> bool:
    """The rule of `OutboxMessage.objects.visible_to`, for one row."""
    if can_view_outbox(user):
        return True
    return user.moderates and message.about_type in deciders() and _decides(user, message)


def can_read_message_text(user, message) -> bool:
    """A confidential text is for its recipient only: it may hold a link that signs somebody in."""
    return can_view_message(user, message) and not message.is_confidential


def can_settle_message(user, message) -> bool:
    return can_view_message(user, message) and _decides(user, message)


def can_edit_message(user, message) -> bool:
    return can_settle_message(user, message)


def _decides(user, message) -> bool:
    cases = deciders().get(message.about_type)
    return cases is None or cases(user).filter(pk=message.about_id).exists()
