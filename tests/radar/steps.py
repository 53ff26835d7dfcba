"""A synthetic region: needs with and without candidates, compared or not."""

from datetime import timedelta

from django.utils import timezone

from companies.models import Need
from matchmaking.models import Introduction, MatchingRun
from regions.models import Municipality
from taxonomy.models import Topic
from tests.cases import need_in, offer_in
from tests.factories import MembershipFactory, OrganisationFactory

WELL, WEAK = 62.0, 31.0


def compared(need: Need | None = None, *, started_at=None) -> MatchingRun:
    """Let a run have compared all needs, or one."""
    now = started_at or timezone.now()
    return MatchingRun.objects.create(
        trigger="need" if need else "nightly", need=need, state="done", started_at=now, finished_at=now
    )


def company(people, name: str = "Musterbetrieb GmbH"):
    """Return a verified company of the county, and somebody who acts for it."""
    organisation = OrganisationFactory(name=name, region=people.company.region)
    return organisation, MembershipFactory(organisation=organisation).contact


def planted(people, *, topic: str = "iiot", town: str = "Lippstadt", organisation=None, contact=None) -> Need:
    """Return a qualified need of a topic and a town that nobody has compared yet."""
    need = need_in("qualified", people)
    need.topics.set([Topic.objects.get(slug=topic)] if topic else [])
    place = Municipality.objects.get(name=town) if town else None
    Need.objects.filter(pk=need.pk).update(
        municipality=place, organisation=organisation or need.organisation, contact=contact or need.contact
    )
    return Need.objects.get(pk=need.pk)


def candidate(need: Need, people, *, score: float | None = WELL, offer=None, **fields) -> Introduction:
    return Introduction.objects.create(
        need=need, offer=offer or offer_in("published", people), score=score, input_hash="x" * 64, **fields
    )


def month_ago(months: int):
    return timezone.now() - timedelta(days=31 * months)
