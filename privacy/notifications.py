"""Letters about rights: short, and without the data they are about."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Contact
from accounts.services import contact_of
from core.personal import data_classes, purposes
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to
from organisations.models import Membership
from privacy.models import DataCopy, ErasureRequest, ThirdPartyNotice


def copy_is_ready(copy: DataCopy) -> None:
    """Tell the person that the copy can be fetched; the link opens after signing in only."""
    contact = contact_of(copy.user)

    def letter() -> Letter:
        return Letter(
            subject=_("The copy of your data is ready"),
            greeting_name=contact.full_name,
            paragraphs=(_("the copy of your data that you asked for is ready. Sign in to fetch it."),),
            action=(_("Fetch the copy"), absolute(reverse("privacy:own"))),
            closing=(
                _("It is deleted on %(date)s. Until then you can fetch it as often as you like.")
                % {"date": date_format(copy.expires_at, "DATE_FORMAT")},
            ),
        )

    post_to(contact, letter, kind="privacy.copy_ready", key=f"privacy.copy_ready:{copy.pk}")


def erasure_requested(request: ErasureRequest) -> None:
    """Tell the person when the data is erased and until when that can be taken back. It is the last letter: afterwards
    the portal has no address any more."""

    def letter() -> Letter:
        until = {"date": date_format(timezone.localtime(request.erase_after), "DATETIME_FORMAT")}
        opens = bool(request.user_id)
        return Letter(
            subject=_("Your data will be erased"),
            greeting_name=request.contact.full_name,
            paragraphs=(
                _("the erasure of your data in the portal was asked for. It happens after %(date)s.") % until,
                _("Until then it can be withdrawn. Afterwards nothing can be brought back."),
            ),
            action=(_("What is erased, and what stays"), absolute(reverse("privacy:erasure"))) if opens else None,
            closing=(_("It was not you? Then withdraw the erasure and change your password, or write to us."),),
        )

    post_to(request.contact, letter, kind="privacy.erasure_requested", key=f"privacy.erasure_requested:{request.pk}")


def erasure_withdrawn(request: ErasureRequest) -> None:
    def letter() -> Letter:
        return Letter(
            subject=_("Your data stays"),
            greeting_name=request.contact.full_name,
            paragraphs=(_("the erasure of your data was withdrawn. Everything stays as it was."),),
        )

    post_to(request.contact, letter, kind="privacy.erasure_withdrawn", key=f"privacy.erasure_withdrawn:{request.pk}")


def member_was_erased(membership: Membership, successor: Membership) -> None:
    """Tell who takes over, without a name: it is gone."""

    def letter() -> Letter:
        return Letter(
            subject=_("Cases of your organisation pass to you"),
            greeting_name=successor.contact.full_name,
            paragraphs=(
                _("somebody who acted for %(organisation)s has left the portal. Open needs and offers pass to you.")
                % {"organisation": membership.organisation.name},
            ),
            action=(_("Open the organisation"), absolute(membership.organisation.get_absolute_url())),
        )

    post_to(successor.contact, letter, kind="privacy.member_erased", key=f"privacy.member_erased:{membership.pk}")


def third_party_entered(notice: ThirdPartyNotice, source: str) -> None:
    """Tell somebody whom others entered what is stored, from whom, what for, and which rights there are (Art. 14)."""
    contact = notice.contact

    def letter() -> Letter:
        stored = ", ".join(filter(None, (contact.full_name, contact.email, contact.phone)))
        operator = settings.OPERATOR
        return Letter(
            subject=_("Your contact data in the portal of the Digitales Zentrum Mittelstand"),
            greeting_name=contact.full_name,
            paragraphs=(
                _("your contact data was entered in our portal. We tell you so because you did not do it yourself."),
                _("You need not do anything. If you would rather not be listed, just answer this message."),
            ),
            facts=(
                (_("What we store"), stored),
                (_("From whom"), source),
                (_("What for"), _("to reach you about needs and offers of your organisation")),
                (_("Legal basis"), str(purposes()["account"].legal_basis.label)),
                (_("Who gets to see it"), str(purposes()["account"].recipients)),
                (_("How long"), data_classes()["company_contact"].sentence),
                (_("Responsible"), operator["name"] or _("not entered yet")),
                (_("Data protection officer"), operator["data_protection_officer"] or _("not entered yet")),
            ),
            action=(_("Privacy notice"), absolute(reverse("privacy"))),
            closing=(
                _("You may ask for information, correction, erasure, restriction, and object. Complaints: %(name)s")
                % {"name": settings.SUPERVISORY_AUTHORITY["name"]},
            ),
        )

    post_to(contact, letter, kind="privacy.third_party", key=f"privacy.third_party:{contact.pk}")


def account_ends_soon(contact: Contact, on) -> None:
    def letter() -> Letter:
        return Letter(
            subject=_("Your account is deleted soon"),
            greeting_name=contact.full_name,
            paragraphs=(
                _("nobody has signed in to your account for a long time. We delete it on %(date)s.")
                % {"date": date_format(on, "DATE_FORMAT")},
                _("If you want to keep it, sign in once before that day."),
            ),
            action=(_("Sign in"), absolute(reverse("account_login"))),
        )

    key = f"privacy.account_ends:{contact.pk}:{on.isoformat()}"
    post_to(contact, letter, kind="privacy.account_ends", key=key)


def draft_ends_soon(need, on) -> None:
    def letter() -> Letter:
        return Letter(
            subject=_("Your draft is deleted soon"),
            greeting_name=need.contact.full_name,
            paragraphs=(
                _("you have begun to describe a need and not submitted it. We empty the draft on %(date)s.")
                % {"date": date_format(on, "DATE_FORMAT")},
                _("If you still need it, open it and save it once."),
            ),
            action=(_("Open the draft"), absolute(need.get_absolute_url())),
        )

    key = f"privacy.draft_ends:{need.pk}:{on.isoformat()}"
    post_to(need.contact, letter, kind="privacy.draft_ends", key=key, about=need)
