"""Pages for everybody: start, and the language switch."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from dzm.selectors import public_figures
from regions.models import CooperationAgreement

# The switch only stores which language somebody reads. Without a CSRF token it works on pages that set no cookie,
# and a forged request could do no more than show a page in English. `next` is checked against this host.
switch_language = login_not_required(csrf_exempt(set_language))


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    figures = public_figures()
    context = {
        "figures": figures,
        "map": figures.network_map(),
        "on": timezone.localdate(),
        "agreements": CooperationAgreement.objects.select_related("partner_region"),
    }
    return render(request, "dzm/home.html", context)
