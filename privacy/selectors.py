"""What the pages of this room show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Consent, ContactRead
from core.personal import data_classes, holdings
from matchmaking.models import Introduction
from privacy.models import RetentionRun
from privacy.people import Person
from privacy.titles import title_of

READS_SHOWN = 200


def consents_of(user) -> QuerySet[Consent]:
    """Return the consents of the person behind `user`, valid ones first, the newest first."""
    mine = Consent.objects.filter(contact__user=user).select_related("text", "organisation", "recorded_by__contact")
    return mine.order_by("withdrawn_at", "-given_at").distinct()


def introductions_of(consents) -> dict[int, Introduction]:
    """Return the introduction each consent was given for, by the id of the consent."""
    pks = [consent.pk for consent in consents]
    found = Introduction.objects.filter(Q(company_consent__in=pks) | Q(provider_consent__in=pks))
    return {pk: row for row in found for pk in (row.company_consent_id, row.provider_consent_id) if pk in pks}


def reads_of(user) -> list[ContactRead]:
    """Return who has seen the contact data of `user`, the latest first."""
    return list(ContactRead.objects.filter(contact__user=user)[:READS_SHOWN])


@dataclass(frozen=True)
class Held:
    """A table with rows about the person."""

    title: Any
    number: int


def tables_with(person: Person) -> list[Held]:
    """Return the tables that hold something about `person`, with the number of rows."""
    counted: dict[type, set] = {}
    for holding in holdings():
        if not holding.has_acted:
            counted.setdefault(holding.model, set()).update(person.rows_in(holding).values_list("pk", flat=True))
    return [Held(title_of(model), len(pks)) for model, pks in counted.items() if pks]


@dataclass(frozen=True)
class ClassState:
    """A data class with what the last rounds found."""

    data_class: Any
    dry: dict | None
    real: dict | None


def retention_state() -> tuple[list[ClassState], RetentionRun | None, RetentionRun | None]:
    """Return each data class with its part in the last dry and the last real round, and these rounds."""
    ended = RetentionRun.objects.exclude(finished_at=None)
    dry, real = ended.filter(is_dry_run=True).first(), ended.filter(is_dry_run=False).first()
    states = [
        ClassState(data_class, (dry.results if dry else {}).get(slug), (real.results if real else {}).get(slug))
        for slug, data_class in data_classes().items()
        if data_class.period
    ]
    return states, dry, real
