"""What an issue says, as plain data: made from its blocks for a preview, frozen when sending starts.

The same data make the mail, its text part and the page of the archive, so that these say the same.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from board.models import Posting
from core.told import Told, reader_language
from events.models import Event
from events.words import summary_of, time_of, title_of
from landscape.selectors import new_offer, offers_on_show
from mail.links import absolute
from newsletter.enums import BlockKind
from newsletter.models import Block, Issue
from newsletter.models.issues import ANSWERED_FOR
from scheduling.clock import local
from startups.models import Offer

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
ROWS = {BlockKind.EVENTS: "events", BlockKind.OFFERS: "offers", BlockKind.NEEDS: "needs"}


def content_of(issue: Issue) -> dict[str, Any]:
    """Return what readers get: frozen where sending has started, else as the blocks are now.

    By language: `subject`, `preheader`, and `blocks` with `id`, `kind`, `heading`, `text`, `items` (`ref`, `title`,
    `lines`, `url`) and, for questions, `choices` (`id`, `label`) and `until` (ISO date). `text_in` and the
    like name the language of a text. What nobody may read any more is not among the items; a block of rows without any
    row is left out.
    """
    return issue.content or {language: _in_language(issue, language) for language in LANGUAGES}


def _in_language(issue: Issue, language: str) -> dict[str, Any]:
    with override(language):
        blocks = [said_by(block) for block in blocks_of(issue)]
        return {
            **_told("subject", issue.told_subject),
            **_told("preheader", issue.told_preheader),
            "blocks": [block for block in blocks if block["items"] or block["kind"] not in ROWS],
        }


def blocks_of(issue: Issue) -> Iterable[Block]:
    return issue.blocks.order_by("position").prefetch_related("choices")


def said_by(block: Block) -> dict[str, Any]:
    """Return what one block says now, in the present language."""
    said = {
        "id": block.pk,
        "kind": block.kind,
        **_told("heading", block.told_heading if str(block.told_heading) else _usual_heading(block.kind)),
        **_told("text", block.told_text),
        "items": list(_ITEMS[block.kind](block)) if block.kind in _ITEMS else [],
    }
    if block.kind == BlockKind.QUESTION:
        said["choices"] = [{"id": choice.pk, **_told("label", choice.told_label)} for choice in block.choices.all()]
        said["until"] = (block.last_day or local(timezone.now() + ANSWERED_FOR).date()).isoformat()
    return said


def _told(name: str, told: Told) -> dict[str, str]:
    """Return a text under its name, and which language it is in: not always the reader's."""
    return {name: str(told), f"{name}_in": told.language}


def _usual_heading(kind: str) -> Told:
    usual = {
        BlockKind.EVENTS: _("Events"),
        BlockKind.OFFERS: _("New offers"),
        BlockKind.NEEDS: _("Needs without a name"),
    }
    return Told(usual.get(kind, ""), reader_language())


def _item(ref: str, pk: int, title: Told, lines: Iterable[Any], path: str) -> dict[str, Any]:
    said = [str(line) for line in lines if line]
    return {"ref": f"{ref}:{pk}", **_told("title", title), "lines": said, "url": absolute(path)}


def shown_events(block: Block) -> Iterable[Event]:
    """The events of a block that still lie ahead, the nearest first."""
    return block.events.upcoming().for_list()


def shown_offers(block: Block) -> Iterable[Offer]:
    """The offers of a block that everybody may read."""
    return offers_on_show().filter(pk__in=block.offers.values("pk"))


def shown_needs(block: Block) -> Iterable[Posting]:
    """The needs of a block that hang on the board today, with the consent of their companies."""
    return block.needs.on_board().for_list().order_by("-posted_at", "-pk")


def shown_rows(block: Block) -> Iterable:
    """The rows of a block that readers would see today; none where its kind shows no rows."""
    return _SHOWN[block.kind](block) if block.kind in _SHOWN else ()


_SHOWN: dict[str, Callable[[Block], Iterable]] = {
    BlockKind.EVENTS: shown_events,
    BlockKind.OFFERS: shown_offers,
    BlockKind.NEEDS: shown_needs,
}


def _events(block: Block) -> Iterable[dict[str, Any]]:
    for event in shown_events(block):
        coming = [each for each in event.dates.all() if each.ends_at > timezone.now() and not each.is_cancelled]
        when = min(coming, key=lambda each: each.starts_at)
        lines = [time_of(when.starts_at, when.ends_at), event.place, summary_of(event)]
        yield _item("event", event.pk, title_of(event), lines, event.get_absolute_url())


def _offers(block: Block) -> Iterable[dict[str, Any]]:
    for offer in shown_offers(block):
        shown = new_offer(offer)
        yield _item("offer", offer.pk, shown.title, [offer.organisation.name], shown.address)


def _needs(block: Block) -> Iterable[dict[str, Any]]:
    for posting in shown_needs(block):
        profile = [posting.shown_sector, posting.get_shown_size_display(), posting.shown_region]
        lines = [" · ".join(str(part) for part in profile if part), posting.text]
        title = Told(posting.title, posting.need.language)
        yield _item("need", posting.pk, title, lines, posting.public_path)


_ITEMS: dict[str, Callable[[Block], Iterable[dict[str, Any]]]] = {
    BlockKind.EVENTS: _events,
    BlockKind.OFFERS: _offers,
    BlockKind.NEEDS: _needs,
}


def still_public(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of one language without what has been taken off the public pages since: a need whose company
    no longer agrees, an offer that is gone."""
    return {**content, "blocks": [_still_public(block) for block in content["blocks"]]}


def _still_public(block: dict[str, Any]) -> dict[str, Any]:
    wanted = {item["ref"].partition(":")[0]: [] for item in block["items"]}
    for item in block["items"]:
        noun, _colon, pk = item["ref"].partition(":")
        wanted[noun].append(int(pk))
    readable = {
        f"{noun}:{pk}"
        for noun, pks in wanted.items()
        for pk in _READABLE[noun]().filter(pk__in=pks).values_list("pk", flat=True)
    }
    items = [item for item in block["items"] if item["ref"] in readable]
    return {**block, "items": items, "gone": len(block["items"]) - len(items)}


_READABLE: dict[str, Callable] = {
    "event": lambda: Event.objects.public(),
    "offer": offers_on_show,
    "need": lambda: Posting.objects.on_board(),
}
