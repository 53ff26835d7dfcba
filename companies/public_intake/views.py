"""The pages on which somebody without an account registers a need, step by step.

What is sent is kept before it is checked, and each answer leads to a page of its own, so that going back, a second
click or a closed window lose nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.consents import current_text
from accounts.enums import ConsentPurpose
from companies.models import NeedDraft
from companies.public_intake import drafts, services
from companies.public_intake.examples import TRADES
from companies.public_intake.forms import ABOUT, ASKED, COMPANY, FRAME, SEND, STEPS, LaterForm, Step, answers, as_typed
from companies.signals import origin_in
from core.personal import data_classes
from core.public_forms import PublicForm
from core.states import GuardFailed
from organisations.models import Organisation

TOO_MUCH = 413
MISSING = "missing"  # in the address: the page of a step says what is still missing in it


def _for_visitors(view: Callable) -> Callable:
    """Whoever is signed in has a form of the own, unless this browser has begun a draft before."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        draft = drafts.find(request)
        if draft is None and (own := _own_form(request.user)):
            return redirect(own)
        return view(request, draft)

    return login_not_required(never_cache(page))


def _own_form(user) -> str:
    if not user.is_authenticated:
        return ""
    if user.moderates:
        return reverse("companies:need_capture")
    own = Organisation.objects.current().of_member(user).order_by("pk").first()
    return reverse("companies:need_create", args=[own.pk]) if own else ""


def _page_of(step: Step) -> Callable:
    """Return the view of a step that only asks."""

    @_for_visitors
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, draft: NeedDraft | None) -> HttpResponse:
        if draft and draft.is_handed_in:
            if request.method != "POST" and origin_in(request.GET):  # somebody who was led here tells a further need
                return drafts.forget(redirect(request.get_full_path()))
            return redirect("companies:register_done")
        if request.method != "POST":
            if draft is None and step is not ABOUT:
                return redirect(ABOUT.url_name)
            form = step.form(draft, as_typed(draft.content)) if draft and MISSING in request.GET else None
            return _step_page(request, step, draft or drafts.begin(), form)
        return _take(request, step, draft)

    return page


def _take(request: HttpRequest, step: Step, draft: NeedDraft | None) -> HttpResponse:
    """Keep what was sent, then do what the button says."""
    draft, refusal = _kept(request, step, draft)
    if refusal:
        return refusal
    if "suggest" in request.POST:
        return _remember(request, _step_page(request, step, draft, was_asked=True), draft)
    if "back" in request.POST:
        return _remember(request, redirect((step.previous or step).url_name), draft)
    if "later" in request.POST:
        return _remember(request, redirect("companies:register_later"), draft)
    form = step.form(draft, request.POST)
    if not form.is_valid():
        # What was sent is kept, so that the page can say what is missing under an address of its own: going back to it
        # later asks nobody to send a form twice.
        query = {name: "1" for name in (MISSING, "check") if name == MISSING or name in request.GET}
        return _remember(request, redirect(reverse(step.url_name, query=query)), draft)
    following = SEND if "check" in request.GET else step.following
    return _remember(request, redirect(following.url_name), draft)


def _kept(request: HttpRequest, step: Step, draft: NeedDraft | None) -> tuple[NeedDraft, HttpResponse | None]:
    """Return the draft with what was sent, and the page to show instead where that could not be kept."""
    if draft is None:
        draft = drafts.begin()
        if not ratelimit.consume(request, action="need_draft"):
            form = step.form(draft, request.POST)
            form.add_error(None, _("Too many drafts came from your network. Please try again in an hour, or call us."))
            return draft, _step_page(request, step, draft, form, status=429)
    draft.origin = draft.origin or origin_in(request.POST)
    if drafts.store(draft, request.POST, step, proven=drafts.is_proven(request, draft)):
        return draft, None
    if draft.pk:
        draft.refresh_from_db()
    if draft.is_handed_in:
        return draft, redirect("companies:register_done")
    form = step.form(draft, request.POST)
    form.add_error(None, _("This is too much text for one draft. Please shorten it; what is longer is not saved."))
    return draft, _step_page(request, step, draft, form, status=TOO_MUCH)


def _remember(request: HttpRequest, response: HttpResponse, draft: NeedDraft) -> HttpResponse:
    return drafts.remember(response, draft, proven=drafts.is_proven(request, draft))


def _step_page(
    request: HttpRequest, step: Step, draft: NeedDraft, form=None, *, status: int = 200, **context: Any
) -> HttpResponse:
    form = form or step.form(draft)
    if step is FRAME:
        form.suggest_topics()
    context |= {
        "form": form,
        "origin": origin_in(request.GET),
        "seen": drafts.seen(draft.content, step),
        "step": step,
        "steps": STEPS,
        "draft": draft,
        "trades": TRADES if step is ABOUT else (),
        "period": data_classes()["public_draft"].period,
    }
    if step is SEND:
        context |= _what_is_sent(request, draft)
    name = step.url_name.partition("_")[2]
    return render(request, f"companies/register/{name}.html", context, status=status)


