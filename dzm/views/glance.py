"""At a glance: the board of a role."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dzm.glance import NotThere, kinds_for
from dzm.glance.board import chosen


@require_safe
def glance(request: HttpRequest) -> HttpResponse:
    """The board of the first role that the person has, or the one the address names. What is not theirs does not
    exist."""
    kinds = kinds_for(request.user)
    if not kinds:
        raise PermissionDenied
    try:
        kind = chosen(kinds, request.GET.get("board", ""), lambda each: each.slug)
        board = kind.make(request.user, request.GET)
    except NotThere as problem:
        raise Http404 from problem
    return render(request, "dzm/glance.html", {"board": board, "kind": kind, "kinds": kinds})
