"""The blocks of a draft: added, changed, moved, removed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.states import GuardFailed
from newsletter import editing
from newsletter.content import said_by
from newsletter.enums import BlockKind
from newsletter.issue_forms import BlockForm, block_form
from newsletter.models import Block, Issue
from newsletter.views.issues import fetch, seen_now

STEPS = {"up": editing.UP, "down": editing.DOWN}


def _fetch(request: HttpRequest, pk: int) -> Block:
    mine = Issue.objects.managed_by(request.user).values("pk")
    return get_object_or_404(Block.objects.select_related("issue").filter(issue__in=mine), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def block_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    issue = fetch(request, pk)
    if kind not in BlockKind.values:
        raise Http404
    form = block_form(kind, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            editing.add_block(issue, kind, form.written(), seen=seen, actor=request.user)
        except GuardFailed as failure:
            form.add_error(None, str(failure))
        else:
            messages.success(request, _("The block stands below the others."))
            return redirect(issue)
    return _page(request, issue, form, kind)


@require_http_methods(["GET", "HEAD", "POST"])
def block_edit(request: HttpRequest, pk: int) -> HttpResponse:
    block = _fetch(request, pk)
    form = block_form(block.kind, request.POST if request.method == "POST" else None, instance=block)
    if form.is_bound and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            editing.change_block(block, form.written(), seen=seen, actor=request.user)
        except GuardFailed as failure:
            form.add_error(None, str(failure))
        else:
            messages.success(request, _("The changes are saved."))
            return redirect(block.issue)
    return _page(request, block.issue, form, block.kind)


def _page(request: HttpRequest, issue: Issue, form: BlockForm, kind: str) -> HttpResponse:
    context = {
        "issue": issue,
        "form": form,
        "kind": kind,
        "kind_label": BlockKind(kind).label,
        "seen": seen_now(issue.pk),
        "is_new": form.instance.pk is None,
    }
    return render(request, "newsletter/issue_block.html", context)


@require_POST
def block_move(request: HttpRequest, pk: int) -> HttpResponse:
    block = _fetch(request, pk)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        messages.error(request, _("Choose up or down."))
    else:
        editing.move_block(block, step, seen=request.POST.get("seen", ""), actor=request.user)
    return redirect(f"{block.issue.get_absolute_url()}#block-{block.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def block_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Show once more what would be gone, and ask."""
    block = _fetch(request, pk)
    if request.method == "POST":
        editing.remove_block(block, seen=request.POST.get("seen", ""), actor=request.user)
        messages.success(request, _("The block is removed."))
        return redirect(block.issue)
    context = {"issue": block.issue, "part": said_by(block), "seen": seen_now(block.issue_id)}
    return render(request, "newsletter/issue_block_remove.html", context)
