"""What an issue lacks before it may leave, and what its editors should know."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsletter import recipients
from newsletter.content import ROWS, blocks_of, shown_rows
from newsletter.enums import BlockKind
from newsletter.models import Block, Issue

LEAST_CHOICES, MOST_CHOICES = 1, 4


def problems_of(issue: Issue) -> list[Any]:
    """Return what stands in the way of sending, a sentence each."""
    return [*_problems(issue)]


def _problems(issue: Issue) -> Iterator[Any]:
    blocks = list(blocks_of(issue))
    if not blocks:
        yield _("The issue has no block yet.")
    for block in blocks:
        yield from _problems_of(block)
    if not issue.segments.exists():
        yield _("Choose to whom it goes.")
    elif not recipients.count(issue).people:
        yield _("Nobody would receive it: the segments are empty.")


def _problems_of(block: Block) -> Iterator[Any]:
    place = {"place": block.position}
    if block.kind == BlockKind.TEXT and not block.text.strip():
        yield _("Block %(place)s has no text.") % place
    if block.kind in ROWS and not getattr(block, ROWS[block.kind]).exists():
        yield _("Block %(place)s shows nothing: choose something for it.") % place
    elif block.kind in ROWS and not list(shown_rows(block)):
        yield _("Nobody may read any more what block %(place)s shows.") % place
    if block.kind == BlockKind.QUESTION:
        if not (block.heading.strip() or block.text.strip()):
            yield _("Block %(place)s asks nothing: write the question.") % place
        if not LEAST_CHOICES <= block.choices.count() <= MOST_CHOICES:
            yield _("The question of block %(place)s needs one to four buttons.") % place
        if block.answer_until and block.answer_until < timezone.localdate():
            yield _("The answers to block %(place)s would be too late at once: its last day is over.") % place


def hints_of(issue: Issue) -> list[Any]:
    """Return what editors should know before they send, a sentence each."""
    return [*_hints(issue)]


def _hints(issue: Issue) -> Iterator[Any]:
    blocks = list(blocks_of(issue))
    for block in blocks:
        gone = _chosen(block) - len(list(shown_rows(block)))
        if gone:
            said = ngettext(
                "Block %(place)s leaves out one thing that nobody may read any more.",
                "Block %(place)s leaves out %(number)d things that nobody may read any more.",
                gone,
            )
            yield said % {"place": block.position, "number": gone}
    english = recipients.count(issue).by_language.get("en", 0)
    if english and not _is_english(issue, blocks):
        said = ngettext(
            "%(number)d person reads English, but not everything has an English text.",
            "%(number)d people read English, but not everything has an English text.",
            english,
        )
        yield said % {"number": english}


def _chosen(block: Block) -> int:
    return getattr(block, ROWS[block.kind]).count() if block.kind in ROWS else 0


def _is_english(issue: Issue, blocks: list[Block]) -> bool:
    pairs = [(issue.subject, issue.subject_en), (issue.preheader, issue.preheader_en)]
    for block in blocks:
        pairs += [(block.heading, block.heading_en), (block.text, block.text_en)]
        pairs += [(choice.label, choice.label_en) for choice in block.choices.all()]
    return all(english for german, english in pairs if german)
