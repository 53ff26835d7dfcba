"""Withdrawing consents, whatever they were given for."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import ConsentPurpose
from accounts.models import Consent, ConsentText
from core.models import LogEntry
from core.states import require

# What a withdrawal causes where the consent was used: purpose -> function(consent, actor). It returns whether it has
# withdrawn the consent itself. Filled in the ready() of the rooms above.
_consequences: dict[str, Callable] = {}


def on_withdrawal(purpose: ConsentPurpose) -> Callable:
    """Register `function(consent, actor)` to carry out what withdrawing a consent for `purpose` means."""

    def register(function: Callable) -> Callable:
        _consequences[purpose] = function
        return function

    return register


def current_text(purpose: ConsentPurpose) -> ConsentText:
    """Return the wording that is read out and agreed to today."""
    return ConsentText.objects.filter(purpose=purpose).latest("version")


@transaction.atomic
def withdraw(consent: Consent, *, actor) -> None:
    """Withdraw `consent`. Raises GuardFailed when that has been done already."""
    locked = Consent.objects.select_for_update().get(pk=consent.pk)
    require(locked.is_valid, _("This consent has been withdrawn already."))
    follow = _consequences.get(locked.purpose)
    if not (follow and follow(locked, actor)):
        Consent.objects.filter(pk=locked.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    LogEntry.objects.record(locked, "withdraw_consent", actor=actor)
