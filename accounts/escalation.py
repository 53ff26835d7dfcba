"""Who hears of a case that its responsible lead has left lying, and the letter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.bias import who_can_decide
from accounts.models import Contact, User
from accounts.selectors import lead_contacts, with_deputies
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to


@dataclass(frozen=True)
class Missed:
    """A deadline of the hub that has passed in `case`: `what` was to be done by `due_on`, in words; `facts` are for
    those only who `can_view` the case. `biased_for` are the rows for which nobody may be biased who takes over."""

    case: models.Model
    number: str
    what: Callable[[], str]
    due_on: date
    assigned_to: User | None
    region: Any
    biased_for: tuple[models.Model, ...]
    facts: Callable[[], list[tuple[str, str]]]
    can_view: Callable[[User], bool]


def next_in_line(assigned_to: User | None, region, *cases: models.Model) -> list[Contact]:
    """Return whom a missed deadline is escalated to: everybody else who can decide, with the deputies of who is away.

    Where there is one lead only it is the account named by `ESCALATION_DEPUTY`, and without that the responsible lead;
    a missed deadline is never told to nobody.
    """
    responsible = assigned_to.pk if assigned_to else None
    others = [contact for contact in who_can_decide(region, *cases) if contact.user_id != responsible]
    return with_deputies(others) or _named_deputy() or lead_contacts(assigned_to, region)


def _named_deputy() -> list[Contact]:
    if not settings.ESCALATION_DEPUTY:
        return []
    return list(Contact.objects.filter(user__is_active=True, user__email__iexact=settings.ESCALATION_DEPUTY))


def escalate(missed: Missed, *, kind: str, occasion: str) -> None:
    """Tell whoever is next in line that a deadline has passed; once per person and `occasion`."""
    for contact in next_in_line(missed.assigned_to, missed.region, *missed.biased_for):
        key = f"{kind}:{missed.case.pk}:{occasion}:{contact.pk}"
        post_to(contact, lambda contact=contact: _letter(missed, contact), kind=kind, key=key, about=missed.case)


def _letter(missed: Missed, contact: Contact) -> Letter:
    responsible = missed.assigned_to.get_full_name() if missed.assigned_to else _("nobody yet")
    facts = missed.facts() if missed.can_view(contact.user) else [(_("Case"), missed.number)]
    return Letter(
        subject=_("Overdue: %(number)s") % {"number": missed.number},
        greeting_name=contact.full_name,
        paragraphs=(
            _("in a case of the hub a deadline has passed."),
            missed.what(),
            _("It was due by %(date)s.") % {"date": date_format(missed.due_on)},
        ),
        facts=(*facts, (_("Responsible"), responsible)),
        action=(_("Open the case"), absolute(missed.case.get_absolute_url())),
        closing=(_("Please talk to who is responsible, or take the case over. This message comes once."),),
    )
