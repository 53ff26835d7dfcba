"""Letters to people in their roles, and about an account where allauth sends none."""

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.letters import account_letter, new_key
from accounts.models import Absence, Bias, Contact, User
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


def tell_of_deputyship(absence: Absence) -> None:
    """Tell the deputy of `absence` from when to when to stand in. The note stays in the portal."""

    def letter() -> Letter:
        return Letter(
            subject=_("You stand in for %s") % absence.user.get_full_name(),
            greeting_name=absence.deputy.get_full_name(),
            paragraphs=(
                _("%(name)s is away from %(first)s to %(last)s. In these days you see the cases in your list of today.")
                % {
                    "name": absence.user.get_full_name(),
                    "first": date_format(absence.first_day),
                    "last": date_format(absence.last_day),
                },
            ),
            action=(_("See who is away"), absolute(reverse("accounts:absences"))),
        )

    if person := getattr(absence.deputy, "contact", None):
        post_to(person, letter, kind="absence.deputy", key=f"absence.deputy:{absence.pk}", about=absence)
