"""What stands between signing in and working."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from accounts.second_factor import OPEN_BEFORE_SHOWING, OPEN_WITHOUT_FACTOR, SET_UP, missing_step


class SecondFactorMiddleware:
    """Lead whoever needs a second factor to the page where it is set up or shown; nothing else opens before."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        step = missing_step(request)
        if not step:
            return None
        opened = OPEN_WITHOUT_FACTOR if step == SET_UP else OPEN_BEFORE_SHOWING
        if request.resolver_match.view_name in opened:
            return None
        url = reverse(step)
        if step != SET_UP and request.method == "GET" and not request.htmx:
            url = f"{url}?{urlencode({'next': request.get_full_path()})}"
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


class LastUseMiddleware:
    """Note when a session was last used, so that people recognise the ones that are not theirs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        if request.user.is_authenticated:
            request.session.remember_use(timezone.now())
