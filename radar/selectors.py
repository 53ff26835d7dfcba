"""What is unmet: today, by topic and place, and month by month."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Need, NeedTeaser
from core.models import CaseEvent
from landscape.models import Entry
from organisations.models import Organisation
from radar.enums import Flip, TaskState
from radar.models import ScoutingTask
from radar.protection import Row
from radar.unmet import not_compared_needs, unmet_needs
from regions.models import Region
from startups.enums import OfferState
from startups.models import Offer
from taxonomy.models import Topic

NO_TOPIC = "unknown"  # as facts call it
NO_PLACE = "unknown"
NO_TOPIC_VALUE, NO_PLACE_VALUE = Value(NO_TOPIC), Value(NO_PLACE)
MONTHS = 12  # of the trend
ADDRESSEES = 12  # of one topic are named
NOT_ON_OFFER = [OfferState.SUBMITTED, OfferState.RETURNED, OfferState.SUSPENDED, OfferState.ARCHIVED]


def unmet_needs_for(user) -> QuerySet[Need]:
    """Unmet needs a lead reads: project leads all, region leads those of their region; nobody else any."""
    return _of(unmet_needs(), user)


def not_compared_for(user) -> QuerySet[Need]:
    """Needs no run has compared yet as they are now; they are never counted as unmet."""
    return _of(not_compared_needs(), user)


def _of(needs: QuerySet[Need], user) -> QuerySet[Need]:
    if user.is_project_lead:
        return needs
    return needs.filter(region_id__in=user.led_region_ids)


def rows_of(needs: QuerySet[Need]) -> list[Row]:
    """Return a row per need and topic, as plain values."""
    found = needs.order_by("pk").values_list("pk", "organisation_id", "topics__slug", "municipality__ags")
    return [Row(pk, company, topic or NO_TOPIC, place or NO_PLACE) for pk, company, topic, place in found]


@dataclass(frozen=True)
class Numbers:
    """Unmet needs by topic and place, and by place alone: a need with two topics counts once there."""

    by_topic: Counter[tuple[str, str]]
    by_place: Counter[str]

    @classmethod
    def of(cls, needs: QuerySet[Need]) -> "Numbers":
        topic, place = Coalesce("topics__slug", NO_TOPIC_VALUE), Coalesce("municipality__ags", NO_PLACE_VALUE)
        counted = needs.order_by().annotate(topic=topic, place=place).values_list("topic", "place")
        by_topic = Counter({(topic, place): number for topic, place, number in counted.annotate(number=Count("pk"))})
        places = needs.order_by().annotate(place=place).values_list("place").annotate(number=Count("pk", distinct=True))
        return cls(by_topic, Counter(dict(places)))

    @property
    def topics(self) -> list[str]:
        return sorted({topic for topic, _place in self.by_topic})


def trend(user, today: date, months: int = MONTHS) -> list[tuple[date, int]]:
    """Return how many needs were unmet at the end of each month and today, counted from facts: what has come onto the
    radar by then, less what has left it."""
    facts = CaseEvent.objects.filter(kind__in=Flip.values)
    if not user.is_project_lead:
        slugs = Region.objects.filter(pk__in=user.led_region_ids).values_list("slug", flat=True)
        facts = facts.filter(attributes__need_region__in=list(slugs))
    came, left = Count("pk", filter=Q(kind=Flip.UNMET)), Count("pk", filter=Q(kind=Flip.MET))
    by_month = (
        facts.order_by().annotate(month=TruncMonth("occurred_at")).values_list("month").annotate(change=came - left)
    )
    changes = {timezone.localtime(month).date(): change for month, change in by_month}
    first = _months_before(today, months - 1)
    if changes:
        first = max(first, min(changes))
    number = sum(change for month, change in changes.items() if month < first)
    told = []
    month = first
    while changes and month <= today:
        number += changes.get(month, 0)
        told.append((month, number))
        month = (month + timedelta(days=31)).replace(day=1)
    return told


def _months_before(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)


# --- The scouting list ---------------------------------------------------------------------------


@dataclass(frozen=True)
class TopicRow:
    """A topic of the list: how many needs wait, since when the oldest, and for how many somebody looks."""

    slug: str
    label: str
    number: int
    since: datetime | None
    begun: int
    addressees: int

    @property
    def days(self) -> int:
        return days_since(self.since)


def days_since(moment: datetime | None) -> int:
    return (timezone.localdate() - timezone.localtime(moment).date()).days if moment else 0


def labels() -> dict[str, str]:
    """Return what topics are called, by slug; also what has none."""
    return {topic.slug: topic.label for topic in Topic.objects.all()} | {NO_TOPIC: _("No topic stated")}


def topic_rows(needs: QuerySet[Need]) -> list[TopicRow]:
    """Return the topics of `needs`, those with most needs first."""
    begun = Exists(ScoutingTask.objects.filter(need=OuterRef("pk"), state=TaskState.OPEN))
    rows = (
        needs.order_by()
        .annotate(topic=Coalesce("topics__slug", NO_TOPIC_VALUE), is_begun=begun)
        .values("topic")
        .annotate(number=Count("pk"), since=Min("gap__since"), begun=Count("pk", filter=Q(is_begun=True)))
    )
    names, asked = labels(), _addressee_counts()
    found = [
        TopicRow(
            *(row["topic"], names[row["topic"]], row["number"], row["since"], row["begun"]),
            addressees=asked[row["topic"]],
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.number, row.label))


def _addressee_counts() -> Counter[str]:
    return Counter(topic for topics in Entry.objects.listed().values_list("topics", flat=True) for topic in topics)


def needs_of_topic(needs: QuerySet[Need], slug: str) -> QuerySet[Need]:
    """Return the needs of one topic, those that wait longest first."""
    chosen = needs.filter(topics=None) if slug == NO_TOPIC else needs.filter(topics__slug=slug)
    return chosen.annotate(since=F("gap__since")).order_by(F("since").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class ListedNeed:
    """A need as the scouting list shows it; `similar` is how many other unmet needs share a topic with it."""

    need: Need
    title: str
    days: int
    similar: int
    task: ScoutingTask | None


def listed(needs: Sequence[Need], unmet: QuerySet[Need]) -> list[ListedNeed]:
    """Return what the list says about each need of a page, in a fixed number of queries. `unmet` are all that count as
    similar. The title is that of the anonymous summary where there is one."""
    keys = [need.pk for need in needs]
    tasks = {task.need_id: task for task in ScoutingTask.objects.filter(need__in=keys).order_by("begun_at", "pk")}
    titles = dict(NeedTeaser.objects.filter(need__in=keys).order_by("version").values_list("need_id", "title"))
    similar = dict(
        Need.objects.filter(pk__in=keys)
        .order_by()
        .values_list("pk")
        .annotate(
            number=Count(
                "topics__needs",
                filter=Q(topics__needs__in=unmet.order_by().values("pk")) & ~Q(topics__needs=F("pk")),
                distinct=True,
            )
        )
    )
    return [
        ListedNeed(
            need, titles.get(need.pk) or need.title, days_since(need.since), similar.get(need.pk, 0), tasks.get(need.pk)
        )
        for need in needs
    ]


@dataclass(frozen=True)
class Addressee:
    """A provider that could be asked, why, and the page that says more."""

    organisation: Organisation
    reason: str
    url: str


def addressees(slug: str, user) -> list[Addressee]:
    """Return providers that know a topic although nothing they have published answers its unmet needs: whose offer in
    it is not published at present, who offer something in it, and who offer something related; each once."""
    rested = (
        Offer.objects.visible_to(user)
        .filter(state__in=NOT_ON_OFFER, topics__slug=slug, organisation__merged_into=None)
        .exclude(organisation__in=_offering(slug))
        .select_related("organisation__region", "organisation__municipality")
        .order_by("-pk")[:ADDRESSEES]
    )
    found = [Addressee(row.organisation, row.get_state_display(), row.get_absolute_url()) for row in rested]
    cards = Entry.objects.listed().for_cards().order_by(F("confirmed_on").desc(nulls_last=True), "pk")
    related = list(Topic.objects.filter(related__slug=slug).values_list("slug", flat=True))
    in_topic = cards.filter(topics__contains=[slug])[:ADDRESSEES]
    beside = cards.filter(topics__overlap=related).exclude(topics__contains=[slug])[:ADDRESSEES]
    for entries, reason in ((in_topic, _("offers in this topic")), (beside, _("offers in a related topic"))):
        found += [Addressee(entry.organisation, reason, entry.get_absolute_url()) for entry in entries]
    once = {each.organisation.pk: each for each in reversed(found)}
    return [each for each in found if once[each.organisation.pk] is each][:ADDRESSEES]


def _offering(slug: str) -> QuerySet:
    return Offer.objects.filter(state=OfferState.PUBLISHED, topics__slug=slug).values("organisation")


def offered_in(slug: str) -> int:
    """Return how many published offers name the topic: there are some, and none of them answers these needs."""
    return Offer.objects.filter(state=OfferState.PUBLISHED, topics__slug=slug).count()


def places_of(needs: QuerySet[Need], known: Iterable[str]) -> list[tuple[str, str]]:
    """Return ags and name of the places in which `needs` are, beside those in `known`."""
    found = needs.exclude(municipality=None).exclude(municipality__ags__in=list(known)).order_by("municipality__name")
    return list(found.values_list("municipality__ags", "municipality__name").distinct())
