"""Letters to people in their roles, and about an account where allauth sends none."""

from django.db import models
from django.utils.translation import gettext as _

from accounts.letters import account_letter, new_key
from accounts.models import Bias, Contact, User
from mail.letters import Letter
from mail.links import absolute
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


def tell_of_bias(bias: Bias, case: models.Model, contact: Contact) -> None:
    """Tell `contact` that the author of `bias` no longer decides in `case`. The reason stays in the portal."""

    def letter() -> Letter:
        return Letter(
            subject=_("Somebody is biased: please decide"),
            greeting_name=contact.full_name,
            paragraphs=(
                _("%s is biased in a case and no longer decides there. Please take it over.")
                % bias.user.get_full_name(),
            ),
            action=(_("Open the case"), absolute(case.get_absolute_url())),
        )

    post_to(contact, letter, kind="bias.declared", key=f"bias:{bias.pk}:{contact.pk}", about=case)
