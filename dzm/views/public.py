"""Pages for everybody: start, and the language switch."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from core.findable import hub, json_ld
from core.public_pages import public_page
from dzm.start import start_page
from regions.models import CooperationAgreement

# The switch only stores which language somebody reads. Without a CSRF token it works on pages that set no cookie,
# and a forged request could do no more than show a page in English. `next` is checked against this host.
switch_language = login_not_required(csrf_exempt(set_language))


@public_page("regions", "figures", "landscape", "board", "events")
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "start": start_page(),
        "agreements": CooperationAgreement.objects.select_related("partner_region"),
        "machine_readable": json_ld(hub()),
    }
    return render(request, "dzm/home.html", context)


@public_page()
def easy_language(request: HttpRequest) -> HttpResponse:
    return render(request, "dzm/easy_language.html", {"operator": settings.OPERATOR})


@public_page()
def sign_language(request: HttpRequest) -> HttpResponse:
    return render(request, "dzm/sign_language.html", {"video_url": settings.SIGN_LANGUAGE_URL})
