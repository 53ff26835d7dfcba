"""The board as everybody reads it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from board.facets import BoardSearch
from board.findable import CARD
from board.models import Posting
from board.selectors import interest_of, offers_to_name
from companies.permissions import can_moderate_need
from core.public_pages import public_page
from organisations.permissions import active_memberships, is_member

PAGE_SIZE = 20


@public_page("board", "regions")
def board(request: HttpRequest) -> HttpResponse:
    """Needs that are looking for somebody, the newest first, narrowed by the address."""
    search = BoardSearch(request.GET)
    own = active_memberships(request.user) if request.user.is_authenticated else []
    page = Paginator(search.results, PAGE_SIZE).get_page(request.GET.get("page"))
    search.mark(page)
    context = {
        "search": search,
        "own": own[0].organisation if own else None,
        "facets": search.facets,
        "chosen": search.chosen,
        "page_obj": page,
    }
    return render(request, "board/list.html", context)


@public_page("board", "regions")
def posting_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One need, and what the person who reads it can do."""
    posting = get_object_or_404(Posting.objects.on_board().for_list(), code=code)
    request.card = (CARD, code)
    context = {"posting": posting, "title": posting.title, "text": posting.text, **reader(request, posting)}
    return render(request, "board/detail.html", context)


def reader(request: HttpRequest, posting: Posting) -> dict[str, Any]:
    """Return what `board/_act.html` asks about the person."""
    user, need = request.user, posting.need
    if not user.is_authenticated:
        return {"role": "visitor"}
    if is_member(user, need.organisation_id):
        return {"role": "company"}
    if user.moderates and can_moderate_need(user, need):
        return {"role": "lead"}
    offers = offers_to_name(user, need)
    organisations = [membership.organisation for membership in active_memberships(user)]
    return {
        "role": "provider" if offers.exists() else "member",
        "interest": interest_of(user, need),
        "organisation": next(iter(organisations), None),
    }
