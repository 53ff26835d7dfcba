"""What an unmet need is, in this one place: as SQL for all needs, and in words of Python for one.

A need is looked at while matching looks at it (`needs_for_matching`). It is *compared* when a run that reads it has
started since its text changed and it was qualified, and has ended. Compared, it is *unmet* unless a candidate answers
it. A candidate answers

- while it is under way: shortlisted, asked, introduced, successful. A person has chosen it, whatever the score;
- while it is suggested and fits at least well (`FITS_WELL`, as pages word the score), or a lead has added it;
- also after it has ended, when it fits well, is still on offer, and ended for another reason than that it does not fit:
  then the landscape has what the need asks for, and more providers are not what is missing.

What was decided before the need was last qualified counts no more. Decision 0045 has the reasons.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from companies.models import OPEN_FOR_MATCHING, Need
from matchmaking.documents import needs_for_matching
from matchmaking.enums import DeclineReason, DismissReason, IntroductionState, NoSuccessReason, Origin, RunState
from matchmaking.explanation import FITS_WELL
from matchmaking.models import Introduction, MatchingRun
from matchmaking.workflow import ASKED, IN_CONTACT
from organisations.enums import Verification
from startups.enums import OfferState

UNDER_WAY = frozenset([IntroductionState.SHORTLISTED, *ASKED.split(), *IN_CONTACT.split(), IntroductionState.SUCCESS])
# Ends with their reason, and the reasons that say the offer does not fit the need.
ENDS = {
    IntroductionState.DISMISSED: "dismiss_reason",
    IntroductionState.DECLINED_COMPANY: "decline_reason",
    IntroductionState.DECLINED_PROVIDER: "decline_reason",
    IntroductionState.LAPSED: "",
    IntroductionState.NO_SUCCESS: "no_success_reason",
}
DOES_NOT_FIT = frozenset(
    [
        *(DismissReason.WRONG_TOPIC, DismissReason.TOO_LARGE, DismissReason.TOO_SMALL, DismissReason.IMMATURE),
        *(DismissReason.NO_REFERENCE, DismissReason.REGION, DismissReason.LANGUAGE, DismissReason.BUDGET_GAP),
        *(DeclineReason.WRONG_FIT, DeclineReason.PRICE_RANGE, DeclineReason.PREFER_LOCAL),
        *(NoSuccessReason.PRICE, NoSuccessReason.TECHNICAL_FIT, NoSuccessReason.SECURITY),
        *(NoSuccessReason.PILOT_FAILED, NoSuccessReason.STARTUP_CLOSED),
    ]
)


def looked_at() -> QuerySet[Need]:
    """Return the needs that matching reads."""
    return needs_for_matching().select_related(None).prefetch_related(None).order_by("pk")


def compared_needs() -> QuerySet[Need]:
    """Return those a run has compared as they are now."""
    done = MatchingRun.objects.filter(state=RunState.DONE)
    last_full = (
        done.filter(need=None, offer=None, started_at__isnull=False).order_by("-started_at").values("started_at")[:1]
    )
    changed = Greatest("updated_at", "qualified_at")
    own = done.filter(need=OuterRef("pk"), started_at__gte=OuterRef("changed_at"))
    return looked_at().alias(changed_at=changed).filter(Q(changed_at__lte=Subquery(last_full)) | Exists(own))


def not_compared_needs() -> QuerySet[Need]:
    return looked_at().exclude(pk__in=compared_needs().order_by().values("pk"))


def unmet_needs() -> QuerySet[Need]:
    """Return the needs that no candidate answers, compared as they are now."""
    return compared_needs().exclude(Exists(answers().filter(need=OuterRef("pk"))))


def answers() -> QuerySet[Introduction]:
    """Return the introductions that answer their need."""
    ended = Q(pk__in=[])
    for state, reason in ENDS.items():
        unfit = Q(**{f"{reason}__in": DOES_NOT_FIT}) if reason else Q(pk__in=[])
        ended |= Q(state=state) & ~unfit
    since = Q(state_changed_at__gte=F("need__qualified_at"))
    well, on_offer = Q(score__gte=FITS_WELL), Q(offer__state=OfferState.PUBLISHED)
    suggested = Q(state=IntroductionState.SUGGESTED) & (well | Q(origin=Origin.LEAD))
    return Introduction.objects.order_by().filter(Q(state__in=UNDER_WAY) | suggested | ended & since & well & on_offer)


def does_answer(introduction: Introduction) -> bool:
    """The rule of `answers`, for one row."""
    state, fits_well = introduction.state, (introduction.score or 0) >= FITS_WELL
    if state in UNDER_WAY:
        return True
    if state == IntroductionState.SUGGESTED:
        return fits_well or introduction.origin == Origin.LEAD
    if state not in ENDS or not fits_well or introduction.offer.state != OfferState.PUBLISHED:
        return False
    reason = ENDS[state] and getattr(introduction, ENDS[state])
    return reason not in DOES_NOT_FIT and introduction.state_changed_at >= introduction.need.qualified_at


def is_compared(need: Need) -> bool:
    """The rule of `compared_needs`, for one row."""
    if need.state not in OPEN_FOR_MATCHING or need.lacks_consent:
        return False
    if need.organisation.verification != Verification.VERIFIED:
        return False
    whole = Q(need=None, offer=None) | Q(need=need)
    since = max(need.updated_at, need.qualified_at)
    return MatchingRun.objects.filter(whole, state=RunState.DONE, started_at__gte=since).exists()


def is_unmet(need: Need) -> bool:
    """The rule of `unmet_needs`, for one row."""
    candidates = need.introductions.select_related("offer", "need")
    return is_compared(need) and not any(does_answer(each) for each in candidates)
