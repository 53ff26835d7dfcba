"""What machines ask for: robots.txt, the sitemap, cards for links."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.cards import Card, card_of, draw
from core.findable import absolute, sections
from core.public_pages import public_page

CARD_SECONDS = 24 * 3600
# What no search engine needs: links of single persons, and pages behind the login.
NOT_FOR_ROBOTS = ("/l/", "/accounts/", "/account/", "/operator/", "/i18n/")


@login_not_required
@require_safe
@cache_control(public=True, max_age=CARD_SECONDS)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {absolute('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page("regions", "landscape", "board", "events")
def sitemap(request: HttpRequest) -> HttpResponse:
    response = django_sitemap(request, sitemaps=sections)
    return response.render()


@login_not_required
@require_safe
@cache_control(public=True, max_age=CARD_SECONDS)
def card(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The picture that is shown with a link to a page."""
    return _picture(card_of(kind, key))


@login_not_required
@require_safe
@cache_control(public=True, max_age=CARD_SECONDS)
def card_default(request: HttpRequest) -> HttpResponse:
    return _picture(
        Card(
            _("For firms, startups, universities and towns"),
            _("Digital solutions that fit your business"),
            _("14 towns and municipalities, two partner regions, one network"),
        )
    )


def _picture(content: Card) -> HttpResponse:
    return HttpResponse(draw(content), content_type="image/png")
