"""What a lead does with proposals: choose, dismiss, set aside, ask the company, end."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import ConsentPurpose
from accounts.models import ConsentText
from companies.enums import Confidentiality, NeedState
from companies.models import OPEN_FOR_MATCHING, Need
from companies.services import start_matching
from core.models import LogEntry
from core.numbers import next_number
from core.states import GuardFailed, advance, require
from matchmaking import notifications, side_links
from matchmaking.enums import DismissScope, IntroductionState, Origin
from matchmaking.explaining import complete
from matchmaking.models import Exclusion, Introduction, IntroductionQuestion
from matchmaking.services.common import ANSWER_DAYS, BEING_OFFERED, MAX_SHORTLISTED, count, hold, settle_need
from matchmaking.services.shortlist import next_position
from organisations.verification import require_verified
from scheduling.planning import replan
from startups.enums import OfferState
from startups.models import Offer

UNDO_WITHIN = timedelta(days=1)


@transaction.atomic
def suggest_pair(need: Need, offer: Offer, *, actor, origin: str = Origin.LEAD) -> Introduction:
    """A lead puts an offer the engine did not propose on the list of a need; `origin` says how it came there. Raises
    GuardFailed."""
    require(need.state in OPEN_FOR_MATCHING, _("The need is not open for proposals."))
    require(offer.state == OfferState.PUBLISHED, _("The offer is not published."))
    require_verified(need.organisation)
    require_verified(offer.organisation)
    require(offer.organisation_id != need.organisation_id, _("Need and offer belong to the same organisation."))
    # Under the lock an entry of the company's list is seen, or it sees this proposal.
    need = Need.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=need.pk)
    require(
        not Exclusion.objects.filter(company=need.organisation_id, excluded=offer.organisation_id).exists(),
        _("The company does not want to be introduced to this provider."),
    )
    try:
        with transaction.atomic():
            introduction = Introduction.objects.create(need=need, offer=offer, origin=origin)
    except IntegrityError:
        raise GuardFailed([_("This need and this offer are already being considered.")]) from None
    LogEntry.objects.record(introduction, "suggest", actor=actor, to_state=introduction.state)
    count("proposal_made", introduction)
    return introduction


@transaction.atomic
def shortlist(introduction: Introduction, *, actor, note: str) -> None:
    """Take the proposal into the shortlist with a reason the company will read; at most five per need."""
    require(note.strip(), _("Write why this provider fits; the company reads it."))
    need = Need.objects.select_for_update().get(pk=introduction.need_id)
    require(need.state in OPEN_FOR_MATCHING, _("The need is not open for proposals."))
    require(
        need.introductions.filter(state__in=BEING_OFFERED).count() < MAX_SHORTLISTED,
        _("The shortlist is full: at most five proposals per need."),
    )
    complete([introduction])  # what the engine said about the pair is kept with the decision
    advance(
        introduction,
        "shortlist",
        actor=actor,
        shortlist_note=note.strip(),
        shortlisted_by=actor,
        shortlisted_at=timezone.now(),
        position=next_position(need),
        snoozed_until=None,
    )
    count("proposal_shortlisted", introduction)
    if need.state == NeedState.QUALIFIED:
        start_matching(need, actor=actor)


@transaction.atomic
def dismiss(introduction: Introduction, *, actor, reason: str, scope: str, note: str = "") -> list[Introduction]:
    """Dismiss the proposal, and with a wider scope the provider's other open suggestions too.

    The engine does not bring a dismissed pair back until need or offer change. Returns everything dismissed.
    """
    require(reason and scope, _("Choose a reason and what it applies to."))
    dismissed = [introduction, *_others_in_scope(introduction, scope)]
    for each in dismissed:
        advance(
            each,
            "dismiss",
            actor=actor,
            reason=reason,
            dismiss_reason=reason,
            dismiss_scope=scope,
            dismiss_note=note.strip(),
            dismissed_at=timezone.now(),
        )
        count("proposal_dismissed", each)
        settle_need(each)
    return dismissed


def _others_in_scope(introduction: Introduction, scope: str) -> list[Introduction]:
    if scope == DismissScope.PAIR:
        return []
    others = Introduction.objects.filter(
        offer__organisation=introduction.offer.organisation_id, state=IntroductionState.SUGGESTED
    ).exclude(pk=introduction.pk)
    if scope == DismissScope.NEED:
        return list(others.filter(need=introduction.need_id))
    return list(others.filter(need__organisation=introduction.need.organisation_id))


@transaction.atomic
def undo_dismissal(introduction: Introduction, *, actor) -> None:
    """Take a dismissal back within one day, unless the pair is being considered again already."""
    require(
        introduction.dismissed_at and timezone.now() - introduction.dismissed_at <= UNDO_WITHIN,
        _("A dismissal can be undone within one day."),
    )
    require(
        not Introduction.objects.open().filter(need=introduction.need_id, offer=introduction.offer_id).exists(),
        _("This need and this offer are already being considered."),
    )
    require(introduction.need.state in OPEN_FOR_MATCHING, _("The need is not open for proposals."))
    require(introduction.offer.state == OfferState.PUBLISHED, _("The offer is not published."))
    advance(
        introduction,
        "undo_dismissal",
        actor=actor,
        dismiss_reason="",
        dismiss_scope="",
        dismiss_note="",
        dismissed_at=None,
    )


@transaction.atomic
def snooze(introduction: Introduction, *, actor, until: date) -> None:
    """Keep the proposal out of sight until a day in the future."""
    require(until > timezone.localdate(), _("Choose a day in the future."))
    advance(introduction, "snooze", actor=actor, snoozed_until=until)


@transaction.atomic
def wake(introduction: Introduction, *, actor) -> None:
    """Bring a proposal that was set aside back to the list; one that is there stays there."""
    advance(introduction, "wake", actor=actor, snoozed_until=None)


def asking_problems(introduction: Introduction) -> list[str]:
    """Return what is missing before the company can be asked, one sentence each."""
    need, offer = introduction.need, introduction.offer
    problems = []
    if need.state not in OPEN_FOR_MATCHING:
        problems.append(_("The need is not open for proposals."))
    if offer.state != OfferState.PUBLISHED:
        problems.append(_("The offer is not published."))
    if need.confidentiality == Confidentiality.INTERNAL:
        problems.append(_("The need is for internal use only. Call the company and change the confidentiality first."))
    need_teaser, offer_teaser = need.current_teaser, offer.current_teaser
    if not (need_teaser and need_teaser.checked_at):
        problems.append(_("Check the anonymous summary of the need first."))
    if not (offer_teaser and offer_teaser.checked_at):
        problems.append(_("Check the anonymous summary of the offer first."))
    if not need.contact.email:
        problems.append(_("The company's contact person has no e-mail address. Add one, or name somebody else."))
    if not offer.contact.email:
        problems.append(_("The provider's contact person has no e-mail address. Add one, or name somebody else."))
    return problems


@transaction.atomic
def ask_company(introduction: Introduction, *, actor) -> None:
    """Show the company the anonymous summary of the offer and ask for its consent.

    The two summaries and the wording of the consent are frozen here: both sides answer to the same text.
    """
    if problems := asking_problems(introduction):
        raise GuardFailed(problems)
    today = timezone.localdate()
    advance(
        introduction,
        "ask_company",
        actor=actor,
        number=introduction.number or next_number("V", today.year),
        need_teaser=introduction.need.current_teaser,
        offer_teaser=introduction.offer.current_teaser,
        consent_text=ConsentText.objects.filter(purpose=ConsentPurpose.CONTACT_RELEASE).latest("version"),
        company_contact=introduction.need.contact,
        company_asked_at=timezone.now(),
        answer_due_on=today + timedelta(days=ANSWER_DAYS),
    )
    count("company_asked", introduction)
    notifications.company_asked(introduction)


@transaction.atomic
def answer_question(question: IntroductionQuestion, *, actor, text: str) -> None:
    """Answer what a side asked; its clock goes on, moved by the days it stood still."""
    require(text.strip(), _("Write the answer."))
    introduction = hold(question.introduction)
    answered = IntroductionQuestion.objects.filter(pk=question.pk, answered_at__isnull=True).update(
        answer=text.strip(), answered_by=actor, answered_at=timezone.now()
    )
    require(answered, _("The question has been answered already."))
    if introduction.answer_due_on:
        stood_still = timezone.localdate() - timezone.localdate(question.asked_at)
        introduction.answer_due_on += stood_still
        introduction.save(update_fields=["answer_due_on"])
    LogEntry.objects.record(introduction, "answer_question", actor=actor)
    replan(introduction)
    side_links.end_answers(introduction)  # the answer carries a new one that ends on the new day
    question.refresh_from_db()
    notifications.question_answered(question)


@transaction.atomic
def make_obsolete(introduction: Introduction, *, actor, reason: str) -> None:
    """End an introduction whose need or offer is gone or changed. A party hears of it only if it was asked."""
    hold(introduction)
    advance(introduction, "make_obsolete", actor=actor, reason=reason, obsolete_reason=reason)
    notifications.made_obsolete(introduction)
    settle_need(introduction)
