from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from search.help import topic_labels, topics_to_look_at
from search.highlighting import shown
from search.markup import entries
from search.models import by_index
from search.registry import Source, sources
from search.selectors import Found
from search.suggestions import suggest
from search.understanding import understand

PER_PAGE = 20
_SUGGESTIONS_SECONDS = 300  # for which a browser keeps them


class _Pages(Paginator):
    """Pages of what is listed; the search has counted already."""

    def __init__(self, found: Found):
        super().__init__(found.documents, PER_PAGE)
        self._found = found

    @cached_property
    def count(self) -> int:
        return self._found.listed


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything public that fits `?q=`, of one kind with `kind=`, exactly what was typed with `exact=1`.

    Not to be indexed by search engines: the things have pages of their own.
    """
    with by_index():  # once for all statements of the page
        response = _found_page(request)
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _found_page(request: HttpRequest) -> HttpResponse:
    kinds = sources()
    kind = request.GET.get("kind", "") if request.GET.get("kind") in kinds else ""
    understood = understand(request.GET.get("q", ""), exact=bool(request.GET.get("exact")))
    everything = Found(understood)
    found = Found(understood, (kind,)) if kind else everything
    page = _Pages(found).get_page(request.GET.get("page"))
    context = {
        "understood": understood,
        "kind": kind,
        "kinds": _choice(everything, found),
        "everything": everything,
        "found": found,
        "page_obj": page,
        "hits": entries(page.object_list, shown(page.object_list, understood), kinds),
        "meant_topics": topic_labels(understood.topics) if found.count and not understood.is_exact else [],
        "topics": [] if found.count else topics_to_look_at(understood),
    }
    return render(request, "search/page.html", context)


@login_not_required
@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Suggestions for `?q=`, the beginning of a query, as JSON."""
    # The public function of allauth never limits a GET.
    if not ratelimit.consume(request, app="allauth.account", action="suggest", limit_get=True):
        return JsonResponse({"suggestions": []}, status=429)
    found = suggest(request.GET.get("q", ""))
    response = JsonResponse({"suggestions": [{"text": each.text, "what": str(each.what)} for each in found]})
    patch_cache_control(response, private=True, max_age=_SUGGESTIONS_SECONDS)
    return response


def _choice(everything: Found, found: Found) -> list[tuple[Source, int | None]]:
    """Return the kinds to choose from with how many hits there are; None where there are too many to say."""
    chosen = dict.fromkeys(found.kinds, None if found.is_more else found.count)
    numbers = {**everything.counts, **chosen}
    return [
        (source, numbers.get(source.kind))
        for source in sources().values()
        if everything.is_more or source.kind in numbers
    ]