def _what_is_sent(request: HttpRequest, draft: NeedDraft) -> dict[str, Any]:
    return {
        "groups": [(step, list(answers(step, draft))) for step in ASKED],
        "unfinished": services.unfinished(draft),
        "is_proven": drafts.is_proven(request, draft),
        "consent_text": current_text(ConsentPurpose.NEED_ON_BEHALF).text(request.LANGUAGE_CODE),
    }


about = _page_of(ABOUT)
about.is_public_page = True  # search engines find it; it is made anew each time, since it carries a form
frame = _page_of(FRAME)
company = _page_of(COMPANY)


@_for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, draft: NeedDraft | None) -> HttpResponse:
    """Read everything once more; then hand in where the address is proven, or ask by mail."""
    if draft is None:
        return redirect(ABOUT.url_name)
    if draft.is_handed_in:
        return redirect("companies:register_done")
    if request.method != "POST":
        return _step_page(request, SEND, draft)
    if "back" in request.POST or "later" in request.POST:
        return _take(request, SEND, draft)
    draft, refusal = _kept(request, SEND, draft)
    if refusal:
        return refusal
    form = SEND.form(draft, request.POST)
    if services.unfinished(draft):
        form.add_error(None, _("Something is still missing. It is marked below."))
    if not form.is_valid() or not _sent(request, form, draft):
        status = 429 if form.was_limited else 200
        return _remember(request, _step_page(request, SEND, draft, form, status=status), draft)
    return _remember(request, redirect("companies:register_done"), draft)


def _sent(request: HttpRequest, form: PublicForm, draft: NeedDraft) -> bool:
    """Hand the draft in, or send the mail that asks to confirm it; return whether that went. The form says why not."""
    try:
        if drafts.is_proven(request, draft):
            services.hand_in(draft)
        elif form.is_limited(request, "need_mail", key=draft.email.casefold()):
            return False
        else:
            services.ask_to_confirm(draft)
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return False
    return True


@_for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, draft: NeedDraft | None) -> HttpResponse:
    """Send the link that leads back to the draft. What the page says is the same whoever the address belongs to."""
    if draft is None:
        return redirect(ABOUT.url_name)
    if draft.is_handed_in:
        return redirect("companies:register_done")
    form = LaterForm(request.POST or None, initial={"email": draft.first("email")})
    is_sent = False
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        is_sent = not form.is_limited(request, "need_mail", key=address.casefold()) and _keep_address(request, draft)
    if is_sent:
        services.send_link(draft)
        return _remember(request, redirect(reverse("companies:register_later", query={"sent": "1"})), draft)
    context = {
        "form": form,
        "draft": draft,
        "is_sent": "sent" in request.GET and request.method != "POST",
        "period": data_classes()["public_draft"].period,
    }
    return render(request, "companies/register/later.html", context, status=429 if form.was_limited else 200)


def _keep_address(request: HttpRequest, draft: NeedDraft) -> bool:
    """Note the address in the draft, as if it had been typed where the company is asked for."""
    typed = {name: draft.content.get(name, []) for name in COMPANY.kept} | {"email": request.POST.getlist("email")}
    return drafts.store(draft, as_typed(typed), COMPANY, proven=drafts.is_proven(request, draft))


@login_not_required
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far, without a page."""
    step = next((step for step in STEPS if step.url_name.partition(":")[2] == request.POST.get("step")), ABOUT)
    found = drafts.find(request)
    if (found and found.is_handed_in) or (found is None and _own_form(request.user)):
        return JsonResponse({}, status=409)
    kept, refusal = _kept(request, step, found)
    if refusal:
        return JsonResponse({}, status=409)
    answer = {
        "saved": date_format(timezone.localtime(kept.saved_at), "TIME_FORMAT"),
        "seen": drafts.seen(dict(request.POST.lists()), step),  # that is what the window shows
    }
    return _remember(request, JsonResponse(answer), kept)


@_for_visitors
@require_safe
def done(request: HttpRequest, draft: NeedDraft | None) -> HttpResponse:
    """What has become of the draft: it has arrived, or a mail waits to be answered."""
    if draft is None or not (draft.is_handed_in or draft.asked_at):
        return redirect(ABOUT.url_name)
    return render(request, "companies/register/done.html", {"draft": draft})


@login_not_required
@require_POST
def restart(request: HttpRequest) -> HttpResponse:
    """Begin anew: what was typed and not handed in is deleted."""
    found = drafts.find(request)
    if found and not found.is_handed_in:
        drafts.discard(found)
    query = {"origin": found.origin} if found and found.origin else {}
    return drafts.forget(redirect(reverse(ABOUT.url_name, query=query)))
