"""Whoever moderates or operates works with a second factor: an app that shows codes, or a passkey (decision 0013)."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from core.models import LogEntry

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SESSION_KEY = "second_factor_of"  # the account that showed its factor in this session
SET_UP = "mfa_index"
# What stays open to everybody who is signed in: leaving, the language, and what the law wants reachable.
ALWAYS_OPEN = {"account_logout", "set_language", "imprint", "privacy", "accessibility", "healthz", "readyz"}
ALWAYS_OPEN |= {"legal:terms", "legal:report", "legal:barrier", "legal:receipt"}
OPEN_WITHOUT_FACTOR = ALWAYS_OPEN | {SET_UP, "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
# Not the pages that change factors: a password alone must not lead to them once there is a factor.
OPEN_BEFORE_SHOWING = ALWAYS_OPEN | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


def needs_second_factor(user) -> bool:
    """Whether `user` may work only with a second factor: leads, leads of partner regions, operators. Not in a demo."""
    if settings.PORTAL_DEMO or not user.is_authenticated:
        return False
    return user.is_superuser or user.is_staff or user.moderates


def remember_shown(request: HttpRequest, user) -> None:
    """Note in the session that `user` has just shown or set up a second factor."""
    request.session[SESSION_KEY] = user.pk


def missing_step(request: HttpRequest) -> str:
    """Return the name of the page this person has to go to before anything else; empty when nothing is missing.

    A factor somebody has is not enough: an older session that began with the password alone shows it first.
    """
    user = getattr(request, "user", None)
    if user is None or not needs_second_factor(user):
        return ""
    if not hasattr(request, "_missing_step"):
        request._missing_step = _missing_step(request, user)
    return request._missing_step


def _missing_step(request: HttpRequest, user) -> str:
    held = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not held & set(FACTORS):
        return SET_UP
    if request.session.get(SESSION_KEY) == user.pk:
        return ""
    has_codes = held & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}
    return "mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn"


@transaction.atomic
def reset_factor(user, *, actor, reason: str) -> list[str]:
    """Take every factor and recovery code from `user`, who has lost them, and return what it was.

    `actor` is the operator who made sure that it is the person. Every session ends, the step is logged. At the
    next sign-in the person sets up a new factor, if the role asks for one.
    """
    held = Authenticator.objects.select_for_update().filter(user=user)
    kinds = sorted(authenticator.type for authenticator in held)
    if not kinds:
        return []
    held.delete()
    user.sessions.all().delete()
    LogEntry.objects.record(user, "reset_factor", actor=actor, reason=reason, details={"factors": kinds})
    return kinds
