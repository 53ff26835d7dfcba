"""What the links of letters after an event show and do: three questions, slides and minutes, "it is done"."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.states import GuardFailed, InvalidTransition
from events.following import feedback, material, minutes, timers
from events.following.enums import ItemState
from events.following.forms import DoneForm, FeedbackForm
from events.following.reading import material_page
from events.models import ActionItem, Registration
from events.words import title_of
from links.models import SignedLink
from links.registry import Purpose, register_purpose
from links.services import redeemed

WAY_ON = (gettext_lazy("To the events"), "events:list")
BY_LINK = "link"


def register() -> None:
    register_purpose(Purpose(feedback.PURPOSE, answer, answered, WAY_ON))
    register_purpose(Purpose(material.PURPOSE, read, lambda link: [], WAY_ON))
    register_purpose(Purpose(timers.ITEM, item_done, item_receipt, WAY_ON))


def _registration(link: SignedLink) -> Registration:
    registration = Registration.objects.select_related("event", "contact__user").filter(pk=link.subject_id).first()
    if registration is None or registration.contact_id != link.contact_id:
        raise InvalidTransition(f"the registration {link.subject_id} is no more")
    return registration


def answer(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """Show the three questions to GET; a POST keeps the answers and uses the link."""
    registration = _registration(link)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with redeemed(link):
            feedback.answer(registration, **form.cleaned_data)
        return redirect(request.path)
    context = {"form": form, "title": title_of(registration.event)}
    return render(request, "events/following/feedback.html", context)


def answered(link: SignedLink) -> list[Any]:
    return [_("Thank you. Your answer helps us to do it better next time.")]


def read(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """Slides and minutes. The link is for reading, as often as one likes, so it is never used up."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return material_page(request, _registration(link).event)


def item_done(request: HttpRequest, link: SignedLink) -> HttpResponse:
    item = ActionItem.objects.select_related("event", "owner__user").filter(pk=link.subject_id).first()
    if item is None or item.state != ItemState.OPEN or item.owner_id != link.contact_id:
        raise InvalidTransition(f"the action item {link.subject_id} is not open")
    form = DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with redeemed(link):
                minutes.finish(item, note=form.cleaned_data["note"], actor=item.owner.user, source=BY_LINK)
            return redirect(request.path)
        except GuardFailed as failure:
            form.add_error(None, str(failure))
    return render(request, "events/following/item_done.html", {"form": form, "item": item})


def item_receipt(link: SignedLink) -> list[Any]:
    return [_("Thank you. It is noted as done, and the organiser sees it.")]
