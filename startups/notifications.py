"""Which mail goes to whom when an offer moves."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.selectors import leads_of_region
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to
from organisations.status_links import status_url
from startups.enums import RevisionState
from startups.models import Offer, OfferRevision
from startups.reminders import reconfirmation_link

BACK_WITHIN = timedelta(days=180)  # in which the link of the letter makes a resting offer active again

OFFER_STATUS = "offer.status"  # the purpose of links that say where an offer stands


def _post(offer: Offer, contact, letter: Callable[[], Letter], kind: str, occasion: str) -> None:
    """A state is entered at one moment only, so that moment names the occasion unless another is given."""
    occasion = occasion or f"{offer.pk}:{offer.state_changed_at.isoformat()}"
    post_to(contact, letter, kind=kind, key=f"{kind}:{occasion}:{contact.pk}", about=offer)


def _tell_provider(
    offer: Offer,
    kind: str,
    subject: Callable[[], str],
    body: Callable[[], list[str]],
    occasion: str = "",
    action: Callable[[], tuple[str, str]] | None = None,
) -> None:
    def letter() -> Letter:
        return Letter(
            subject=subject(),
            greeting_name=offer.contact.full_name,
            paragraphs=body(),
            facts=[(_("Offer"), f"{offer.number or ''} {offer.title}".strip())],
            action=action() if action else (_("Open the offer"), absolute(offer.get_absolute_url())),
            status_url=status_url(OFFER_STATUS, offer, offer.contact),
        )

    _post(offer, offer.contact, letter, f"offer.{kind}", occasion)


def _tell_reviewers(
    offer: Offer, kind: str, subject: Callable[[], str], body: Callable[[], list[str]], occasion: str = ""
) -> None:
    for contact in leads_of_region(offer.organisation.region):

        def letter(contact=contact) -> Letter:
            return Letter(
                subject=subject(),
                greeting_name=contact.full_name,
                paragraphs=body(),
                facts=[
                    (_("Offer"), f"{offer.number or ''} {offer.title}".strip()),
                    (_("Provider"), offer.organisation.name),
                ],
                action=(_("Open the offer"), absolute(offer.get_absolute_url())),
            )

        _post(offer, contact, letter, f"offer.{kind}.lead", occasion)


def offer_submitted(offer: Offer) -> None:
    _tell_provider(
        offer,
        "submitted",
        lambda: _("We have received your offer %(number)s") % {"number": offer.number},
        lambda: [_("Thank you. We read your offer and get in touch before it is published.")],
    )
    _tell_reviewers(
        offer,
        "submitted",
        lambda: _("Offer to review: %(title)s") % {"title": offer.title},
        lambda: [_("A new offer is waiting for review.")],
    )


def offer_published(offer: Offer) -> None:
    _tell_provider(
        offer,
        "published",
        lambda: _("Your offer %(number)s is published") % {"number": offer.number},
        lambda: [
            _("We now suggest your offer to companies it fits."),
            _("Please confirm by %(date)s that it is still correct.") % {"date": date_format(offer.confirm_due_on)},
        ],
    )


def offer_returned(offer: Offer) -> None:
    _tell_provider(
        offer,
        "returned",
        lambda: _("A question about your offer %(number)s") % {"number": offer.number},
        lambda: [_("We have a question before we can publish your offer:"), offer.review_note],
    )


def offer_rejected(offer: Offer) -> None:
    _tell_provider(
        offer,
        "rejected",
        lambda: _("We cannot publish your offer %(number)s") % {"number": offer.number},
        lambda: [
            _("We cannot publish your offer. The reason: %(reason)s.") % {"reason": offer.get_reject_reason_display()},
            offer.review_note,
            _("If you disagree, please reply to this e-mail."),
        ],
    )


def offer_suspended(offer: Offer) -> None:
    def make_active() -> tuple[str, str]:
        until = timezone.localdate() + BACK_WITHIN
        link = reconfirmation_link(offer, until=until, occasion=f"suspended:{offer.state_changed_at.isoformat()}")
        return _("Make active again"), absolute(link.path)

    _tell_provider(
        offer,
        "suspended",
        lambda: _("Your offer %(number)s is suspended") % {"number": offer.number},
        lambda: [_("We do not suggest the offer at present. With one click you make it active again.")],
        action=make_active,
    )


def offer_archived(offer: Offer) -> None:
    _tell_provider(
        offer,
        "archived",
        lambda: _("Your offer is archived"),
        lambda: [_("The offer is archived and is not suggested any more.")],
    )
    if offer.number:
        _tell_reviewers(
            offer,
            "archived",
            lambda: _("Offer archived: %(title)s") % {"title": offer.title},
            lambda: [_("The offer is archived and is not suggested any more.")],
        )


def revision_submitted(offer: Offer, revision: OfferRevision) -> None:
    _tell_reviewers(
        offer,
        "revision_submitted",
        lambda: _("Changed offer to review: %(title)s") % {"title": offer.title},
        lambda: [_("The provider has changed a published offer. The live version stays until you decide.")],
        occasion=f"revision:{revision.pk}",
    )


def revision_reviewed(offer: Offer, revision: OfferRevision) -> None:
    accepted = revision.state == RevisionState.ACCEPTED
    _tell_provider(
        offer,
        "revision_reviewed",
        lambda: (
            (_("Your change of %(number)s is published") if accepted else _("Your change of %(number)s is declined"))
            % {"number": offer.number}
        ),
        lambda: (
            [_("The new version of your offer is live.")]
            if accepted
            else [_("The published version stays as it is."), revision.review_note]
        ),
        occasion=f"revision:{revision.pk}",
    )
