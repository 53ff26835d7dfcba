"""Small middlewares every request passes."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core.states import GuardFailed, InvalidTransition

LANGUAGE_PARAMETER = "lang"
_LANGUAGES = dict(settings.LANGUAGES)


class UserLocaleMiddleware(LocaleMiddleware):
    """German unless somebody chose another language with the switch; the browser's wish is not asked,
    because the hub's texts are written in German first and a shared link should look the same to both.

    `?lang=en` is how a link leads to the English page (decision 0029). The choice is kept like that of the switch, so
    that the pages after it are in English too."""

    def process_request(self, request):
        language = asked_language(request) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "de")
        translation.activate(language if language in _LANGUAGES else "de")
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request, response):
        response = super().process_response(request, response)
        language = asked_language(request)
        if language and language != request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "de"):
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite=settings.LANGUAGE_COOKIE_SAMESITE)
        return response


def asked_language(request) -> str:
    """Return the language the address of this page asks for; empty where it asks for none that there is."""
    language = request.GET.get(LANGUAGE_PARAMETER, "")
    return language if language in _LANGUAGES else ""


class PermissionsPolicyMiddleware:
    """The portal uses no camera, microphone or location, and says so to the browser; a page that reads tickets with the
    camera says otherwise itself."""

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
