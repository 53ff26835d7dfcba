"""What needs, offers, consents and people cause here. Registered by the app's `ready()`."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts import consents
from accounts.consents import on_withdrawal
from accounts.enums import ConsentPurpose
from board.findable import follow
from board.models import Interest, Posting
from board.services.interests import nobody_decides_any_more
from board.services.postings import consent_is_withdrawn, need_has_changed, need_has_ended
from companies.enums import Confidentiality
from companies.models import Need, NeedTeaser
from companies.workflow import NEED
from core.models import LogEntry
from core.stamps import touch, touch_with
from core.states import after_every_step, effect
from organisations.models import Organisation
from organisations.signals import member_left

_ENDS = [step.id for step in NEED.transitions.values() if step.target in NEED.terminal]


touch_with("board", Posting, NeedTeaser, Organisation)  # also where a row is written without a step


@after_every_step
def the_board_is_read_anew(obj, verb, actor) -> None:
    """What decides on whether a need hangs there: its own steps, those of its posting, and those of its company."""
    if isinstance(obj, Need):
        _read_anew([obj.pk])
    elif isinstance(obj, Posting):
        _read_anew([obj.need_id])
    elif isinstance(obj, Organisation):
        _read_anew(obj.needs.values("pk"))


def _read_anew(needs) -> None:
    touch("board")
    follow(needs)


@receiver(post_save, sender=NeedTeaser)
def a_new_summary_is_found(instance: NeedTeaser, **kwargs) -> None:
    follow([instance.need_id])


@effect("need", *_ENDS)
def nothing_of_an_ended_need_hangs_on_the_board(need, actor) -> None:
    need_has_ended(need, actor=actor)
    nobody_decides_any_more(need.interests, actor=None)


@effect("need", "reopen_after_edit")
def the_summary_is_read_again(need, actor) -> None:
    need_has_changed(need, actor=None)


@effect("need", "edit")
def who_wants_more_confidentiality_withdraws(need, actor) -> None:
    """Whoever chooses in the form of the need that it shall not be public (any more) takes the consent back."""
    if need.confidentiality == Confidentiality.BOARD:
        return
    posting = Posting.objects.select_related("consent").filter(need=need).first()
    if posting and posting.consent and posting.consent.is_valid:
        consents.withdraw(posting.consent, actor=actor)


@on_withdrawal(ConsentPurpose.BOARD)
def off_the_board_at_once(consent, actor) -> bool:
    posting = Posting.objects.select_related("need").filter(consent=consent).first()
    if posting:
        consent_is_withdrawn(posting, actor=actor)
    return False


@effect("offer", "suspend", "archive")
def nobody_decides_about_a_gone_offer(offer, actor) -> None:
    nobody_decides_any_more(offer.interests, actor=None)


@receiver(member_left)
def the_successor_hears_the_answer(membership, successor, actor, **kwargs) -> None:
    """Who acts no more for the provider is not written to about its interests any more."""
    if successor is None:
        return
    rows = Interest.objects.open().filter(organisation=membership.organisation_id, contact=membership.contact_id)
    for interest in rows.select_for_update():
        Interest.objects.filter(pk=interest.pk).update(contact=successor.contact_id)
        LogEntry.objects.record(interest, "change_contact", actor=actor)
