"""What the views of offers share: fetching, and the two pages of an offer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.bias import refuse_biased
from accounts.enums import ReadPlace
from accounts.reads import note_read
from core.steps import StepForm, StepPanel
from organisations.permissions import is_member
from startups import forms, progress
from startups.enums import RevisionState
from startups.history import history
from startups.models import Offer, OfferTeaser
from startups.permissions import can_edit_offer, can_review_revision, can_take_offer_step, can_write_offer_teaser
from startups.selectors import figures_of, for_page
from startups.services import SHORTEST_DESCRIPTION, submission_problems
from startups.versions import compare

PANELS = {
    "return": StepPanel(
        ("return_with_question",),
        forms.ReturnForm,
        "startups:offer_return",
        gettext_lazy("Ask the provider"),
        gettext_lazy("The provider receives the question by e-mail, changes the offer and submits it again."),
        gettext_lazy("Send question"),
    ),
    "reject": StepPanel(
        ("reject",),
        forms.RejectForm,
        "startups:offer_reject",
        gettext_lazy("Reject the offer"),
        gettext_lazy("The provider receives reason and explanation by e-mail."),
        gettext_lazy("Reject offer"),
    ),
    "suspend": StepPanel(
        ("suspend",),
        StepForm,
        "startups:offer_suspend",
        gettext_lazy("Suspend the offer"),
        gettext_lazy(
            "It is not suggested any more, and proposals before the contact end. It can be active again at any time."
        ),
        gettext_lazy("Suspend offer"),
    ),
    "archive": StepPanel(
        ("archive",),
        StepForm,
        "startups:offer_archive",
        gettext_lazy("Archive the offer"),
        gettext_lazy("The offer ends for good, and proposals before the contact end with it."),
        gettext_lazy("Archive offer"),
    ),
}


def fetch_offer(request: HttpRequest, pk: int, transition: str = "") -> Offer:
    """Return the offer if the person may see it, else 404; 403 unless the person may take `transition`."""
    offer = get_object_or_404(for_page(Offer.objects.visible_to(request.user)), pk=pk)
    if transition and not can_take_offer_step(request.user, transition, offer):
        refuse_biased(request.user, offer, offer.organisation)
        raise PermissionDenied
    return offer


def offer_page(request: HttpRequest, offer: Offer, bound: Any = None) -> HttpResponse:
    """Render the page of the offer: members see the provider's side, reviewers their work page. `bound` is a form
    that came back with errors; it is shown whatever the state is now."""
    page = _provider_page if is_member(request.user, offer.organisation_id) else _review_page
    return page(request, offer, bound)


def _provider_page(request: HttpRequest, offer: Offer, bound: Any) -> HttpResponse:
    newest = next(iter(offer.revisions.all()), None)
    shared = _shared(request, offer, bound, ["suspend", "archive"])
    context = {
        **shared,
        "turn": progress.whose_turn(offer),
        "problems": submission_problems(offer) if "submit" in shared["steps"] else {},
        "declined": newest if newest and newest.state == RevisionState.DECLINED else None,
        "shown_teaser": _checked_teaser(offer),
        "figures": figures_of(offer),
        "can_edit": can_edit_offer(request.user, offer),
    }
    return render(request, "startups/offer_detail.html", context)


def _review_page(request: HttpRequest, offer: Offer, bound: Any) -> HttpResponse:
    teaser = offer.current_teaser
    initial = {"title": teaser.title, "text": teaser.text} if teaser else {}
    is_teaser, is_decline = isinstance(bound, forms.OfferTeaserForm), isinstance(bound, forms.DeclineForm)
    context = {
        **_shared(request, offer, bound, list(PANELS)),
        "due_on": progress.review_due_on(offer),
        "teaser": teaser,
        "teaser_form": bound if is_teaser else forms.OfferTeaserForm(offer=offer, initial=initial),
        "can_write_teaser": is_teaser or can_write_offer_teaser(request.user, offer),
        "can_review_revision": can_review_revision(request.user, offer),
        "decline_form": bound if is_decline else forms.DeclineForm(case=offer),
        "checklist": _checklist(offer, teaser),
        "history": history(offer),
    }
    note_read(request.user, [offer.contact], ReadPlace.OFFER)
    return render(request, "startups/offer_review.html", context)


def _shared(request: HttpRequest, offer: Offer, bound: Any, names: list[str]) -> dict[str, Any]:
    user, revision = request.user, offer.waiting_revision if offer.is_open else None
    steps = {step.id for step in offer.workflow.leaving(offer.state) if can_take_offer_step(user, step.id, offer)}
    panels = {}
    for name in names:
        if getattr(bound, "name", "") == name:
            panels[name] = (PANELS[name], bound)
        elif steps.intersection(PANELS[name].transitions):
            panels[name] = (PANELS[name], PANELS[name].form_class(case=offer))
    return {
        "offer": offer,
        "form": bound,
        "steps": steps,
        "panels": panels,
        "revision": revision,
        "changes": compare(offer, revision) if revision else [],
        "references": offer.organisation.provider_references.all(),
    }


def _checked_teaser(offer: Offer) -> OfferTeaser | None:
    """Return the newest version of the summary that companies may be shown."""
    checked = [teaser for teaser in offer.teasers.all() if teaser.checked_at]
    return max(checked, key=lambda teaser: teaser.version, default=None)


def _checklist(offer: Offer, teaser: OfferTeaser | None) -> list[tuple[Any, bool]]:
    """Return what a good offer has, each with whether it is there. Only the last one is a condition."""
    return [
        (_("Organisation verified"), offer.organisation.is_verified),
        (_("Described in full sentences"), len(offer.description.split()) >= SHORTEST_DESCRIPTION),
        (_("Topics chosen"), bool(offer.topics.all())),
        (_("Price or minimum stated"), bool(offer.price_from_eur or offer.minimum_eur or offer.price_note)),
        (_("At least one reference"), bool(offer.organisation.provider_references.all())),
        (_("Anonymous summary checked"), bool(teaser and teaser.checked_at)),
    ]
