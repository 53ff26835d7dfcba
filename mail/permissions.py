"""Who may look into the outbox.

This room stands below `accounts`, so it asks the user for one attribute, `is_project_lead`. Messages carry
case content, hence the operator (a superuser without that role) sees none of them.
"""


def can_view_outbox(user) -> bool:
    return user.is_project_lead


def can_view_message(user, message) -> bool:
    """The rule of `OutboxMessage.objects.visible_to`, for one row."""
    return can_view_outbox(user)


def can_read_message_text(user, message) -> bool:
    """A confidential text is for its recipient only: it may hold a link that signs somebody in."""
    return can_view_message(user, message) and not message.is_confidential


def can_settle_message(user, message) -> bool:
    return can_view_message(user, message)
