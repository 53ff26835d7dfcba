"""Who looks after the newsletter."""


def can_manage_newsletter(user) -> bool:
    return user.is_authenticated and (user.is_project_lead or user.is_editor)


def can_manage_subscription(user, subscription) -> bool:
    """The rule of `Subscription.objects.managed_by`, for one row."""
    return can_manage_newsletter(user)


def can_manage_issue(user, issue) -> bool:
    """The rule of `Issue.objects.managed_by`, for one row."""
    return can_manage_newsletter(user)


def can_manage_delivery(user, delivery) -> bool:
    """The rule of `Delivery.objects.managed_by`, for one row."""
    return can_manage_newsletter(user)


def can_manage_answer(user, answer) -> bool:
    """The rule of `Answer.objects.managed_by`, for one row."""
    return can_manage_newsletter(user)
