"""Entering and removing whom a company does not want to be introduced to, and what follows from it.

Who may do so is asked by the views.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from companies.models import Need
from core.models import LogEntry
from core.states import GuardFailed, InvalidTransition, guard, require
from matchmaking.enums import IntroductionState, ObsoleteReason
from matchmaking.exclusions.models import Exclusion
from matchmaking.models import Introduction
from matchmaking.services.moderation import make_obsolete
from organisations.models import Organisation

NOT_ASKED = [IntroductionState.SUGGESTED, IntroductionState.SHORTLISTED]


def excluded_by(company_id: int) -> set[int]:
    """Return the ids of the organisations that `company_id` does not want to be introduced to."""
    return set(Exclusion.objects.filter(company=company_id).order_by().values_list("excluded_id", flat=True))


@transaction.atomic
def exclude(company: Organisation, excluded: Organisation, *, actor, note: str = "") -> Exclusion:
    """Put `excluded` on the list of `company`. Proposals nobody was asked about end; where a side has been asked, the
    lead decides (`Introduction.objects.asked_although_unwanted`), because an end would tell the company who it was.

    The excluded organisation is told nothing. Raises GuardFailed.
    """
    require(company.pk != excluded.pk, _("Choose another organisation than the own one."))
    # A run writes proposals under the same lock: it sees the entry, or its proposals are seen here.
    list(Need.objects.filter(organisation=company).order_by("pk").select_for_update().values_list("pk"))
    try:
        with transaction.atomic():
            entry = Exclusion.objects.create(company=company, excluded=excluded, note=note.strip(), created_by=actor)
    except IntegrityError:
        raise GuardFailed([_("This organisation is on the list already.")]) from None
    LogEntry.objects.record(company, "exclude", actor=actor, details={"excluded": excluded.pk})
    _end_proposals(entry, actor)
    return entry


def _end_proposals(entry: Exclusion, actor) -> None:
    pair = {"need__organisation": entry.company_id, "offer__organisation": entry.excluded_id}
    for introduction in Introduction.objects.filter(state__in=NOT_ASKED, **pair).select_related("need", "offer"):
        try:
            with transaction.atomic():
                make_obsolete(introduction, actor=actor, reason=ObsoleteReason.EXCLUDED)
        except InvalidTransition:
            continue  # the company was asked at this very moment: the lead decides


@transaction.atomic
def include(entry: Exclusion, *, actor) -> None:
    """Take an entry off the list; the next run may propose the organisation again."""
    LogEntry.objects.record(entry.company, "include", actor=actor, details={"excluded": entry.excluded_id})
    entry.delete()


@guard("introduction", "shortlist", "ask_company", "undo_dismissal")
def refuse_unwanted(introduction: Introduction) -> None:
    """Raise GuardFailed where the company does not want this provider."""
    pair = Exclusion.objects.filter(
        company=introduction.need.organisation_id, excluded=introduction.offer.organisation_id
    )
    require(not pair.exists(), _("The company does not want to be introduced to this provider."))
