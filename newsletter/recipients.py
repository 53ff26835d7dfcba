"""Who receives an issue, and why others do not: counted before sending, written down when it starts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from newsletter.enums import BlockKind, DeliveryState, Frequency
from newsletter.models import Delivery, Issue, Segment, Subscription, Suppression
from newsletter.tokens import digest_of
from scheduling.clock import local

_AT_ONCE = 1_000  # rows of one INSERT
_REACHED = [DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN]


@dataclass(frozen=True)
class Count:
    """How many people get an issue. `by_segment` counts each person once, in the first segment that fits; the others
    fit a segment and are left out: `monthly` had one this month, `only_questions` wish no issue without a question,
    `suppressed` must not be written to."""

    people: int
    by_segment: tuple[tuple[Segment, int], ...]
    by_language: dict[str, int]
    monthly: int
    only_questions: int
    suppressed: int


def fitting(segment: Segment) -> QuerySet[Subscription]:
    """Return the confirmed readers of a segment: who fits every condition that is given. Who chose no topics or no
    regions wants all of them. A segment without any condition is nobody."""
    readers = Subscription.objects.active()
    if segment.is_everyone:
        return readers
    topics, regions = segment.topics.values("pk"), segment.regions.values("pk")
    if not (segment.readers or topics or regions):
        return readers.none()
    if segment.readers:
        readers = readers.filter(reader__in=segment.readers)
    if topics:
        readers = readers.filter(_wants("topics", topics))
    if regions:
        readers = readers.filter(_wants("regions", regions))
    return readers


def _wants(relation: str, wanted: QuerySet) -> Q:
    through = Subscription._meta.get_field(relation).remote_field.through.objects
    chosen = through.filter(subscription=OuterRef("pk"))
    column = {"topics": "topic", "regions": "region"}[relation]
    return Q(~Exists(chosen)) | Q(Exists(chosen.filter(**{f"{column}__in": wanted})))


def _in_segments(issue: Issue) -> Iterator[tuple[Segment, Subscription]]:
    """Yield each reader of the issue's segments once, with the first segment that fits."""
    seen: set[int] = set()
    for segment in issue.segments.order_by("name"):
        for reader in fitting(segment).order_by("pk"):
            if reader.pk not in seen:
                seen.add(reader.pk)
                yield segment, reader


def _had_one_this_month(issue: Issue, now: datetime) -> set[int]:
    first = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    others = Delivery.objects.filter(state__in=_REACHED, created_at__gte=first).exclude(issue=issue)
    return set(others.values_list("subscription", flat=True))


def _sort(issue: Issue, now: datetime) -> tuple[list[tuple[Segment, Subscription]], dict[str, int]]:
    """Return who gets the issue, with the segment, and how many are left out for which reason."""
    asks = issue.blocks.filter(kind=BlockKind.QUESTION).exists()
    had_one = _had_one_this_month(issue, now)
    suppressed = set(Suppression.objects.values_list("digest", flat=True))
    chosen: list[tuple[Segment, Subscription]] = []
    left_out = {"monthly": 0, "only_questions": 0, "suppressed": 0}
    for segment, reader in _in_segments(issue):
        if digest_of(reader.email) in suppressed:
            left_out["suppressed"] += 1
        elif reader.frequency == Frequency.QUESTIONS and not asks:
            left_out["only_questions"] += 1
        elif reader.frequency == Frequency.MONTHLY and reader.pk in had_one:
            left_out["monthly"] += 1
        else:
            chosen.append((segment, reader))
    return chosen, left_out


def count(issue: Issue, now: datetime | None = None) -> Count:
    """Return how many people would get the issue if it were sent now. No segment, or empty ones: nobody."""
    chosen, left_out = _sort(issue, now or timezone.now())
    segments: dict[Segment, int] = dict.fromkeys(issue.segments.order_by("name"), 0)
    languages: dict[str, int] = {}
    for segment, reader in chosen:
        segments[segment] += 1
        languages[reader.language] = languages.get(reader.language, 0) + 1
    return Count(len(chosen), tuple(segments.items()), languages, **left_out)


def write_down(issue: Issue, now: datetime) -> int:
    """Store one delivery for each person who gets the issue; return how many. Rows that exist stay as they are.

    Whoever got the last issue without its coming back starts anew with counting returned mails."""
    _forget_bounces()
    chosen, _left_out = _sort(issue, now)
    Delivery.objects.bulk_create(_rows(issue, chosen, now), batch_size=_AT_ONCE, ignore_conflicts=True)
    return issue.deliveries.count()


def _forget_bounces() -> None:
    last = Delivery.objects.filter(subscription=OuterRef("pk"), sent_at__isnull=False).order_by("-sent_at")
    readers = Subscription.objects.active().filter(soft_bounces__gt=0)
    known = readers.annotate(last_sent=Subquery(last.values("sent_at")[:1]))
    arrived = known.annotate(came_back=Subquery(last.values("bounced_at")[:1]))
    arrived.filter(last_sent__isnull=False, came_back__isnull=True).update(soft_bounces=0)


def _rows(issue: Issue, chosen: Iterable[tuple[Segment, Subscription]], now: datetime) -> list[Delivery]:
    return [
        Delivery(
            issue=issue,
            subscription=reader,
            segment=segment,
            reader=reader.reader,
            language=reader.language,
            created_at=now,
            state_changed_at=now,
        )
        for segment, reader in chosen
    ]
