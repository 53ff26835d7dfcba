"""Who may see an offer and take which step with it."""

from accounts.bias import is_biased
from organisations.permissions import is_member
from startups.enums import OfferState


def can_review_offer(user, offer) -> bool:
    """Project leads look after every offer, region leads after those of providers of their region. Whoever is biased
    looks on only, see `can_decide_offer`."""
    return user.is_project_lead or offer.organisation.region_id in user.led_region_ids


def can_decide_offer(user, offer) -> bool:
    """The rule of `Offer.objects.reviewed_by`, for one row: a bias for the provider counts for its offers too."""
    return (
        offer.submitted_at is not None
        and can_review_offer(user, offer)
        and not is_biased(user, offer, offer.organisation)
    )


def can_view_offer(user, offer) -> bool:
    """The rule of `Offer.objects.visible_to`, for one row."""
    if is_member(user, offer.organisation_id):
        return True
    return offer.submitted_at is not None and can_review_offer(user, offer)


def offer_parties(user, offer) -> set[str]:
    """Return the parties of the workflow that `user` is for this offer: provider, project_lead, region_lead."""
    parties = set()
    if is_member(user, offer.organisation_id):
        parties.add("provider")
    if not can_decide_offer(user, offer):
        return parties
    if user.is_project_lead:
        parties.add("project_lead")
    if offer.organisation.region_id in user.led_region_ids:
        parties.add("region_lead")
    return parties


def can_take_offer_step(user, transition_id: str, offer) -> bool:
    """Whether `user` may take `transition_id` on `offer`, as far as the person goes (not the state)."""
    return bool(offer.workflow[transition_id].by & offer_parties(user, offer))


def can_edit_offer(user, offer) -> bool:
    """The provider edits; a published offer changes through a revision that waits for review."""
    return is_member(user, offer.organisation_id) and offer.state in {
        OfferState.DRAFT,
        OfferState.RETURNED,
        OfferState.PUBLISHED,
    }


def can_create_offer(user, organisation) -> bool:
    return is_member(user, organisation.pk)


def can_edit_provider(user, organisation) -> bool:
    """Members keep the profile they offer with up to date."""
    return is_member(user, organisation.pk)


def can_write_offer_teaser(user, offer) -> bool:
    """Reviewers write the anonymous summary while the offer is with them or may be shown to companies."""
    in_use = {OfferState.SUBMITTED, OfferState.RETURNED, OfferState.PUBLISHED, OfferState.SUSPENDED}
    return offer.state in in_use and can_decide_offer(user, offer)


def can_review_revision(user, offer) -> bool:
    """Reviewers decide on a change of an offer that is live or rests."""
    return offer.state in {OfferState.PUBLISHED, OfferState.SUSPENDED} and can_decide_offer(user, offer)
