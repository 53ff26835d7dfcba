"""The public board in the demo: three needs whose companies want to be found, and two providers who can help."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.enums import Channel
from board.enums import InterestReason
from board.models import Interest, Posting
from board.services import interests, postings
from companies.models import Need
from demo.clock import travel_to
from demo.people import Cast
from mail.services import silenced
from matchmaking.enums import IntroductionState
from startups.models import Offer

POSTED_DAYS_AGO = (12, 6, 2)
OPEN_NOTE = (
    "Wir haben Ähnliches für zwei Betriebe dieser Größe eingeführt und könnten im Januar mit einem Probebetrieb "
    "beginnen. Eine Anlage zum Ansehen steht bei uns."
)
DECLINED_NOTE = "Wir bieten seit vielen Jahren Beratung in allen Fragen der Digitalisierung an und melden uns gern."
ANSWER = "Für diesen Bedarf wird eine fertige Lösung gesucht, keine allgemeine Beratung. Ihr Angebot bleibt vorgemerkt."


def tell_board(cast: Cast) -> None:
    """Put up needs of different companies; one interest waits for its lead, one was not taken up."""
    with silenced():
        posted = [_post(need, days) for need, days in zip(_needs(cast), POSTED_DAYS_AGO, strict=False)]
        if len(posted) == len(POSTED_DAYS_AGO):
            _interest(posted[0], _proposed(posted[0].need), OPEN_NOTE, days_ago=1)
            _decline(_interest(posted[1], _any_other(posted[1].need), DECLINED_NOTE, days_ago=5))


def _needs(cast: Cast) -> Iterator[Need]:
    """Yield needs that have been clear for long enough, one of each company, those of the first lead first."""
    long_ago = timezone.now() - timedelta(days=max(POSTED_DAYS_AGO))
    needs = Need.objects.open_for_matching().filter(
        language="de",
        teasers__checked_at__isnull=False,
        organisation__region__slug="soest",
        qualified_at__lt=long_ago,
        introductions__state=IntroductionState.SUGGESTED,
    )
    seen: set[int] = set()
    related = needs.distinct().select_related("organisation__region", "region", "contact")
    for need in sorted(related, key=lambda need: (need.assigned_to_id != cast.lead.pk, -need.pk)):
        if need.organisation_id not in seen:
            seen.add(need.organisation_id)
            yield need


def _post(need: Need, days_ago: int) -> Posting:
    with travel_to(timezone.now() - timedelta(days=days_ago)):
        postings.agree(need, contact=need.contact, channel=Channel.PORTAL, actor=need.created_by)
        return postings.post(need, actor=need.assigned_to)


def _proposed(need: Need) -> Offer:
    """Return what the computation holds to fit best of what nobody has decided on."""
    return need.introductions.filter(state=IntroductionState.SUGGESTED).order_by("-score", "pk").first().offer


def _any_other(need: Need) -> Offer:
    asked = need.introductions.values("offer")
    offers = Offer.objects.published().filter(language="de").exclude(organisation=need.organisation_id)
    return offers.exclude(pk__in=asked).order_by("pk").first()


def _interest(posting: Posting, offer: Offer, note: str, *, days_ago: int) -> Interest:
    with travel_to(timezone.now() - timedelta(days=days_ago)):
        return interests.express_interest(
            posting, offer=offer, contact=offer.contact, note=note, actor=offer.created_by
        )


def _decline(interest: Interest) -> None:
    with travel_to(interest.created_at + timedelta(hours=20)):
        interests.decline(interest, actor=interest.need.assigned_to, reason=InterestReason.WRONG_FIT, answer=ANSWER)
