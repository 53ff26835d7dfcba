"""Writing issues and segments: new ones, copies, and the blocks of an issue.

Only drafts are written, one editor after the other. Each change says which version its editor had on the screen
(`seen`, of `version_of`); where somebody else was faster nothing is written. So a button pressed twice acts once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from core.models import LogEntry
from core.states import require
from newsletter.content import ROWS, shown_rows
from newsletter.enums import IssueState
from newsletter.models import Block, Issue, Segment

UP, DOWN = -1, 1
COPIED = ("subject", "subject_en", "preheader", "preheader_en", "is_archived")
COPIED_OF_BLOCKS = ("position", "kind", "heading", "heading_en", "text", "text_en", "topic")
COPIED_OF_CHOICES = ("position", "label", "label_en", "effect")
WAITING = (IssueState.DRAFT, IssueState.SCHEDULED)


@dataclass(frozen=True)
class Written:
    """What a block says: its columns, the rows it shows, and the buttons of a question, each as its columns."""

    columns: Mapping[str, Any]
    rows: Iterable = ()
    choices: Sequence[Mapping[str, Any]] = ()


def version_of(issue: Issue) -> str:
    """Return what names the present version of an issue and its blocks."""
    return issue.changed_at.isoformat()


@contextmanager
def _editing(issue: Issue, seen: str, actor: Any) -> Iterator[Issue]:
    """Give the locked draft to be changed, and note that it was. Raises GuardFailed where it may not be."""
    with transaction.atomic():
        locked = Issue.objects.select_for_update().get(pk=issue.pk)
        require(locked.can_be_edited, _("Only a draft can be changed. Take the issue back to the drafts first."))
        require(
            version_of(locked) == seen,
            _("This issue has changed in the meantime. You see it as it is now; what you have written is kept."),
        )
        yield locked
        locked.save()
        LogEntry.objects.record(locked, "edit", actor=actor, to_state=locked.state)


def create_issue(columns: Mapping[str, Any], segments: Iterable[Segment], *, code: str, actor: Any) -> Issue:
    """Store a new draft. `code` is that of the form: one that is sent twice makes one issue."""
    with transaction.atomic():
        issue, is_new = _stored(Issue(**columns), code, actor)
        if is_new:
            issue.segments.set(segments)
    return issue


def _stored(issue: Issue, code: str, actor: Any) -> tuple[Issue, bool]:
    issue.code, issue.created_by = code, actor
    try:
        with transaction.atomic():
            issue.save()
    except IntegrityError:
        known = Issue.objects.filter(code=code, created_by=actor).first()
        if known is None:
            raise
        return known, False
    LogEntry.objects.record(issue, "create", actor=actor, to_state=issue.state)
    return issue, True


def change_issue(
    issue: Issue, columns: Mapping[str, Any], segments: Iterable[Segment], *, seen: str, actor: Any
) -> None:
    """Write subject, recipients and the like. Raises GuardFailed."""
    with _editing(issue, seen, actor) as locked:
        _set(locked, columns)
        locked.segments.set(segments)


def _set(row: Issue | Block | Segment, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


@transaction.atomic
def copy_issue(issue: Issue, *, code: str, actor: Any) -> Issue:
    """Return a new draft with the texts, segments and blocks of `issue`, whatever its state. What nobody may read any
    more stays behind, and questions forget their last day."""
    columns = {name: getattr(issue, name) for name in COPIED}
    made, is_new = _stored(Issue(**columns), code, actor)
    if is_new:
        made.segments.set(issue.segments.all())
        for block in issue.blocks.order_by("position"):
            _copy_block(block, made)
    return made


def _copy_block(block: Block, issue: Issue) -> None:
    made = Block.objects.create(issue=issue, **{name: getattr(block, name) for name in COPIED_OF_BLOCKS})
    choices = [{name: getattr(choice, name) for name in COPIED_OF_CHOICES} for choice in block.choices.all()]
    _write_parts(made, shown_rows(block), choices)


def _write_parts(block: Block, rows: Iterable, choices: Sequence[Mapping[str, Any]]) -> None:
    if block.kind in ROWS:
        getattr(block, ROWS[block.kind]).set(rows)
    for position, columns in enumerate(choices, start=1):
        block.choices.update_or_create(position=position, defaults=dict(columns))
    block.choices.filter(position__gt=len(choices)).delete()


def add_block(issue: Issue, kind: str, written: Written, *, seen: str, actor: Any) -> Block:
    """Put a new block below the others. Raises GuardFailed."""
    with _editing(issue, seen, actor) as locked:
        last = locked.blocks.aggregate(last=Max("position"))["last"] or 0
        block = Block.objects.create(issue=locked, position=last + 1, kind=kind, **written.columns)
        _write_parts(block, written.rows, written.choices)
    return block


def change_block(block: Block, written: Written, *, seen: str, actor: Any) -> None:
    """Raises GuardFailed, also where somebody has removed the block."""
    with _editing(block.issue, seen, actor) as locked:
        row = locked.blocks.get(pk=block.pk)
        _set(row, written.columns)
        row.save()
        _write_parts(row, written.rows, written.choices)


def move_block(block: Block, step: int, *, seen: str, actor: Any) -> None:
    """Exchange a block with the one above (UP) or below (DOWN) it; at the end it stays. Raises GuardFailed."""
    with _editing(block.issue, seen, actor) as locked:
        row = locked.blocks.get(pk=block.pk)
        beside = locked.blocks.filter(position=row.position + step)
        if beside.update(position=row.position):
            locked.blocks.filter(pk=row.pk).update(position=row.position + step)


def remove_block(block: Block, *, seen: str, actor: Any) -> None:
    """Delete a block and close the gap. Raises GuardFailed."""
    with _editing(block.issue, seen, actor) as locked:
        row = locked.blocks.get(pk=block.pk)
        position = row.position
        row.delete()
        locked.blocks.filter(position__gt=position).update(position=F("position") - 1)


def save_segment(segment: Segment, columns: Mapping[str, Any], topics: Iterable, regions: Iterable) -> None:
    """Store a segment, a new one too. Raises GuardFailed while an issue waits to be sent to it: it would reach others
    than its editor has agreed to."""
    with transaction.atomic():
        _require_unused(segment, [IssueState.SCHEDULED])
        _set(segment, columns)
        segment.save()
        segment.topics.set(topics)
        segment.regions.set(regions)


def delete_segment(segment: Segment) -> None:
    """Raises GuardFailed while an issue that has not left goes to it."""
    with transaction.atomic():
        _require_unused(segment, WAITING)
        segment.delete()


def _require_unused(segment: Segment, states: Iterable[str]) -> None:
    known = Segment.objects.select_for_update().filter(pk=segment.pk).first()
    using = known and known.issues.filter(state__in=states).first()
    said = _("The issue “%(subject)s” goes to this segment. Change or send the issue first.")
    require(not using, said % {"subject": using})
