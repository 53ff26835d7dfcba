"""What staff do with the lexicon: save, put back and close edits, bring the drafts into use, choose a version."""

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.jobs import enqueue_on_commit
from core.models import LogEntry
from core.states import require
from matchmaking.engine import load_resources
from matchmaking.engine.lexicon import Concept
from matchmaking.engine.overlay import Change, difference
from matchmaking.enums import EditKind
from matchmaking.lexicon.concepts import Lexicon
from matchmaking.lexicon.models import LexiconEdit, LexiconVersion
from search.tasks import read_anew

log = structlog.get_logger(__name__)


class Overtaken(Exception):
    """Somebody else has saved an edit of the concept meanwhile; nothing was written."""


def save_concept(wanted: Concept, *, is_off: bool = False, based_on: int, note: str, actor) -> LexiconEdit | None:
    """Store as a draft how a concept should be; None where that is how it stands already.

    Precondition: `wanted` has passed the checks; `actor` may edit the lexicon. `based_on` is the number of the edit
    that the person had seen (0: none). Raises Overtaken where there is a newer one.
    """
    lexicon = Lexicon.load()
    if lexicon.number(wanted.id) != based_on:
        raise Overtaken(wanted.id)
    change = difference(lexicon.shipped.get(wanted.id), wanted)._replace(off=is_off)
    newest = lexicon.newest.get(wanted.id)
    if change == (newest.change if newest else Change(wanted.id)):
        return None
    return _add(change, based_on + 1, EditKind.SAVED, actor=actor, note=note)


def restore(key: str, number: int, *, based_on: int, actor) -> LexiconEdit | None:
    """Put a concept back, as a draft, to how it stood after its edit `number`; 0 is how the files have it.

    Returns None where it stands so already. Raises Overtaken as `save_concept` does, LexiconEdit.DoesNotExist for an
    edit that does not exist.
    """
    lexicon = Lexicon.load()
    if lexicon.number(key) != based_on:
        raise Overtaken(key)
    change = LexiconEdit.objects.get(concept=key, number=number).change if number else Change(key)
    if key not in lexicon.newest or change == lexicon.newest[key].change:
        return None
    return _add(change, based_on + 1, EditKind.RESTORED, actor=actor)


def close(key: str, *, actor) -> LexiconEdit:
    """Close the edits of a concept, because the files say the same by now. Nothing changes for the engine.

    Raises GuardFailed where the files do not say all of it, Overtaken where somebody edits it at this moment.
    """
    lexicon = Lexicon.load()
    require(key in lexicon.contained, _("The files of this release do not hold this edit."))
    return _add(Change(key), lexicon.number(key) + 1, EditKind.CLOSED, actor=actor)


def _add(change: Change, number: int, kind: EditKind, *, actor, note: str = "") -> LexiconEdit:
    try:
        with transaction.atomic():
            edit = LexiconEdit.objects.create(
                concept=change.id, number=number, kind=kind, content=change.as_json(), note=note, created_by=actor
            )
            LogEntry.objects.record(edit, f"lexicon_{kind}", actor=actor)
    except IntegrityError as error:
        raise Overtaken(change.id) from error
    return edit


def publish(*, seen: str, actor) -> LexiconVersion:
    """Put all drafts in use as a new version, from the next run on.

    `seen` is the digest of the drafts that the person has looked at. Raises GuardFailed where others were added
    since, where nothing would change, or where the engine cannot work with them; nothing is written then.
    """
    lexicon = Lexicon.load()
    require(lexicon.digest == seen, _("The drafts have changed in the meantime. Please look at them once more."))
    require(lexicon.pending, _("There is no draft that would change anything."))
    # Compiling takes about a second; whoever needs it next finds it done.
    try:
        load_resources(overlay=lexicon.drafted_overlay)
    except Exception:
        log.exception("lexicon_not_usable", digest=seen)
        require(False, _("The lexicon could not be prepared with these drafts. Everything stays as it is."))
    try:
        with transaction.atomic():
            taken = list(LexiconVersion.objects.select_for_update().order_by("pk").values_list("number", flat=True))
            version = LexiconVersion.objects.create(
                number=max(taken, default=0) + 1, digest=lexicon.digest, created_by=actor
            )
            kept = {change.id for change in lexicon.drafted_overlay}
            version.edits.set(edit for edit in lexicon.newest.values() if edit.concept in kept)
            _put_live(version, actor)
    except IntegrityError:
        require(False, _("Somebody else has just put a version in use. Please look at it first."))
    return version


@transaction.atomic
def use_version(number: int, *, actor) -> LexiconVersion | None:
    """Use this version from the next run on; 0 stands for the files alone. Drafts stay as they are.

    Raises LexiconVersion.DoesNotExist.
    """
    # The lock keeps two choices from waiting for each other's unique index.
    versions = {row.number: row for row in LexiconVersion.objects.select_for_update().order_by("pk")}
    if number:
        if number not in versions:
            raise LexiconVersion.DoesNotExist(str(number))
        _put_live(versions[number], actor)
        return versions[number]
    for row in versions.values():
        if row.is_live:
            LexiconVersion.objects.filter(pk=row.pk).update(is_live=False)
            LogEntry.objects.record(row, "withdraw_lexicon", actor=actor)
            enqueue_on_commit(read_anew)
    return None


def _put_live(version: LexiconVersion, actor) -> None:
    LexiconVersion.objects.filter(is_live=True).exclude(pk=version.pk).update(is_live=False)
    LexiconVersion.objects.filter(pk=version.pk).update(is_live=True, live_since=timezone.now(), chosen_by=actor)
    LogEntry.objects.record(version, "use_lexicon", actor=actor)
    enqueue_on_commit(read_anew)
