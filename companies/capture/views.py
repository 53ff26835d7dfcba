"""The page on which a lead takes down a need during a talk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.consents import current_text
from accounts.enums import ConsentPurpose, ReadPlace
from accounts.models import Contact
from accounts.reads import note_read
from companies.capture import services
from companies.capture.forms import CaptureForm, ConsentForm
from companies.capture.titles import title_of
from companies.enums import NeedState
from companies.models import CaptureDraft, Need
from companies.selectors import captured_drafts
from companies.signals import origin_in
from companies.views.pages import acts_on_behalf, fetch_need, need_page
from contactlog.enums import ContactKind
from core.states import GuardFailed
from core.steps import form_key_of, key_in, took_step
from organisations.permissions import is_member
from taxonomy.forms import typed_values

MOST_SHOWN = 5

# Buttons that change a part of the page and save nothing: name -> the part.
PARTS = {
    "find": "companies/capture/_found.html",
    "choose": "companies/capture/_who.html",
    "other": "companies/capture/_who.html",
    "new": "companies/capture/_who.html",
    "check": "companies/capture/_alike.html",
    "suggest": "companies/capture/_topics.html",
}


def need_capture(request: HttpRequest) -> HttpResponse:
    """Take down a need. `?draft=` goes on with what was begun, `?organisation=` begins with an organisation,
    `?origin=` with what a room above led here from, an event for example."""
    if not request.user.moderates:
        raise PermissionDenied
    key = _key_of(request)
    earlier = services.captured(request.user, key)
    if earlier:  # a second click, or back in the browser
        return redirect(earlier)
    part = next((name for name in PARTS if name in request.POST), "")
    if request.method != "POST" or part:
        return _page(request, _open_form(request, key), key, part)
    form = CaptureForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, key)
    try:
        need = services.capture_need(form, actor=request.user, form_key=key)
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return _page(request, form, key)
    _tell(request, need)
    return redirect(need)


@require_POST
def capture_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far, or with `discard` forget it."""
    if not request.user.moderates:
        raise PermissionDenied
    key = form_key_of(request)
    if "discard" in request.POST:
        services.forget_draft(request.user, key)
        messages.success(request, _("The notes are deleted."))
        return redirect("companies:need_capture")
    draft = services.save_draft(request.POST, actor=request.user, form_key=key)
    if draft is None:
        return JsonResponse({}, status=409)
    return JsonResponse({"saved": date_format(timezone.localtime(draft.saved_at), "TIME_FORMAT")})


@require_POST
def need_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the company agrees to what was captured before."""
    need = fetch_need(request, pk, "submit")
    if not acts_on_behalf(request, need):
        raise PermissionDenied
    form = ConsentForm(request.POST, case=need)
    if need.state != NeedState.DRAFT or not need.lacks_consent:  # the second of two clicks
        return redirect(need)
    if not took_step(form, lambda: services.agree_later(form, actor=request.user)):
        return need_page(request, need, form)
    _tell(request, need)
    return redirect(need)


def _key_of(request: HttpRequest) -> UUID:
    return form_key_of(request) if request.method == "POST" else key_in(request.GET, "draft")


def _open_form(request: HttpRequest, key: UUID) -> CaptureForm:
    """Return the form with what is typed, was kept, or was asked for, without complaints."""
    if request.method == "POST":
        typed = request.POST.copy()
    else:
        draft = CaptureDraft.objects.visible_to(request.user).filter(form_key=key).first()
        typed = QueryDict(mutable=True)
        for name, values in (draft.content if draft else {}).items():
            typed.setlist(name, values)
        if not draft:
            return CaptureForm(user=request.user, initial=_asked_for(request.GET))
    if "choose" in typed:
        typed["organisation"], typed["is_new"] = typed["choose"], ""
        typed["person"] = ""
    if "other" in typed:
        typed["organisation"], typed["is_new"] = "", ""
    if "new" in typed:
        typed["is_new"] = "1"
        typed["org_name"] = typed.get("org_name") or typed.get("q", "")
    return CaptureForm(user=request.user, initial=_initial(typed))


def _asked_for(query: QueryDict) -> dict[str, str]:
    """Return what the address asks to begin with: an organisation, the event at which the talk takes place."""
    initial = {"organisation": query["organisation"]} if query.get("organisation") else {}
    if origin := origin_in(query):
        initial |= {"origin": origin, "kind": ContactKind.EVENT}
    return initial


def _initial(typed: QueryDict) -> dict[str, Any]:
    """Return what was typed as initial values; what the page did not show yet begins as it always does."""
    values = typed_values(typed, CaptureForm)
    return {name: value for name, value in values.items() if name in typed or name == "topics"}


def _page(request: HttpRequest, form: CaptureForm, key: UUID, part: str = "") -> HttpResponse:
    if not part or part == "suggest":
        form.suggest_topics()
    if form.chosen:
        note_read(request.user, list(form.fields["person"].queryset), ReadPlace.ORGANISATION)
    proposed = title_of(str(form["description"].value() or ""))
    context = {
        "form": form,
        "form_key": key,
        "part": part,
        "was_asked": part == "suggest",
        "proposed_title": proposed,
        "proposes_title": str(form["title"].value() or "").strip() in ("", request.POST.get("proposed_title", "")),
        "consent_text": current_text(ConsentPurpose.NEED_ON_BEHALF),
        "own": form.chosen is None and _asks_for_own(request),
        "drafts": [] if request.POST else _begun(request, key),
        "waiting": [] if request.POST else captured_drafts(request.user)[:MOST_SHOWN],
    }
    if part and request.htmx:
        return render(request, PARTS[part], context)
    return render(request, "companies/capture/page.html", context)


def _asks_for_own(request: HttpRequest) -> bool:
    asked = request.GET.get("organisation", "")
    return asked.isdecimal() and len(asked) < 12 and is_member(request.user, int(asked))


def _begun(request: HttpRequest, key: UUID) -> list[tuple[CaptureDraft, str]]:
    """Return other notes of the person with what they begin with."""
    drafts = CaptureDraft.objects.visible_to(request.user).exclude(form_key=key)
    done = Need.objects.filter(created_by=request.user, form_key__isnull=False).values("form_key")
    return [(draft, _words_of(draft)) for draft in drafts.exclude(form_key__in=done)[:MOST_SHOWN]]


def _words_of(draft: CaptureDraft) -> str:
    for name in ("title", "description", "org_name", "q"):
        text = title_of(" ".join(draft.content.get(name, [])))
        if text:
            return text
    return ""


def _tell(request: HttpRequest, need: Need) -> None:
    contact: Contact = need.contact
    if need.state != NeedState.DRAFT:
        messages.success(request, _("The need is submitted. Its number is %(number)s.") % {"number": need.number})
    elif need.lacks_consent:
        messages.warning(
            request,
            _("Saved as a draft. %(name)s has not agreed yet: until then nobody works with it.")
            % {"name": contact.full_name},
        )
    else:
        messages.warning(request, _("Saved. As soon as the organisation is checked, the need is submitted by itself."))
    if not contact.email:
        messages.info(
            request, _("Without an e-mail address %(name)s gets no letters. Please call.") % {"name": contact.full_name}
        )
