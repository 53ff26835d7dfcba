"""The links by which a person answers: the one in the letter, and those that change an answer."""

from django.utils import timezone

from accounts.models import Contact
from links.models import SignedLink
from links.services import issue
from outcomes.models import Survey

PURPOSE = "outcome.survey"


def link_for(survey: Survey, contact: Contact, number: int = 0) -> SignedLink:
    """Return the link by which `contact` answers; `number` tells those apart that change an answer."""
    key = f"{survey.pk}:{contact.pk}:{number}"
    return issue(PURPOSE, contact=contact, about=survey, key=key, expires_at=survey.closes_at)


def drop_links(survey: Survey, but: SignedLink | None = None) -> None:
    """End the links of a question, except the one that is just being used."""
    links = SignedLink.objects.about(survey).usable()
    links.exclude(pk=but.pk if but else None).update(revoked_at=timezone.now())
