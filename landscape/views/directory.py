"""The list of everybody in the landscape, with filters and map."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.public_pages import public_page
from landscape.cards import cards
from landscape.catalogue import catalogue
from landscape.filtering import Wish, chips, facets
from landscape.selectors import elsewhere, map_of, matching, ranked

PAGE_SIZE = 20


@public_page("landscape", "regions")
def directory(request: HttpRequest) -> HttpResponse:
    """Every filter stands alone and combines with all others; the address says what is chosen."""
    known = catalogue()
    wish = Wish.read(request.GET, known)
    by_rank = matching(wish.words) if wish.words else None
    found = known.index.find(wish.chosen, None if by_rank is None else known.index.only(by_rank))
    listing = found if by_rank is None else ranked(found, by_rank)
    page = Paginator(listing, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "wish": wish,
        "total": len(found),
        "page_obj": page,
        "cards": cards(page.object_list, wish.chosen.get("topic", ()), known.words_of("topic")),
        "facets": facets(wish, found, known),
        "chips": chips(wish, known),
        "map": map_of(wish, found, known),
        "elsewhere": elsewhere(found, known),
    }
    return render(request, "landscape/directory.html", context)
