"""Saying that a need is still wanted: in the portal, or by a link in a mail without signing in."""

from datetime import date, timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.activity import RENEW, last_active_on
from companies.enums import NeedState
from companies.models import Need
from companies.timespans import REMIND_QUIET
from core.models import LogEntry
from core.states import InvalidTransition
from links.confirming import Question, confirm
from links.models import SignedLink
from links.registry import Purpose, register_purpose
from links.services import issue
from scheduling.moments import days_after
from scheduling.planning import replan

PURPOSE = "need.renew"


def is_quiet(need: Need) -> bool:
    """Whether it is time to ask if the need is still wanted."""
    if need.state != NeedState.QUALIFIED:
        return False
    return last_active_on(need) + timedelta(days=REMIND_QUIET) <= timezone.localdate()


@transaction.atomic
def renew_need(need: Need, *, actor, on_behalf_source: str = "") -> None:
    """The company says that the need is still wanted: its quiet time begins anew. Saying it twice is no harm.

    `actor` None: by a link, by a person without an account. Raises InvalidTransition for a need that is not looking
    for providers.
    """
    state = Need.objects.select_for_update().values_list("state", flat=True).get(pk=need.pk)
    if state != NeedState.QUALIFIED:
        raise InvalidTransition(f"need {need.pk} is {state}")
    LogEntry.objects.record(need, RENEW, actor=actor, on_behalf_source=on_behalf_source)
    replan(need)


def renewal_link(need: Need, *, until: date, occasion: str) -> SignedLink:
    """Return the link by which the contact person renews `need` up to and including `until`."""
    return issue(
        PURPOSE, contact=need.contact, about=need, key=f"{need.pk}:{occasion}", expires_at=days_after(until, 1)
    )


def _respond(request: HttpRequest, link: SignedLink) -> HttpResponse:
    need = Need.objects.filter(pk=link.subject_id, contact=link.contact_id).first()
    if need is None or need.state != NeedState.QUALIFIED:
        raise InvalidTransition(f"need {link.subject_id} has moved on")
    question = Question(
        title=_("Do you still need this?"),
        sentences=[f"{need.number}, {need.title}", _("If you confirm, we go on looking for fitting providers.")],
        button=_("Yes, still needed"),
    )
    return confirm(request, link, question, lambda: renew_need(need, actor=link.contact.user))


def _receipt(link: SignedLink) -> list[str]:
    return [_("Thank you. We go on looking for fitting providers.")]


register_purpose(Purpose(PURPOSE, _respond, _receipt))
