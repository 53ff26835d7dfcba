"""A need comes on the board and off it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import consents
from accounts.consents import current_text
from accounts.enums import Channel, ConsentPurpose
from accounts.models import Consent
from board import notifications
from board.checklist import posting_checklist
from board.enums import OffReason, PostingState
from board.models import Posting
from board.profile import shown_profile
from companies.enums import Confidentiality
from companies.models import Need
from companies.services import need_attributes
from core.facts import record_event
from core.models import LogEntry
from core.states import GuardFailed, advance, require

MAY_END = [PostingState.WAITING, PostingState.POSTED, PostingState.OFF]


def hold(need: Need) -> Posting:
    """Return the posting of `need` as it is now, locked after the need. Raises Posting.DoesNotExist."""
    Need.objects.select_for_update().get(pk=need.pk)
    postings = Posting.objects.select_for_update(of=("self",)).select_related("consent")
    posting = postings.get(need=need)
    posting.need = need
    return posting


@transaction.atomic
def agree(need: Need, *, contact, channel: str, actor, given_at: datetime | None = None) -> Posting:
    """Record that `contact` agrees to the board for the company, and return the posting, which waits for the project
    lead. The lead is told when the company has said it itself. Raises GuardFailed."""
    locked = Need.objects.select_for_update().get(pk=need.pk)
    require(locked.is_open, _("The need has ended."))
    posting = Posting.objects.select_for_update().filter(need=locked).first()
    require(posting is None or posting.state == PostingState.ENDED, _("The company has agreed already."))
    consent = Consent.objects.create(
        contact=contact,
        organisation=need.organisation,
        purpose=ConsentPurpose.BOARD,
        text=current_text(ConsentPurpose.BOARD),
        language=contact.language,
        channel=channel,
        recorded_by=actor,
        given_at=given_at or timezone.now(),
    )
    source = "" if channel == Channel.PORTAL else channel
    if posting is None:
        posting = Posting.objects.create(need=need, consent=consent)
        LogEntry.objects.record(posting, "agree", actor=actor, to_state=posting.state, on_behalf_source=source)
    else:
        posting.need = need
        advance(posting, "agree_again", actor=actor, on_behalf_source=source, consent=consent, off_reason="")
    _say_confidentiality(need, Confidentiality.BOARD, actor)
    if not source:
        notifications.company_agreed(posting)
    return posting


def _say_confidentiality(need: Need, value: str, actor) -> None:
    """What the need says about the board follows from the consent."""
    if need.confidentiality == value:
        return
    need.confidentiality = value
    need.save(update_fields=["confidentiality", "updated_at"])
    LogEntry.objects.record(need, "edit", actor=actor, details={"fields": ["confidentiality"]})


@transaction.atomic
def post(need: Need, *, actor) -> Posting:
    """Put the need on the board; the company is told. Raises GuardFailed with everything that is missing, and
    InvalidTransition when it hangs there already."""
    missing = [item.problem for item in posting_checklist(need) if not item.is_done]
    if missing:
        raise GuardFailed(missing)
    posting = hold(need)
    profile = shown_profile(need)
    advance(
        posting,
        "post",
        actor=actor,
        posted_at=timezone.now(),
        posted_by=actor,
        off_reason="",
        off_note="",
        shown_region=profile.region,
        shown_sector=profile.sector,
        shown_size=profile.size_class,
    )
    record_event("need_posted", attributes=need_attributes(need), organisation_id=need.organisation_id, need_id=need.pk)
    notifications.posted(posting)
    return posting


@transaction.atomic
def take_off(need: Need, *, actor, reason: str, note: str = "") -> None:
    """A lead takes the need off the board; the company reads `reason` and `note`. When the company has wished it, that
    is the withdrawal of its consent."""
    require(reason, _("Choose a reason."))
    posting = hold(need)
    if reason == OffReason.COMPANY_WISH and posting.consent:
        consents.withdraw(posting.consent, actor=actor)
        return
    advance(posting, "take_off", actor=actor, reason=reason, off_reason=reason, off_note=note.strip())
    notifications.taken_off(posting)


@transaction.atomic
def end_by_company(need: Need, *, actor) -> None:
    """A member of the company takes the consent back; the need is off the board at once. Raises GuardFailed when that
    has been done already."""
    posting = hold(need)
    require(posting.consent is not None, _("There is no consent to withdraw."))
    consents.withdraw(posting.consent, actor=actor)


@transaction.atomic
def consent_is_withdrawn(posting: Posting, *, actor) -> None:
    """What the withdrawal of the consent means: called for every way by which it may come."""
    posting = hold(posting.need)
    if posting.state in MAY_END:
        advance(posting, "end", actor=actor, reason=OffReason.COMPANY_WISH, off_reason=OffReason.COMPANY_WISH)
    if posting.need.confidentiality == Confidentiality.BOARD:
        _say_confidentiality(posting.need, Confidentiality.ANONYMOUS, actor)


@transaction.atomic
def need_has_ended(need: Need, *, actor) -> None:
    """The posting of an ended need ends with it; the letters of the need say enough."""
    if Posting.objects.filter(need=need, state__in=MAY_END).exists():
        advance(hold(need), "end", actor=actor, reason=OffReason.NEED_ENDED, off_reason=OffReason.NEED_ENDED)


@transaction.atomic
def need_has_changed(need: Need, *, actor) -> None:
    """A lead has to read the summary of a changed need again before it hangs on the board."""
    if Posting.objects.filter(need=need, state=PostingState.POSTED).exists():
        advance(hold(need), "look_again", actor=actor, reason=OffReason.NEED_CHANGED)
