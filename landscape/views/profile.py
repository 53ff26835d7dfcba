"""What everybody reads about one organisation: its profile, its offers, its logo."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.findable import json_ld
from core.public_pages import public_page
from files.serving import show_public_image
from landscape.counting import count_view
from landscape.findable import CARD, organisation_ld, service_ld
from landscape.models import Entry
from landscape.selectors import Profile, entry_at, is_old, profile_of
from organisations.selectors import remaining_organisation
from organisations.services.logo import EDGES


def _seen(request: HttpRequest, slug: str, **kwargs: Any) -> None:
    count_view(request, slug)


@public_page("landscape", "regions", seen=_seen)
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    return _shown(request, slug, lambda entry: profile_page(request, entry, profile_of(entry.organisation_id)))


@public_page("landscape", "regions", seen=_seen)
def offer(request: HttpRequest, slug: str, offer: str) -> HttpResponse:
    """One published offer. The number at the end of its address says which."""
    return _shown(request, slug, lambda entry: _offer_page(request, entry, offer))


@public_page("landscape")
def logo(request: HttpRequest, slug: str, size: str) -> HttpResponse:
    """The logo of a shown entry; of anybody else there is none."""
    entry = entry_at(slug)
    picture = getattr(entry.organisation, "logo", None) if entry and entry.is_listed else None
    if picture is None or size not in EDGES:
        raise Http404
    return show_public_image(request, getattr(picture, size))


def profile_page(request: HttpRequest, entry: Entry, shown: Profile, *, is_preview: bool = False) -> HttpResponse:
    """Render the page of an entry. `is_preview`: only its people see it, shown or not."""
    request.card = (CARD, entry.slug)
    context = {
        "entry": entry,
        "profile": shown,
        "is_old": is_old(entry.confirmed_on),
        "is_preview": is_preview,
        "machine_readable": "" if is_preview else json_ld(organisation_ld(entry, shown)),
    }
    return render(request, "landscape/profile.html", context)


def _offer_page(request: HttpRequest, entry: Entry, offer: str) -> HttpResponse:
    shown = profile_of(entry.organisation_id)
    number = offer.rpartition("-")[2]
    found = next((each for each in shown.offers if str(each.offer.pk) == number), None)
    if found is None:
        return _gone(request, entry)
    if found.slug != offer:
        return redirect("landscape:offer", entry.slug, found.slug, permanent=True)
    request.card = (CARD, entry.slug)
    context = {
        "entry": entry,
        "profile": shown,
        "shown": found,
        "machine_readable": json_ld(service_ld(entry, shown, found)),
    }
    return render(request, "landscape/offer.html", context)


def _shown(request: HttpRequest, slug: str, page: Callable[[Entry], HttpResponse]) -> HttpResponse:
    """Return `page(entry)` if the entry is shown. An old address leads to the present one, that of an organisation
    that was merged to the one that took its place; of one that was shown before the page says that it has gone."""
    entry = entry_at(slug)
    if entry is None or not (entry.first_listed_on or entry.is_listed):
        raise Http404
    if entry.organisation.merged_into_id:
        heir = Entry.objects.listed().filter(organisation=remaining_organisation(entry.organisation_id)).first()
        return redirect(heir, permanent=True) if heir else _gone(request, None)
    if not entry.is_listed:
        return _gone(request, None)
    if entry.slug != slug:
        kwargs = request.resolver_match.kwargs | {"slug": entry.slug}
        return redirect(request.resolver_match.view_name, permanent=True, **kwargs)
    return page(entry)


def _gone(request: HttpRequest, entry: Entry | None) -> HttpResponse:
    return render(request, "landscape/gone.html", {"entry": entry}, status=410)
