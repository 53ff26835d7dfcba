"""Reads for the pages of the contact log."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Count, DateTimeField, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from accounts.absences import works_for
from contactlog.models import ContactEntry
from contactlog.services.entries import CANCELLED, CONSULTED
from core.models import CaseEvent
from organisations.enums import Verification
from organisations.models import Organisation

# Further real contacts, registered by rooms above in `ready()`: expressions of one organisation's last moment.
_sources: list[Callable[[], Subquery]] = []


def last_contact_source(build: Callable[[], Subquery]) -> Callable[[], Subquery]:
    """Register `build()`, which returns the last moment of a contact of another kind with OuterRef("pk")."""
    _sources.append(build)
    return build


def open_steps_of(user, on: date | None = None) -> QuerySet[ContactEntry]:
    """Return the open next steps of `user` and of those `user` stands in for on a day (today), the most urgent first;
    only where the person may still read the entry."""
    mine = ContactEntry.objects.visible_to(user).with_open_step().filter(next_step_for__in=works_for(user, on))
    return mine.select_related("organisation", "contact", "next_step_for__contact").order_by(
        F("next_step_on").asc(nulls_last=True), "pk"
    )


def with_last_contact(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Annotate `last_contact`, the moment of the latest entry or other real contact; None where there was none."""
    entries = ContactEntry.objects.valid().filter(organisation=OuterRef("pk")).order_by().values("organisation")
    noted = Subquery(entries.annotate(last=Max("occurred_at")).values("last"), output_field=DateTimeField())
    sources = [build() for build in _sources]
    return organisations.annotate(last_contact=Greatest(noted, *sources) if sources else noted)


def without_contact(user, months: int) -> QuerySet[Organisation]:
    """Return the verified organisations `user` looks after with which nobody has spoken for `months` months (>= 1).

    One that nobody has ever spoken with counts from its registration. The longest silence comes first. Annotates
    `last_contact`, `silent_since` and `open_needs`.
    """
    own = Organisation.objects.of_member(user).values("pk")
    looked_after = Organisation.objects.visible_to(user).exclude(pk__in=own).filter(verification=Verification.VERIFIED)
    before = timezone.now() - relativedelta(months=months)
    running = Q(needs__submitted_at__isnull=False) & Q(needs__closed_at__isnull=True)
    silent = with_last_contact(looked_after).annotate(silent_since=Coalesce("last_contact", "created_at"))
    return (
        silent.filter(silent_since__lt=before)
        .annotate(open_needs=Count("needs", filter=running, distinct=True))
        .select_related("region", "municipality", "owner__contact")
        .order_by("silent_since", "pk")
    )


def consultations_between(first: date, last: date) -> int:
    """Return how many consultations took place from `first` to `last` (both included), without the cancelled ones."""
    begin, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
    facts = CaseEvent.objects.filter(occurred_at__gte=begin, occurred_at__lt=end)
    return facts.filter(kind=CONSULTED).count() - facts.filter(kind=CANCELLED).count()
