"""Subscribing, and the page behind the link of each mail: wishes and leaving, without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.consents import current_text
from accounts.enums import ConsentPurpose
from newsletter import services
from newsletter.enums import LeaveReason, Source
from newsletter.forms import LeaveForm, SubscribeForm, WishesForm, initial_of
from newsletter.models import Subscription
from newsletter.tokens import find, is_of_test
from newsletter.traces import trace_of

PER_ADDRESS = "newsletter_mail"  # a key of ACCOUNT_RATE_LIMITS
OWN_PAGE = "own page of the newsletter"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The one form that lets people subscribe. What it answers does not tell whether an address is known."""
    language = (get_language() or "de")[:2]
    known = request.user.email if request.user.is_authenticated else ""
    initial = {"language": language, "email": known}
    form = SubscribeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and not _is_limited(request, form):
        email = form.cleaned_data["email"]
        source = Source.ACCOUNT if known and email.casefold() == known.casefold() else Source.PAGE
        services.request_subscription(email, form.wishes(), trace_of(request), source=source)
        return redirect("newsletter:sent")
    consent = current_text(ConsentPurpose.NEWSLETTER).text(language)
    status = 429 if form.was_limited else 200
    return render(request, "newsletter/subscribe.html", {"form": form, "consent": consent}, status=status)


subscribe.is_public_page = True  # search engines find it; it is made anew each time, since it carries a form


def _is_limited(request: HttpRequest, form: SubscribeForm) -> bool:
    return form.is_limited(request, PER_ADDRESS, key=form.cleaned_data["email"].casefold())


@login_not_required
@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "newsletter/sent.html")


def _find(token: str) -> Subscription:
    subscription = find(token)
    if subscription is None:
        raise Http404
    return subscription


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Wishes and leaving. GET never writes: programs of mail servers follow links."""
    if is_of_test(token):
        return render(request, "newsletter/answer_test.html")
    subscription = _find(token)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    wishes_form = WishesForm(request.POST if step == "wishes" else None, initial=initial_of(subscription))
    leave_form = LeaveForm(request.POST if step == "leave" else None)
    trace = trace_of(request, form=OWN_PAGE)
    if step == "wishes" and wishes_form.is_valid():
        services.change_wishes(subscription, wishes_form.wishes(), trace)
        messages.success(request, _("Your wishes are saved."))
        return redirect(request.path)
    if step == "leave" and leave_form.is_valid():
        services.leave(subscription, trace, **leave_form.cleaned_data)
        return redirect(request.path)
    if step == "return":
        services.come_back(subscription, trace)
        messages.success(request, _("You receive the newsletter again."))
        return redirect(request.path)
    context = {
        "subscription": subscription,
        "wishes_form": wishes_form,
        "leave_form": leave_form,
        "form": {"wishes": wishes_form, "leave": leave_form}.get(step),
    }
    return render(request, "newsletter/own.html", context)


@login_not_required
@never_cache
@csrf_exempt
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """The address of the header List-Unsubscribe (RFC 8058): mail programs send a POST without cookies; whoever opens
    it sees the page with its button."""
    subscription = _find(token)
    if request.method in ("GET", "HEAD"):
        return redirect("newsletter:own", token)
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    services.leave(subscription, trace_of(request, form="List-Unsubscribe"), reason=LeaveReason.ONE_CLICK)
    return HttpResponse(_("You are unsubscribed."), content_type="text/plain; charset=utf-8")
