"""Small middlewares every request passes."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core.states import GuardFailed, InvalidTransition


class UserLocaleMiddleware(LocaleMiddleware):
    """German unless somebody chose another language with the switch; the browser's wish is not asked,
    because the hub's texts are written in German first and a shared link should look the same to both."""

    def process_request(self, request):
        language = request.COOKIES.get("django_language", "de")
        translation.activate(language if language in ("de", "en") else "de")
        request.LANGUAGE_CODE = translation.get_language()


class PermissionsPolicyMiddleware:
    """The portal uses no camera, microphone or location, and says so to the browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class StateConflictMiddleware:
    """Turn a lost race or an unmet guard into a sentence on the page the person came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception) -> HttpResponseRedirect | None:
        if isinstance(exception, GuardFailed):
            for problem in exception.problems:
                messages.error(request, problem)
        elif isinstance(exception, InvalidTransition):
            messages.warning(
                request,
                _("This step is no longer possible: the case has moved on in the meantime. You see its current state."),
            )
        else:
            return None
        back = request.META.get("HTTP_REFERER", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = "dashboard"
        return redirect(back)
