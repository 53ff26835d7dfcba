"""What the portal can see for itself about an organisation that is to be verified. Hints for a person who decides."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Contact
from organisations.domains import is_free_mail, registrable_domain
from organisations.duplicates import told_apart
from organisations.identifiers import is_register_entry, is_vat_id
from organisations.likeness import Likeness, Traces, find_alike
from organisations.models import Organisation

LIKELY_THE_SAME = 0.6


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `is_good` None: nothing was stated, so nothing can be said."""

    label: Any
    finding: Any
    is_good: bool | None


def run_checks(organisation: Organisation) -> list[Check]:
    """Return what the mail address of the applicant, register, VAT number and website say."""
    return [_mail(organisation), _register(organisation), _vat(organisation), _website(organisation)]


def likely_duplicates(organisation: Organisation, user) -> list[Likeness]:
    """Return other organisations that could be the same one, with reasons, except those that were told apart; only
    those that `user` looks after: a region lead does not learn who takes part elsewhere."""
    apart = told_apart(organisation.pk)
    others = Organisation.objects.visible_to(user).exclude(pk__in={organisation.pk, *apart})
    found = find_alike(Traces.of(organisation), others)
    return [likeness for likeness in found if likeness.score >= LIKELY_THE_SAME]


def _mail(organisation: Organisation) -> Check:
    label = _("Mail address of the applicant")
    contact = _applicant(organisation)
    if contact is None:
        return Check(label, _("entered by the house"), None)
    domain = registrable_domain(contact.email)
    if is_free_mail(domain):
        return Check(label, _("%(domain)s: a mailbox that anybody can have") % {"domain": domain}, None)
    if organisation.web_domain and domain == organisation.web_domain:
        return Check(label, _("%(domain)s: the domain of the website") % {"domain": domain}, True)
    if organisation.web_domain:
        differs = _("%(domain)s: another domain than that of the website") % {"domain": domain}
        return Check(label, differs, False)
    return Check(label, _("%(domain)s: there is no website to compare with") % {"domain": domain}, None)


def _applicant(organisation: Organisation) -> Contact | None:
    """Return who entered the organisation for itself; without an account that is whoever confirmed the address."""
    if organisation.came_without_account:
        first = organisation.memberships.active().select_related("contact").order_by("joined_at", "pk").first()
        return first.contact if first else None
    return getattr(organisation.created_by, "contact", None)


def _register(organisation: Organisation) -> Check:
    label = _("Entry in the register")
    court, number = organisation.register_court, organisation.register_number
    if not number:
        return Check(label, _("not stated"), None)
    entry = {"entry": f"{court} {number}"}
    if is_register_entry(court, number):
        return Check(label, _("%(entry)s: court known, number well formed") % entry, True)
    return Check(label, _("%(entry)s: court or number not recognised") % entry, False)


def _vat(organisation: Organisation) -> Check:
    label = _("VAT identification number")
    if not organisation.vat_id:
        return Check(label, _("not stated"), None)
    number = {"number": organisation.vat_id}
    if is_vat_id(organisation.vat_id):
        return Check(label, _("%(number)s: check digits are right") % number, True)
    return Check(label, _("%(number)s: check digits are wrong") % number, False)


def _website(organisation: Organisation) -> Check:
    if not organisation.website:
        return Check(_("Website"), _("not stated"), None)
    if not organisation.web_domain:
        return Check(_("Website"), _("%(address)s: no domain of its own") % {"address": organisation.website}, None)
    return Check(_("Website"), organisation.web_domain, True)
