"""Letters about an account that allauth does not send."""

from accounts.letters import account_letter, new_key
from accounts.models import User
from mail.services import post_to


def tell_factor_was_reset(user: User) -> None:
    """Tell `user` that an operator has removed the second factor."""
    person = getattr(user, "contact", None)
    if person:
        post_to(
            person,
            lambda: account_letter("factor_reset", email=user.email, user=user),
            key=new_key("factor_reset"),
            kind="account.factor_reset",
        )
