"""The letters about an account: confirming an address, choosing a password, and what an unknown address is told."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from mail.letters import Letter
from mail.links import absolute


def new_key(occasion: str) -> str:
    """Return a key of its own: each request for such a letter is a new occasion."""
    return f"account.{occasion}.{uuid.uuid4()}"


def account_letter(occasion: str, *, email: str, user: Any = None, **context: Any) -> Letter | None:
    """Return the letter for an occasion as allauth names it, None where there is none of our own.

    Links are rebuilt from the address of the installation: the one allauth made names the host that the request
    asked for, and anybody may ask for any.
    """
    name = user.get_full_name() if user and user.get_full_name() != user.email else ""
    if occasion in ("email_confirmation_signup", "email_confirmation"):
        return _confirm(name, context["activate_url"], is_new=occasion.endswith("signup"))
    if occasion == "password_reset_key":
        return Letter(
            subject=_("Choose a new password"),
            greeting_name=name,
            paragraphs=(_("you have asked for a link to choose a new password."),),
            action=(_("Choose a new password"), _own(context["password_reset_url"])),
            closing=(_("You have not asked for it? Then you need not do anything, your password stays as it is."),),
        )
    if occasion == "account_already_exists":
        return Letter(
            subject=_("You have an account already"),
            greeting_name=name,
            paragraphs=(
                _("somebody has tried to open an account with this e-mail address. There is one already."),
                _("If it was you: sign in as usual. If you no longer know your password, choose a new one."),
            ),
            action=(_("Choose a new password"), _own(context["password_reset_url"])),
            closing=(_("It was not you? Then you need not do anything."),),
        )
    if occasion == "unknown_account":
        return Letter(
            subject=_("There is no account with this address"),
            paragraphs=(
                _("somebody has asked for a new password with this e-mail address. There is no account with it."),
                _("If it was you: perhaps you have used another address, or you would like to open an account."),
            ),
            action=(_("Open an account"), _own(context["signup_url"])),
            closing=(_("It was not you? Then you need not do anything."),),
        )
    return _notice(occasion, name, **context)


def _notice(occasion: str, name: str, deleted_email: str = "", to_email: str = "", **context: Any) -> Letter | None:
    """Return the letter that tells what has just changed, so that nobody changes it unnoticed."""
    changed = {
        "password_changed": (_("Your password was changed"), _("the password of your account was changed.")),
        "email_changed": (
            _("Your address for signing in was changed"),
            _("from now on your account is used with the address %s.") % to_email,
        ),
        "email_deleted": (
            _("An address was removed from your account"),
            _("the address %s was removed from your account.") % deleted_email,
        ),
        "totp_activated": (_("Second factor set up"), _("an app for codes now protects your account.")),
        "totp_deactivated": (_("App for codes removed"), _("the app for codes was removed from your account.")),
        "webauthn_added": (_("Passkey added"), _("a passkey was added to your account.")),
        "webauthn_removed": (_("Passkey removed"), _("a passkey was removed from your account.")),
        "recovery_codes_generated": (
            _("New recovery codes"),
            _("new recovery codes were made for your account. The old ones no longer work."),
        ),
        "factor_reset": (
            _("Your second factor was reset"),
            _("we have removed the second factor and the recovery codes from your account, as agreed with you."),
        ),
    }
    changed["password_reset"] = changed["password_set"] = changed["password_changed"]
    if occasion not in changed:
        return None
    subject, first = changed[occasion]
    closing = _("It was not you? Then please write to us at once: %s.") % settings.LEAD_CONTACT_EMAIL
    return Letter(subject=subject, greeting_name=name, paragraphs=(first,), closing=(closing,))


def _confirm(name: str, link: str, *, is_new: bool) -> Letter:
    if is_new:
        first = _("an account with this e-mail address was opened in the portal. Please confirm that it is yours.")
    else:
        first = _("this e-mail address was entered for an account in the portal. Please confirm that it is yours.")
    return Letter(
        subject=_("Please confirm your e-mail address"),
        greeting_name=name,
        paragraphs=(first,),
        action=(_("Confirm address"), _own(link)),
        closing=(
            _("The link is valid for three days."),
            _("It was not you? Then please do not confirm the address; without that nobody can use the account."),
        ),
    )


def _own(link: str) -> str:
    parts = urlsplit(link)
    return absolute(f"{parts.path}?{parts.query}" if parts.query else parts.path)
