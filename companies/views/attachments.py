"""The files of a need."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.bias import refuse_biased
from companies import attachments
from companies.forms import AttachmentForm
from companies.models import Need, NeedAttachment
from companies.permissions import can_change_attachments, can_share_attachments
from companies.views.pages import fetch_need, need_page
from core.steps import took_step
from files.serving import download


@require_safe
def attachment(request: HttpRequest, pk: int, attachment: int) -> FileResponse:
    return download(_fetch(request, pk, attachment))


@require_POST
def attachment_add(request: HttpRequest, pk: int) -> HttpResponse:
    need = fetch_need(request, pk)
    _may_change(request, need)
    form = AttachmentForm(request.POST, request.FILES, case=need)

    def add() -> None:
        data = form.cleaned_data
        attachments.add_attachment(need, actor=request.user, upload=data["file"], shared=data["shared"])

    if not took_step(form, add):
        return need_page(request, need, form)
    messages.success(request, _("The file is attached."))
    return redirect(f"{need.get_absolute_url()}#attachments")


@require_POST
def attachment_remove(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    found = _fetch(request, pk, attachment)
    _may_change(request, found.need)
    attachments.remove_attachment(found, actor=request.user)
    messages.success(request, _("The file is deleted."))
    return redirect(f"{found.need.get_absolute_url()}#attachments")


@require_POST
def attachment_share(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Release the file (`shared`) for the time after the introduction, or take that back."""
    found = _fetch(request, pk, attachment)
    if not can_share_attachments(request.user, found.need):
        raise PermissionDenied
    shared = request.POST.get("shared") == "1"
    attachments.share_attachment(found, actor=request.user, shared=shared)
    if shared:
        messages.success(request, _("A provider receives the file once both sides have agreed."))
    else:
        messages.success(request, _("The file stays with you and the project lead."))
    return redirect(f"{found.need.get_absolute_url()}#attachments")


def _fetch(request: HttpRequest, pk: int, attachment: int) -> NeedAttachment:
    """Return the file if the person may read the need, else 404."""
    visible = NeedAttachment.objects.visible_to(request.user).select_related("need__organisation")
    return get_object_or_404(visible, pk=attachment, need=pk)


def _may_change(request: HttpRequest, need: Need) -> None:
    if not can_change_attachments(request.user, need):
        refuse_biased(request.user, need)
        raise PermissionDenied
