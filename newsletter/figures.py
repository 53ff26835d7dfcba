"""What became of an issue, for the whole and for each segment. Nothing here looks at what somebody reads.

Mails are counted from their rows, which outlive the readers. Answers are counted from facts, since the answers
themselves are deleted after their period.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.models import CaseEvent
from newsletter.enums import Bounce, DeliveryState, LeaveReason
from newsletter.models import Block, Delivery, Issue, Segment

_NUMBERS = {
    "people": Count("pk"),
    "sent": Count("pk", filter=Q(state=DeliveryState.SENT)),
    "waiting": Count("pk", filter=Q(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING])),
    "unknown": Count("pk", filter=Q(state=DeliveryState.UNKNOWN)),
    "failed": Count("pk", filter=Q(state=DeliveryState.FAILED)),
    "skipped": Count("pk", filter=Q(state=DeliveryState.SKIPPED)),
    "hard": Count("pk", filter=Q(bounce=Bounce.HARD)),
    "soft": Count("pk", filter=Q(bounce=Bounce.SOFT)),
    "left": Count("pk", filter=Q(left_at__isnull=False)),
}
TITLES = {
    "people": _("Addressed"),
    "sent": _("Sent"),
    "waiting": _("Waiting"),
    "unknown": _("Unclear"),
    "failed": _("Not delivered"),
    "skipped": _("Left out"),
    "hard": _("Came back for good"),
    "soft": _("Came back for now"),
    "left": _("Unsubscribed"),
    "answers": _("Answers"),
}


@dataclass(frozen=True)
class Row:
    """The figures of one segment; `segment` None stands for a segment that is gone. `answers` are answers to all
    questions of the issue together."""

    segment: Segment | None
    people: int = 0
    sent: int = 0
    waiting: int = 0
    unknown: int = 0
    failed: int = 0
    skipped: int = 0
    hard: int = 0
    soft: int = 0
    left: int = 0
    answers: int = 0

    @property
    def numbers(self) -> list[tuple[Any, int]]:
        """Title and number of each figure, in the order of the table."""
        return [(title, getattr(self, name)) for name, title in TITLES.items()]


@dataclass(frozen=True)
class Counted:
    """How often one answer was given, and its share of all answers to the question, in percent."""

    label: str
    number: int
    percent: int


@dataclass(frozen=True)
class Asked:
    """The answers to one question. `of` is how many got it."""

    question: str
    total: int
    of: int
    choices: list[Counted]


@dataclass(frozen=True)
class Figures:
    total: Row
    segments: list[Row]
    reasons: list[tuple[Any, int]]
    questions: list[Asked]


def of_issue(issue: Issue) -> Figures:
    """Return the figures of an issue; those of the segments add up to the whole."""
    facts = list(_facts(issue))
    by_segment = issue.deliveries.order_by().values("segment").annotate(**_NUMBERS)
    names = Segment.objects.in_bulk([row["segment"] for row in by_segment if row["segment"]])
    answered = Counter(names.get(fact["segment"]) for fact in facts)
    rows = []
    for row in by_segment:
        segment = names.get(row["segment"])
        rows.append(Row(segment, **{name: row[name] for name in _NUMBERS}, answers=answered[segment]))
    rows.sort(key=lambda row: row.segment.name if row.segment else "~")
    total = Row(None, **{name: sum(getattr(row, name) for row in rows) for name in TITLES})
    return Figures(total, rows, _reasons(issue), [_asked(block, facts, total.sent) for block in _questions(issue)])


@dataclass(frozen=True)
class IssueNumbers:
    """What became of one issue, in three numbers."""

    issue: Issue
    sent: int
    answers: int
    left: int


def by_issue(issues: Sequence[Issue]) -> list[IssueNumbers]:
    """Return the numbers of several issues in two queries, in the order given."""
    keys = [issue.pk for issue in issues]
    deliveries = Delivery.objects.filter(issue__in=keys).order_by().values("issue")
    numbers = {row["issue"]: row for row in deliveries.annotate(sent=_NUMBERS["sent"], left=_NUMBERS["left"])}
    said = CaseEvent.objects.filter(kind="newsletter_answered", attributes__issue__in=keys)
    answers = Counter(said.values_list("attributes__issue", flat=True))
    nothing = {"sent": 0, "left": 0}
    return [
        IssueNumbers(issue, row["sent"], answers[issue.pk], row["left"])
        for issue in issues
        for row in [numbers.get(issue.pk, nothing)]
    ]


def _facts(issue: Issue) -> Iterable[dict[str, Any]]:
    said = CaseEvent.objects.filter(kind="newsletter_answered", attributes__issue=issue.pk)
    return said.values_list("attributes", flat=True)


def _questions(issue: Issue) -> QuerySet[Block]:
    return issue.blocks.filter(kind="question").order_by("position").prefetch_related("choices")


def _asked(block: Block, facts: list[dict[str, Any]], of: int) -> Asked:
    given = Counter(fact["choice"] for fact in facts if fact["block"] == block.pk)
    total = given.total()
    choices = [
        Counted(str(choice.told_label), given[choice.pk], round(100 * given[choice.pk] / total) if total else 0)
        for choice in block.choices.all()
    ]
    return Asked(str(block.told_heading) or str(block.told_text), total, of, choices)


def _reasons(issue: Issue) -> list[tuple[Any, int]]:
    """Return why people left after this issue, the most frequent reason first."""
    left = issue.deliveries.filter(left_at__isnull=False).order_by().values_list("leave_reason")
    counted = sorted(left.annotate(number=Count("pk")), key=lambda pair: (-pair[1], pair[0]))
    return [(LeaveReason(reason).label if reason else "", number) for reason, number in counted]


def lines_of(figures: Figures) -> list[list[Any]]:
    """Return the figures as the lines of a table for a spreadsheet, the first one its titles."""
    lines = [[_("Segment"), *TITLES.values()]]
    for row in (*figures.segments, figures.total):
        name = _("All") if row is figures.total else row.segment or _("Segment that is gone")
        lines.append([name, *(number for _title, number in row.numbers)])
    return [[str(cell) if not isinstance(cell, int) else cell for cell in line] for line in lines]


def by_figure(figures: Figures) -> tuple[list[Any], list[tuple[Any, list[int]]]]:
    """Return the same for a page: the names of the segments and of the whole, and for each figure its numbers in that
    order. Segments are few, figures are many: so it fits on a phone."""
    names, *_rest = zip(*lines_of(figures)[1:], strict=True)
    rows = (*figures.segments, figures.total)
    return list(names), [(title, [getattr(row, name) for row in rows]) for name, title in TITLES.items()]
