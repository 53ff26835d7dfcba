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
    current = Consent.objects.get(pk=consent.pk)
    already = _("This consent has been withdrawn already.")
    require(current.is_valid, already)
    follow = _consequences.get(current.purpose)
    # What follows takes its own locks, the case before the consent; hence none is taken here.
    if not (follow and follow(current, actor)):
        still_valid = Consent.objects.filter(pk=current.pk, withdrawn_at=None)
        require(still_valid.update(withdrawn_at=timezone.now()), already)
    LogEntry.objects.record(current, "withdraw_consent", actor=actor)
