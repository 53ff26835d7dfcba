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


def tell_of_bias(bias: Bias, case: models.Model, contact: Contact, *, takes_over: bool) -> None:
    """Tell `contact` that the author of `bias` no longer decides in `case`, and who is responsible for it if that has
    changed. The reason stays in the portal."""

    def letter() -> Letter:
        biased = _("%s is biased in a case and no longer decides there.") % bias.user.get_full_name()
        return Letter(
            subject=_("Somebody is biased: please decide"),
            greeting_name=contact.full_name,
            paragraphs=(biased, _("You are responsible for it now.") if takes_over else _("Please take it over.")),
            action=(_("Open the case"), absolute(case.get_absolute_url())),
        )

    post_to(contact, letter, kind="bias.declared", key=f"bias:{bias.pk}:{contact.pk}", about=case)
