"""Funder packs: making one, looking at it, taking its files out."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import services
from projects.counting import period_of
from projects.enums import PackFormat
from projects.forms import PackForm
from projects.models import FunderPack, PackFile
from projects.packing.content import checksum
from projects.views.common import fetch


def _pack(request: HttpRequest, slug: str, number: int) -> FunderPack:
    project = fetch(request, slug)
    packs = FunderPack.objects.visible_to(request.user).filter(project=project).select_related("project")
    return get_object_or_404(packs, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
def pack_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The versions so far, and the button that makes the next one."""
    project = fetch(request, slug)
    form = PackForm(request.POST if request.method == "POST" else None, period=period_of(project))
    if request.method == "POST" and form.is_valid():
        made = services.make_pack(project, form.chosen, actor=request.user)
        messages.success(request, _("Version %(number)s is made.") % {"number": made.number})
        return redirect("projects:pack", slug=project.slug, number=made.number)
    packs = FunderPack.objects.visible_to(request.user).filter(project=project)
    context = {
        "project": project,
        "form": form,
        "packs": packs.select_related("made_by__contact").defer("content").order_by("-number"),
    }
    return render(request, "projects/pack_list.html", context)


@require_safe
def pack(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version: its numbers, its checksum, its files, and who the persons in it are."""
    found = _pack(request, slug, number)
    frozen = json.loads(found.content)
    context = {
        "project": found.project,
        "pack": found,
        "frozen": frozen,
        "is_intact": checksum(found.content.encode()) == found.sha256,
        "files": found.files.defer("content").order_by("format"),
        "persons": found.persons.select_related("user__contact").order_by("number"),
    }
    return render(request, "projects/pack.html", context)


@require_POST
def pack_file(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """Hand a file out, as it was made; the log keeps who took it. One whose checksum is wrong is not handed out."""
    found = _pack(request, slug, number)
    if form not in PackFormat.values:
        raise Http404
    file = get_object_or_404(PackFile.objects.select_related("pack__project"), pack=found, format=form)
    data = bytes(file.content)
    if checksum(data) != file.sha256:
        messages.error(request, _("The file does not have its checksum any more. Please tell who runs the portal."))
        return redirect("projects:pack", slug=slug, number=number)
    services.note_download(file, actor=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(data, content_type=file.media_type, headers=headers)
